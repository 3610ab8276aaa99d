import { ask, studio, token, usePageWord, type Me, type Role } from './api'

const order: Role[] = ['contributor', 'curator', 'administrator']
let me = $state<Me | null>(null)
let asked = $state(false)

/** Who is signed in on this page. */
export const session = {
  get me() {
    return me
  },
  /** False until it is known whether anybody is. */
  get asked() {
    return asked
  },
  /** Whether who is signed in may do what a role may. */
  can: (role: Role): boolean => me !== null && order.indexOf(me.role) >= order.indexOf(role),
  async enter(): Promise<boolean> {
    me = await studio.me().catch(() => null)
    usePageWord(me?.page ?? null)
    asked = true
    return me !== null
  },
  async leave(): Promise<void> {
    token.forget()
    await ask('DELETE', 'session').catch(() => null)
    me = null
  },
}
