/** The smaller build lacks a declaration of its own. */
declare module 'hls.js/light' {
  export { default } from 'hls.js'
}
