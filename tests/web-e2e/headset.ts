import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'

/** Vertical field of view of the emulated headset, degrees. */
const field = 90

export const focalOfHeadset = (height: number): number => height / 2 / Math.tan((field / 2) * (Math.PI / 180))

/** An emulated headset in a page that is yet to be opened. */
export interface Headset {
  /** Turns the head, by degrees to the right of where it began and above the level. */
  look: (right: number, up: number) => Promise<void>
  /** Points the right hand as `look` turns the head, and presses its trigger. */
  press: (right: number, up: number) => Promise<void>
}

export async function headset(page: Page, { stereo = false } = {}): Promise<Headset> {
  const iwer = readFileSync('node_modules/iwer/build/iwer.min.js', 'utf8')
  await page.addInitScript({
    content: `${iwer};
      {
        const device = new IWER.XRDevice(IWER.metaQuest3, { stereoEnabled: ${stereo}, fovy: ${(field * Math.PI) / 180} })
        device.installRuntime({ forceInstall: true })
        device.controllers.left.connected = device.controllers.right.connected = false
        const turn = (of, right, up) => {
          const [a, e] = [(-right * Math.PI) / 360, (up * Math.PI) / 360]
          of.quaternion.set(Math.cos(a) * Math.sin(e), Math.sin(a) * Math.cos(e), -Math.sin(a) * Math.sin(e), Math.cos(a) * Math.cos(e))
        }
        window.turnHead = (right, up) => turn(device, right, up)
        window.pointHand = (right, up) => {
          const hand = device.controllers.right
          hand.connected = true
          hand.position.set(device.position.x, device.position.y, device.position.z)
          turn(hand, right, up)
        }
        window.pressHand = (value) => device.controllers.right.updateButtonValue('trigger', value)
      }`,
  })
  type Emulated = Window & Record<'turnHead' | 'pointHand', (right: number, up: number) => void> & { pressHand: (value: number) => void }
  const frames = () =>
    page.evaluate(
      () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => done())))),
    )
  return {
    look: (right, up) => page.evaluate(([a, e]) => (window as unknown as Emulated).turnHead(a, e), [right, up] as const),
    press: async (right, up) => {
      await page.evaluate(([a, e]) => (window as unknown as Emulated).pointHand(a, e), [right, up] as const)
      for (const value of [0, 1, 0]) {
        await frames()
        await page.evaluate((pressed) => (window as unknown as Emulated).pressHand(pressed), value)
      }
    },
  }
}

/** The mean colour of a part of what is drawn. */
export async function colourOf(page: Page, clip: { x: number; y: number; width: number; height: number }): Promise<number[]> {
  const png = (await page.screenshot({ clip })).toString('base64')
  return page.evaluate(async (data) => {
    const picture = new Image()
    picture.src = `data:image/png;base64,${data}`
    await picture.decode()
    const context = new OffscreenCanvas(1, 1).getContext('2d')!
    context.imageSmoothingQuality = 'high'
    context.drawImage(picture, 0, 0, 1, 1)
    return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)]
  }, png)
}
