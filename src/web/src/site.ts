interface Site {
  timeZone: string
  title: Record<string, string>
}

/** Whose server this is; the page carries it from the start. */
export const site: Site = {
  timeZone: 'UTC',
  title: {},
  ...(JSON.parse(globalThis.document?.getElementById('site')?.textContent ?? '{}') as Partial<Site>),
}
