import { svelte } from '@sveltejs/vite-plugin-svelte'
import { compression } from 'vite-plugin-compression2'
import { defineConfig } from 'vitest/config'
import { shell } from './shell.ts'

export default defineConfig({
  plugins: [
    svelte(),
    shell(),
    // Once and as small as can be, rather than quickly for each who asks; the server hands them out as they are.
    compression({ include: /^assets\/.*\.(js|css|wasm|json|svg)$/, threshold: 1024, algorithms: ['brotliCompress'] }),
  ],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2600,
    manifest: true,
    rolldownOptions: {
      checks: { bundlerTimings: false, pluginTimings: false },
      // three.js and the map change seldom, and pages share them.
      output: {
        codeSplitting: {
          groups: [
            { name: 'three', test: /node_modules[\\/]three[\\/]build/ },
            { name: 'maplibre', test: /node_modules[\\/]maplibre-gl/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': 'http://localhost:5080', '/media': 'http://localhost:5080', '/hubs': { target: 'http://localhost:5080', ws: true } },
  },
  // The first test of a file waits for all that it imports, on a busy machine for long.
  test: { include: ['src/**/*.test.ts'], testTimeout: 30_000 },
})
