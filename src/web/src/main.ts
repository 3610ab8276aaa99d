import { mount } from 'svelte'
import App from './App.svelte'
import { isGone, renewOnce } from './renewed'
import './styles.css'

addEventListener('vite:preloadError', ({ payload }) => {
  void isGone(payload, (address) => fetch(address, { cache: 'no-store' })).then(
    (gone) => gone && renewOnce({ now: Date.now, storage: sessionStorage, reload: () => location.reload() }),
  )
})

mount(App, { target: document.getElementById('app')! })
