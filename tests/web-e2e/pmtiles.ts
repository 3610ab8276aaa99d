import { crc32, deflateSync } from 'node:zlib'

/** A PMTiles file (specification, version 3) of one tile for each cell, as small as one can be. */
export function pmtiles(tiles: { z: number; x: number; y: number; bytes: Uint8Array }[], type: 'mvt' | 'png', about: object): Buffer {
  const inOrder = tiles.map((tile) => ({ ...tile, id: idOf(tile.z, tile.x, tile.y) })).sort((a, b) => a.id - b.id)
  const data = Buffer.concat(inOrder.map(({ bytes }) => bytes))
  const directory = [inOrder.length]
  inOrder.forEach(({ id }, i) => directory.push(id - (i === 0 ? 0 : inOrder[i - 1]!.id)))
  inOrder.forEach(() => directory.push(1))
  inOrder.forEach(({ bytes }) => directory.push(bytes.length))
  inOrder.forEach((_, i) => directory.push(i === 0 ? 1 : 0))
  const root = Buffer.concat(directory.map(varint))
  const metadata = Buffer.from(JSON.stringify(about))
  const header = Buffer.alloc(127)
  header.write('PMTiles')
  header[7] = 3
  const at = [127, 127 + root.length, 127 + root.length + metadata.length] as const
  const numbers = [at[0], root.length, at[1], metadata.length, at[2], 0, at[2], data.length, tiles.length, tiles.length, tiles.length]
  numbers.forEach((value, i) => header.writeBigUInt64LE(BigInt(value), 8 + 8 * i))
  // Clustered; directories are as they are, tiles too; MVT is 1, PNG 2.
  header.set([1, 1, 1, type === 'mvt' ? 1 : 2, Math.min(...tiles.map(({ z }) => z)), Math.max(...tiles.map(({ z }) => z))], 96)
  const bounds = [-180, -85, 180, 85].map((degrees) => degrees * 1e7)
  bounds.forEach((value, i) => header.writeInt32LE(value, 102 + 4 * i))
  return Buffer.concat([header, root, metadata, data])
}

/** Where a tile comes on the Hilbert curve of its zoom, after all coarser ones. */
function idOf(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3
  for (let s = 2 ** (z - 1); s >= 1; s /= 2) {
    const [right, down] = [(x & s) > 0 ? 1 : 0, (y & s) > 0 ? 1 : 0]
    id += s * s * ((3 * right) ^ down)
    if (down === 0) {
      if (right === 1) [x, y] = [s - 1 - x, s - 1 - y]
      ;[x, y] = [y, x]
    }
  }
  return id
}

/** A vector tile of one layer with one feature that has a kind and a name: a square over all of it, or its middle. */
export function vectorTile(layers: { layer: string; kind: string; name?: string; square: boolean }[]): Uint8Array {
  return Buffer.concat(
    layers.map(({ layer, kind, name, square }) => {
      const zigzag = (value: number) => (value << 1) ^ (value >> 31)
      const geometry = square ? [9, 0, 0, 26, zigzag(4096), 0, 0, zigzag(4096), zigzag(-4096), 0, 15] : [9, zigzag(2048), zigzag(2048)]
      const tags = name === undefined ? [0, 0] : [0, 0, 1, 1]
      const feature = Buffer.concat([
        field(2, Buffer.concat(tags.map(varint))),
        varint(3 << 3),
        varint(square ? 3 : 1),
        field(4, Buffer.concat(geometry.map(varint))),
      ])
      const words = name === undefined ? [kind] : [kind, name]
      return field(
        3,
        Buffer.concat([
          field(1, Buffer.from(layer)),
          field(2, feature),
          field(3, Buffer.from('kind')),
          ...(name === undefined ? [] : [field(3, Buffer.from('name'))]),
          ...words.map((word) => field(4, field(1, Buffer.from(word)))),
          varint(5 << 3),
          varint(4096),
          varint(15 << 3),
          varint(2),
        ]),
      )
    }),
  )
}

const field = (number: number, bytes: Uint8Array) => Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes])

function varint(value: number): Buffer {
  const bytes = []
  while (value >= 0x80) {
    bytes.push((value % 128) + 128)
    value = Math.floor(value / 128)
  }
  return Buffer.from([...bytes, value])
}

/** A PNG of 256 x 256 pixels of one colour. */
export function plainPng(red: number, green: number, blue: number): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const content = Buffer.concat([Buffer.from(type), body])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(body.length)
    frame.writeUInt32BE(crc32(content), 4)
    return Buffer.concat([frame.subarray(0, 4), content, frame.subarray(4)])
  }
  const header = Buffer.from([0, 0, 1, 0, 0, 0, 1, 0, 8, 2, 0, 0, 0])
  const row = Buffer.concat([Buffer.from([0]), ...Array.from({ length: 256 }, () => Buffer.from([red, green, blue]))])
  const rows = Buffer.concat(Array.from({ length: 256 }, () => row))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}
