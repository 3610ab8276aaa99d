import { ask, onSignedOut, Refused, studio, token, usePageWord, type Me, type Role } from './api'

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
  async enter(): Promise<boolean> {
    try {
      const found = await studio.me()
      // Somebody else's page is not theirs to go on with.
      if (me && me.name !== found.name) location.reload()
      ;[me, ended, unreached] = [found, false, false]
    } catch (error) {
      unreached = (error as Refused).status === 0
      if (unreached) return me !== null
      if (!ended) me = null
    }
    usePageWord(me?.page ?? null)
    asked = true
    return me !== null && !ended
  },
  async leave(): Promise<void> {
    token.forget()
    await ask('DELETE', 'session').catch(() => null)
    ;[me, ended] = [null, false]
  },
}
