import { expect, test } from 'vitest'
import { positionIn } from './coordinates'

const hypocentre = { latitude: 32.77373, longitude: 129.86322 }

test.each([
  '32.77373, 129.86322',
  '32.77373 129.86322',
  '３２．７７３７３、１２９．８６３２２',
  '32,77373 129,86322',
  '(32.77373, 129.86322)',
  'N 32.77373 E 129.86322',
  '129.86322E, 32.77373N',
  '北緯32.77373度 東経129.86322度',
  'https://www.google.com/maps/place/X/@32.7,129.8,17z/data=!3m1!4b1!4m6!8m2!3d32.77373!4d129.86322',
  'https://www.google.com/maps?q=32.77373,129.86322',
  'https://www.google.com/maps/@32.77373,129.86322,15z',
  'https://www.openstreetmap.org/#map=17/32.77373/129.86322',
  'https://www.openstreetmap.org/?mlat=32.77373&mlon=129.86322#map=12/32.7/129.8',
  'https://maps.gsi.go.jp/#16/32.77373/129.86322/&base=std',
  'https://maps.apple.com/?ll=32.77373,129.86322',
  'geo:32.77373,129.86322?z=17',
])('%s is the hypocentre', (pasted) => expect(positionIn(pasted)).toEqual(hypocentre))

test.each([
  [`32°46'25.4"N 129°51'47.6"E`, 32.7737222, 129.8632222],
  ['北緯32度46分25秒 東経129度51分47秒', 32.7736111, 129.8630556],
  ['32 46.42, 129 51.79', 32.7736667, 129.8631667],
  ['32 46 25 129 51 47', 32.7736111, 129.8630556],
  ['-33.8, 151.2', -33.8, 151.2],
  ['33.8S 151.2E', -33.8, 151.2],
  ['0, 0', 0, 0],
])('%s is read to the digit', (pasted, latitude, longitude) => expect(positionIn(pasted)).toEqual({ latitude, longitude }))

test.each([
  ['129.86322, 32.77373', 'swapped'],
  ['32.77373', 'one'],
  ['32.77373,', 'one'],
  ['N32.77373', 'one'],
  ['32.77373, 129.86322, 15', 'many'],
  ['32.77373 129.86322 15', 'many'],
  ['95, 200', 'range'],
  ['32 61, 129 51', 'unread'],
  ['32.5 30, 129 51', 'unread'],
  ['Peace Park', 'unread'],
  ['', 'unread'],
  ['https://maps.app.goo.gl/AbCdEf', 'short-link'],
  ['https://example.org/', 'unread'],
  ['N32 N33', 'unread'],
])('%s is none, and why is said', (pasted, fault) => expect(positionIn(pasted)).toBe(fault))

test('what is written out is read back, wherever it is', () => {
  for (let i = 0; i < 2000; i++) {
    const [latitude, longitude] = [Number((Math.sin(i) * 90).toFixed(7)), Number((Math.cos(i * 7) * 180).toFixed(7))]
    expect(positionIn(`${latitude}, ${longitude}`)).toEqual({ latitude, longitude })
    expect(positionIn(`geo:${latitude},${longitude}`)).toEqual({ latitude, longitude })
  }
})
