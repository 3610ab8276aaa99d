// Makes the guide's pictures anew: plays the studio's story in a browser and keeps the pictures that the guide shows.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const guide = join(import.meta.dirname, '../../docs/guide')
const shots = mkdtempSync(join(tmpdir(), 'xrcontent-guide-'))
execFileSync('npx', ['playwright', 'test', '--no-deps', 'studio', '--grep', 'from invitation|turned to north|axe can find'], {
  stdio: 'inherit',
  env: { ...process.env, XRCONTENT_SHOTS: shots },
})
const shown = new Set(
  readdirSync(guide)
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => [...readFileSync(join(guide, name), 'utf8').matchAll(/\]\(([a-z.-]+\.png)\)/g)].map((match) => match[1])),
)
for (const name of shown) copyFileSync(join(shots, name), join(guide, name))
rmSync(shots, { recursive: true })
console.log(`${shown.size} pictures.`)
