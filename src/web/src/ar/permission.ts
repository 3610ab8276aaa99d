type Asking = { requestPermission?: () => Promise<'granted' | 'denied'> }

/** True where the browser knows of orientation at all; whether a sensor answers shows later. */
export const canSense = (): boolean => typeof DeviceOrientationEvent !== 'undefined' && isSecureContext

/** Asks for the sensors; on iOS this must happen while a tap is being handled, elsewhere there is nothing to ask. */
export async function askForSensors(): Promise<boolean> {
  if (!canSense()) return false
  const asking = DeviceOrientationEvent as unknown as Asking
  if (!asking.requestPermission) return true
  try {
    return (await asking.requestPermission()) === 'granted'
  } catch {
    // Thrown outside a tap, and where the site was refused before.
    return false
  }
}
