import { chromium, type BrowserContext, type CDPSession, type Page, type TestInfo } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import QRCode from 'qrcode'

/** The field of view that a page assumes of a camera along its longer side, degrees. */
export const usualField = 66

/** A phone in a browser: its camera shows a film, its sensors say what the test says. */
export interface Phone {
  context: BrowserContext
  page: Page
  close: () => Promise<void>
  /** A part of the screen as base64 PNG, taken without touching the screen's turn. */
  shot: (clip: { x: number; y: number; width: number; height: number }) => Promise<string>
  /** Turns the phone so that its rear camera looks to a true azimuth and elevation, held upright or on its left side. */
  look: (azimuth: number, elevation: number) => Promise<void>
}

/** A film that stands still, in the raw form that Chromium takes for a camera. */
export function film(path: string, width: number, height: number, lightness: (x: number, y: number) => number): string {
  const frame = Buffer.alloc((width * height * 3) / 2, 128)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) frame[y * width + x] = Math.round(16 + 219 * lightness(x, y))
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`)]
  for (let i = 0; i < 3; i++) parts.push(Buffer.from('FRAME\n'), frame)
  writeFileSync(path, Buffer.concat(parts))
  return path
}

export async function phone(
  baseURL: string,
  info: TestInfo,
  {
    camera = film(info.outputPath('dark.y4m'), 640, 480, () => 0.02),
    screen = { width: 390, height: 844 },
    turned = 0,
    declination = -7.78,
    compass = true,
    refuse = false,
    script = '',
    at = { latitude: 32.7528, longitude: 129.8496, accuracy: 5 },
  } = {},
): Promise<Phone> {
  const args = [
    '--headless=new',
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${camera}`,
    ...(refuse ? ['--deny-permission-prompts'] : ['--use-fake-ui-for-media-stream']),
  ]
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args })
  const context = await browser.newContext({
    baseURL,
    viewport: screen,
    hasTouch: true,
    deviceScaleFactor: 1,
    geolocation: at,
    permissions: ['geolocation', 'accelerometer', 'gyroscope', 'magnetometer', ...(refuse ? [] : ['camera'])],
  })
  if (script) await context.addInitScript({ content: script })
  const page = await context.newPage()
  const session: CDPSession = await context.newCDPSession(page)
  if (turned)
    await session.send('Emulation.setDeviceMetricsOverride', {
      ...screen,
      deviceScaleFactor: 1,
      mobile: true,
      screenOrientation: { type: 'landscapePrimary', angle: turned },
    })
  const look = async (azimuth: number, elevation: number) => {
    const magnetic = azimuth - declination
    // Upright: beta tilts. On its left side the device's own axes are turned by a quarter, and gamma tilts, downward only.
    const angles =
      turned === 90
        ? { alpha: (((90 - magnetic) % 360) + 360) % 360, beta: 0, gamma: -90 - elevation }
        : { alpha: ((-magnetic % 360) + 360) % 360, beta: 90 + elevation, gamma: 0 }
    await session.send('DeviceOrientation.setDeviceOrientationOverride', angles)
    // The emulated phone has no compass of its own; Android's comes as this event.
    if (compass)
      await page.evaluate((data) => {
        for (let i = 0; i < 5; i++) dispatchEvent(new DeviceOrientationEvent('deviceorientationabsolute', { ...data, absolute: true }))
      }, angles)
  }
  const shot = async (clip: { x: number; y: number; width: number; height: number }) =>
    (await session.send('Page.captureScreenshot', { clip: { ...clip, scale: 1 } })).data
  return { context, page, look, shot, close: () => browser.close() }
}

/** A picture of a panel: its code hangs upright, half a metre ahead, turned by some degrees away from facing the camera. */
export function panelFilm(path: string, text: string, aside: number): string {
  const [width, height] = [1280, 720]
  const focal = width / 2 / Math.tan((usualField / 2) * (Math.PI / 180))
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const [side, distance, turn] = [0.16, 0.5, (aside * Math.PI) / 180]
  // The panel's plane through (0, 0, distance); its right side comes nearer when it is turned.
  const right = [Math.cos(turn), -Math.sin(turn)] as const
  const normal = [-Math.sin(turn), -Math.cos(turn)] as const
  return film(path, width, height, (x, y) => {
    const ray = [(x + 0.5 - width / 2) / focal, (y + 0.5 - height / 2) / focal] as const
    const depth = (normal[1] * distance) / (normal[0] * ray[0] + normal[1])
    const across = (right[0] * ray[0] * depth + right[1] * (depth - distance)) / side + 0.5
    const down = (ray[1] * depth) / side + 0.5
    const [column, row] = [Math.floor(across * modules.size), Math.floor(down * modules.size)]
    const inside = column >= 0 && row >= 0 && column < modules.size && row < modules.size
    return inside && modules.get(row, column) ? 0.05 : 0.9
  })
}
