/** Where the sun or the moon stands, refraction included, degrees. */
export interface Disc {
  body: 'sun' | 'moon'
  azimuth: number
  elevation: number
}

/** Too low is behind hills, too high says nothing of north. */
const [lowest, highest] = [-0.5, 60]

/** The discs that can be used to find north now: computed on the phone, by formulas that need no network. */
export async function discs(time: Date, latitude: number, longitude: number, height: number): Promise<Disc[]> {
  const { Body, Equator, Horizon, Observer } = await import('astronomy-engine')
  const observer = new Observer(latitude, longitude, height)
  const place = (name: 'sun' | 'moon'): Disc => {
    const { ra, dec } = Equator(name === 'sun' ? Body.Sun : Body.Moon, time, observer, true, true)
    const { azimuth, altitude } = Horizon(time, observer, ra, dec, 'normal')
    return { body: name, azimuth, elevation: altitude }
  }
  return [place('sun'), place('moon')].filter((disc) => disc.elevation > lowest && disc.elevation < highest)
}
