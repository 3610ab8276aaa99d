import { openHub } from '../hub'
import { token, type News } from './api'

/** Hears how far files are, until the returned function is called. After a gap, `missed` asks to load everything again. */
export const hear = (tell: (news: News) => void, missed: () => void): (() => void) =>
  openHub(
    (hub) => hub.on('Ingest', tell),
    () => missed(),
    () => token.get(),
  )
