import { defineConfig } from 'vite'

/** The service worker: one file that shares nothing with the pages, at an address that stays from build to build. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    emptyOutDir: false,
    rolldownOptions: { input: 'src/pack/sw.ts', output: { entryFileNames: 'sw.js', format: 'iife' } },
  },
})
