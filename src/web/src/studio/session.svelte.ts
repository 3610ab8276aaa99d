import { ask, onSignedOut, studio, type Refused, token, usePageWord, type Me, type Role } from './api'

const order: Role[] = ['contributor', 'curator', 'administrator']
let me = $state<Me | null>(null)
let asked = $state(false)
let ended = $state(false)
let unreached = $state(false)

onSignedOut(() => (ended = me !== null))

/** Who is signed in on this page. */
export const session = {
  get me() {
    return me
  },
  /** False until it is known whether anybody is. */
  get asked() {
    return asked
  },
  /** The server knows nobody here any more, while somebody works: they sign in again in place. */
  get ended() {
    return ended
  },
  /** Nobody could be asked who is signed in. */
  get unreached() {
    return unreached
  },
  /** Whether who is signed in may do what a role may. */
  can: (role: Role): boolean => me !== null && order.indexOf(me.role) >= order.indexOf(role),
  /** Asks who is signed in; one question at a time. */
  enter: (): Promise<boolean> => (entering ??= enter().finally(() => (entering = null))),
  async leave(): Promise<void> {
    token.forget()
    await ask('DELETE', 'session').catch(() => null)
    // Nothing of the page goes on for whoever comes next.
    location.assign('/studio')
  },
}

let entering: Promise<boolean> | null = null

async function enter(): Promise<boolean> {
  try {
    const found = await studio.me()
    // Somebody else's page is not theirs to go on with.
    if (me && me.name !== found.name) {
      location.reload()
      return false
    }
    ;[me, ended, unreached] = [found, false, false]
  } catch (error) {
    // Only the server itself says that nobody is signed in.
    unreached = (error as Refused).status !== 401
    if (unreached) return false
    if (!ended) me = null
  }
  usePageWord(me?.page ?? null, me?.name ?? null)
  asked = true
  return me !== null && !ended
}
