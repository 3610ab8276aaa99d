import { mount } from 'svelte'
import App from './App.svelte'
import { renewOnce } from './renewed'
import './styles.css'

addEventListener('vite:preloadError', (event) => {
  if (renewOnce({ now: Date.now, storage: sessionStorage, reload: () => location.reload() })) event.preventDefault()
})

mount(App, { target: document.getElementById('app')! })
