// Writes THIRD-PARTY.md: what the program and its pages are made with, of which version, under which licence.
//   dotnet tool restore && node tools/notices.mjs
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = mkdtempSync(join(tmpdir(), 'notices-'))

/** What a bill of materials (CycloneDX) lists, with the licence that each part names. */
function partsOf(file) {
  const { components } = JSON.parse(readFileSync(file, 'utf8'))
  return components
    .map(({ group, name, version, licenses = [] }) => ({
      name: group ? `${group}/${name}` : name,
      version,
      licence: licenses.map(({ license, expression }) => expression ?? license.id ?? license.url ?? license.name).join(', '),
    }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
}

const line = ({ name, version, licence }) => `| ${name} | ${version} | ${licence || 'in its package'} |`

const table = (parts) => ['| part | version | licence |', '|---|---|---|', ...parts.map(line)].join('\n')

try {
  execFileSync(
    'dotnet',
    ['CycloneDX', 'src/XrContent.Server/XrContent.Server.csproj', '-o', folder, '-fn', 'server.json', '-F', 'Json', '-ed', '-dpr'],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  execFileSync(
    'npx',
    ['--yes', '@cyclonedx/cyclonedx-npm@6.0.1', '--omit', 'dev', '--ignore-npm-errors', '--output-file', join(folder, 'web.json')],
    { cwd: join(root, 'src/web'), stdio: ['ignore', 'ignore', 'inherit'] },
  )
  writeFileSync(
    join(root, 'THIRD-PARTY.md'),
    `# Third parties

XrContent is under the MIT licence (\`LICENSE\`), its texts and drawings under CC BY 4.0 (\`content/LICENSE\`). It is made
with the parts below, each under its own licence. \`node tools/notices.mjs\` writes this page. NetVips.Native holds libvips
(LGPL-3.0-or-later) and what libvips is made with; ffmpeg is run as a program of its own and not handed out.

## Server
${table(partsOf(join(folder, 'server.json')))}

## Pages
${table(partsOf(join(folder, 'web.json')))}
`,
  )
} finally {
  rmSync(folder, { recursive: true })
}
