import { defineConfig } from '@playwright/test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const port = 5099
/** Where onsite.spec.ts goes. */
export const onsitePort = 5098
/** Where resume.spec.ts starts a server of its own. */
export const resumePort = 5097
/** Where map.spec.ts starts a server of its own. */
export const mapPort = 5095
const studioPort = 5096
/** Where the studio's specs go: passkeys belong to a name, and an address of numbers is none. */
export const studioAddress = `http://localhost:${studioPort}`
// One folder for the server and for the imports beside it; workers load this file again and find it in the environment.
process.env.XRCONTENT_E2E_DATA ??= mkdtempSync(join(tmpdir(), 'xrcontent-e2e-'))
process.env.XRCONTENT_E2E_ONSITE ??= mkdtempSync(join(tmpdir(), 'xrcontent-e2e-'))
process.env.XRCONTENT_E2E_STUDIO ??= mkdtempSync(join(tmpdir(), 'xrcontent-e2e-'))
process.env.XRCONTENT_E2E_TOKEN ??= 'a-token-for-tests-0123456789'
process.env.XRCONTENT_E2E_SERVER ??= resolve(
  `../../src/XrContent.Server/bin/${process.env.CONFIGURATION ?? 'Debug'}/net10.0/XrContent.Server.dll`,
)

const server = (host: string, at: number, data: string, ...settings: string[]) => ({
  command: [
    `dotnet ${process.env.XRCONTENT_E2E_SERVER} --DataDirectory=${data} --Urls=http://${host}:${at}`,
    `--Studio:ServiceToken=${process.env.XRCONTENT_E2E_TOKEN} --Video:Preset=ultrafast --Insight:WriteEvery=00:00:01`,
    ...settings,
  ].join(' '),
  url: `http://${host}:${at}/health/ready`,
  timeout: 120_000,
  reuseExistingServer: false,
})

export default defineConfig({
  testDir: '.',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  retries: 0,
  workers: 2,
  // What measures time has the machine for itself, after the rest.
  projects: [
    { name: 'together', grepInvert: /@alone/ },
    { name: 'alone', grep: /@alone/, dependencies: ['together'], workers: 1 },
  ],
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--headless=new',
        '--no-sandbox',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
      ],
    },
  },
  webServer: [
    // Most pages are tried where nobody is asked to be anywhere.
    server('127.0.0.1', port, `${process.env.XRCONTENT_E2E_DATA}`, '--Onsite:Required=false'),
    // As it is by default: media and AR open on the spot.
    server('127.0.0.1', onsitePort, `${process.env.XRCONTENT_E2E_ONSITE}`),
    // Where people work together.
    server('localhost', studioPort, `${process.env.XRCONTENT_E2E_STUDIO}`, '--Onsite:Required=false', '--Insight:WriteEvery=00:00:01'),
  ],
})
