/** Why what somebody pasted is no position. */
export type Fault = 'unread' | 'one' | 'many' | 'swapped' | 'range' | 'short-link'

/** Degrees north and east. */
export type Position = { latitude: number; longitude: number }

/** Where links of map sites name a position: the pin before the middle of the screen. */
const links = [
  /!3d(-?\d+(?:\.\d+)?)!4d(-?\d+(?:\.\d+)?)/,
  /[?&](?:q|query|ll|center|destination|daddr|cp|pnt)=(?:loc:)?(-?\d+(?:\.\d+)?)(?:,|%2C|~)\s*(-?\d+(?:\.\d+)?)/i,
  /[?&]mlat=(-?\d+(?:\.\d+)?)&mlon=(-?\d+(?:\.\d+)?)/,
  /[?&]lat=(-?\d+(?:\.\d+)?)&(?:lon|lng)=(-?\d+(?:\.\d+)?)/,
  /@(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)/,
  /#(?:map=)?\d+(?:\.\d+)?\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)/,
  /^geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)/i,
]

/** Letters and signs of one kind, whichever keyboard or page they came from. */
const plainly = (text: string) =>
  text
    .normalize('NFKC')
    .replace(/北緯/g, 'N')
    .replace(/南緯/g, 'S')
    .replace(/東経/g, 'E')
    .replace(/西経/g, 'W')
    .replace(/[度º˚]/g, '°')
    .replace(/''/g, '"')
    .replace(/[分′’‘´`]/g, "'")
    .replace(/[秒″”“]/g, '"')
    .replace(/[、;\t]/g, ',')
    .replace(/[−–—]/g, '-')
    .trim()

const angle = /^([+-]?)\s*(\d+(?:\.\d+)?)\s*°?(?:\s*(\d+(?:\.\d+)?)\s*'?(?:\s*(\d+(?:\.\d+)?)\s*"?)?)?$/

/** Degrees of "32.77", "32 46.4", "32°46'25\""; null where a part is none: 61 minutes, or minutes beside decimals of a degree. */
function degrees(text: string): number | null {
  const [, sign, whole, minutes = '0', seconds = '0'] = angle.exec(text.trim()) ?? []
  if (whole === undefined) return null
  if ((whole.includes('.') && minutes !== '0') || (minutes.includes('.') && seconds !== '0')) return null
  if (Number(minutes) >= 60 || Number(seconds) >= 60) return null
  return (sign === '-' ? -1 : 1) * (Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600)
}

/** The two halves of a text, and whether letters say which is which. */
function halves(text: string): [string, string] | Fault {
  const lettered = /[NSEW]/i.test(text)
  if (lettered) {
    // Letters before or behind their angles, latitude or longitude first.
    const before = /^([NSEW])([^NSEW]+)([NSEW])([^NSEW]+)$/i.exec(text)
    const behind = /^([^NSEW]+)([NSEW])([^NSEW]+)([NSEW])$/i.exec(text)
    const found = before
      ? [before[1]!, before[2]!, before[3]!, before[4]!]
      : behind
        ? [behind[2]!, behind[1]!, behind[4]!, behind[3]!]
        : null
    if (!found) return /^[^NSEW]*[NSEW][^NSEW]*$/i.test(text) ? 'one' : 'unread'
    const said = new Map<string, string>()
    for (const [letter, value] of [
      [found[0]!, found[1]!],
      [found[2]!, found[3]!],
    ] as const) {
      const upper = letter.toUpperCase()
      const clean = value.replace(/^[\s,]+|[\s,]+$/g, '')
      said.set('NS'.includes(upper) ? 'latitude' : 'longitude', 'SW'.includes(upper) ? `-${clean}` : clean)
    }
    const [latitude, longitude] = [said.get('latitude'), said.get('longitude')]
    return latitude !== undefined && longitude !== undefined ? [latitude, longitude] : 'unread'
  }
  // Decimal commas, as much of Europe writes them.
  const continental = /^(-?\d+),(\d+)[\s,]\s*(-?\d+),(\d+)$/.exec(text)
  if (continental) return [`${continental[1]}.${continental[2]}`, `${continental[3]}.${continental[4]}`]
  const parts = text.split(',').map((part) => part.trim())
  if (parts.length > 2) return 'many'
  if (parts.length === 2) return parts[0] && parts[1] ? [parts[0], parts[1]] : 'one'
  const words = text.split(/\s+/)
  if (words.length === 1) return degrees(text) === null ? 'unread' : 'one'
  if (words.length % 2 !== 0) return words.length === 3 && words.every((word) => Number.isFinite(Number(word))) ? 'many' : 'unread'
  return [words.slice(0, words.length / 2).join(' '), words.slice(words.length / 2).join(' ')]
}

/** A position as people paste it: decimal degrees, degrees and minutes and seconds, in Japanese too, or the address of a map site. */
export function positionIn(pasted: string): Position | Fault {
  const text = plainly(pasted)
  const isLink = /^(https?:|geo:)/i.test(text)
  if (isLink) {
    for (const pattern of links) {
      const found = pattern.exec(text)
      if (found) return within(Number(found[1]), Number(found[2]))
    }
    return /^https?:\/\/(maps\.app\.)?goo\.gl\//i.test(text) ? 'short-link' : 'unread'
  }
  const found = halves(text.replace(/[()[\]]/g, '').trim())
  if (typeof found === 'string') return found
  const [latitude, longitude] = found.map(degrees)
  return latitude == null || longitude == null ? 'unread' : within(latitude, longitude)
}

const digits = 7
const round = (value: number) => Number(value.toFixed(digits))

function within(latitude: number, longitude: number): Position | Fault {
  if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude: round(latitude), longitude: round(longitude) }
  return Math.abs(longitude) <= 90 && Math.abs(latitude) <= 180 ? 'swapped' : 'range'
}
