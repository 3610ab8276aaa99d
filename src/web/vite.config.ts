import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { shell } from './shell.ts'

export default defineConfig({
  plugins: [svelte(), shell()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    manifest: true,
    rolldownOptions: {
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
  test: { include: ['src/**/*.test.ts'] },
})
