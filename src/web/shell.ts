import type { Plugin } from 'vite'

/** Staff's pages, and the map and walk-in records with their large libraries, are of no use without a network. */
const online = /[\\/](studio|home[\\/]MapView|map[\\/]MapView|scene[\\/](walk|record)|@sparkjsdev)/

/** Writes shell.json: the assets that a phone keeps so that scenes open without a network. */
export const shell = (): Plugin => ({
  name: 'shell',
  apply: 'build',
  generateBundle(_, bundle) {
    const kept = new Set<string>()
    const keep = (name: string) => {
      const chunk = bundle[name]
      if (kept.has(name) || chunk?.type !== 'chunk' || (chunk.facadeModuleId && online.test(chunk.facadeModuleId))) return
      kept.add(name)
      const meta = (chunk as { viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> } }).viteMetadata
      for (const file of [...(meta?.importedCss ?? []), ...(meta?.importedAssets ?? [])]) kept.add(file)
      for (const next of [...chunk.imports, ...chunk.dynamicImports]) keep(next)
    }
    for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk' && chunk.isEntry && chunk.name === 'index') keep(chunk.fileName)
    this.emitFile({ type: 'asset', fileName: 'shell.json', source: JSON.stringify([...kept].map((file) => `/${file}`)) })
  },
})
