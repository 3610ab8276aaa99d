import { expect } from '@playwright/test'
import type { Phone } from './phone'

/** Of the films that the tests' cameras show. */
export const video = { width: 640, height: 480 }

/** Opens AR of a scene with two taps: past the notice, and on the camera. */
export async function open({ page, look }: Phone, scene: string, azimuth: number, elevation: number) {
  await page.goto(`/scenes/${scene}/ar?lang=en`)
  const goOn = page.getByRole('button', { name: 'Go on' })
  const start = page.getByRole('button', { name: 'Open the camera' })
  await expect(goOn.or(start)).toBeVisible()
  if (await goOn.isVisible()) await goOn.click()
  // A phone turns before anybody asks it, and the page waits for its sensors a few seconds only.
  await look(azimuth, elevation)
  if (await start.isVisible()) await start.click()
  await expect(page.locator('video')).toHaveJSProperty('videoWidth', video.width)
  await expect(async () => {
    await look(azimuth, elevation)
    const means = await page.locator('main').getAttribute('data-means')
    expect(means).toBeTruthy()
    expect(means).not.toBe('none')
  }).toPass()
}

/** The middle of the cross that marks the burst point, found among the page's pixels near where it is expected. */
async function crossNear(
  { page, shot }: Pick<Phone, 'page' | 'shot'>,
  near: { x: number; y: number },
  reach: number,
  [inner, outer]: readonly [number, number],
): Promise<{ x: number; y: number }> {
  const png = await shot({ x: near.x - reach, y: near.y - reach, width: 2 * reach, height: 2 * reach })
  return page.evaluate(
    async ([data, reach, x0, y0, inner, outer]) => {
      const picture = new Image()
      picture.src = `data:image/png;base64,${data}`
      await picture.decode()
      const canvas = new OffscreenCanvas(picture.width, picture.height)
      const context = canvas.getContext('2d')!
      context.drawImage(picture, 0, 0)
      const { data: pixels } = context.getImageData(0, 0, picture.width, picture.height)
      // The cross is open in the middle: of all places, the one round which most light lies at arm's length.
      const light = (x: number, y: number) =>
        x < 0 || y < 0 || x >= picture.width || y >= picture.height ? 0 : pixels[4 * (y * picture.width + x)]!
      const arms = outer - inner + 1
      let best = { x: NaN, y: NaN, sum: 450 * arms }
      for (let y = 0; y < picture.height; y++)
        for (let x = 0; x < picture.width; x++) {
          let sum = -arms * light(x, y)
          for (let arm = inner; arm <= outer; arm++) sum += light(x + arm, y) + light(x - arm, y) + light(x, y + arm) + light(x, y - arm)
          if (sum > best.sum) best = { x, y, sum }
        }
      return { x: best.x + 0.5 - reach + x0, y: best.y + 0.5 - reach + y0 }
    },
    [png, reach, near.x, near.y, inner, outer] as const,
  )
}

/**
 * @param reach Pixels round the place in which there is nothing else as light
 * @param arms Pixels from the middle between which the cross's arms lie
 */
export async function expectCross(
  device: Pick<Phone, 'page' | 'shot'>,
  at: { x: number; y: number },
  within = 5,
  reach = 26,
  arms: readonly [number, number] = [5, 8],
) {
  await expect(async () => {
    const found = await crossNear(device, at, reach, arms)
    expect(Math.hypot(found.x - at.x, found.y - at.y)).toBeLessThan(within)
  }).toPass({ timeout: 15_000 })
}
