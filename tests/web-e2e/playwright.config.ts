import { defineConfig } from '@playwright/test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const port = 5099
// One folder for the server and for the imports beside it; workers load this file again and find it in the environment.
process.env.XRCONTENT_E2E_DATA ??= mkdtempSync(join(tmpdir(), 'xrcontent-e2e-'))
process.env.XRCONTENT_E2E_TOKEN ??= 'a-token-for-tests-0123456789'
process.env.XRCONTENT_E2E_SERVER ??= resolve(`../../src/XrContent.Server/bin/${process.env.CONFIGURATION ?? 'Debug'}/net10.0/XrContent.Server.dll`)

export default defineConfig({
  testDir: '.',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 1,
  retries: 0,
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--headless=new', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
        '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
      ],
    },
  },
  webServer: {
    command: `dotnet ${process.env.XRCONTENT_E2E_SERVER} --DataDirectory=${process.env.XRCONTENT_E2E_DATA} --Urls=http://127.0.0.1:${port} --Studio:ServiceToken=${process.env.XRCONTENT_E2E_TOKEN} --Video:Preset=ultrafast --Onsite:Required=false`,
    url: `http://127.0.0.1:${port}/health/ready`,
    timeout: 120_000,
    reuseExistingServer: false,
  },
})
