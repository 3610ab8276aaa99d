const key = 'quiet'

const stored = () => {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

// Who asks the system for less motion is taken at their word.
let on = $state(stored() ? stored() === 'yes' : matchMedia('(prefers-reduced-motion: reduce)').matches)

/** Whether nothing moves or sounds by itself; remembered for the device. */
export const quiet = {
  get on() {
    return on
  },
  set(next: boolean) {
    on = next
    try {
      localStorage.setItem(key, next ? 'yes' : 'no')
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  },
}
