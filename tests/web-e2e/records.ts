/** A wall of splats, 4 m wide and 6 m high, which faces the lens. */
export interface Wall {
  east: number
  north: number
  colour: [number, number, number]
}

const constant = 0.28209479

/** Splats as training programs write them: x right, y down, z ahead; ahead is north where the heading is 0. */
export function splats(walls: Wall[]): Buffer {
  const properties = [
    'x',
    'y',
    'z',
    'f_dc_0',
    'f_dc_1',
    'f_dc_2',
    'opacity',
    'scale_0',
    'scale_1',
    'scale_2',
    'rot_0',
    'rot_1',
    'rot_2',
    'rot_3',
  ]
  const rows = walls.flatMap(({ east, north, colour }) => {
    const away = Math.hypot(east, north)
    const across = [north / away, -east / away] as const
    return Array.from({ length: 40 * 60 }, (_, i) => {
      const [aside, up] = [((i % 40) - 19.5) / 10, (Math.floor(i / 40) - 29.5) / 10]
      const size = Math.log(0.08)
      return [
        east + aside * across[0],
        -up,
        north + aside * across[1],
        ...colour.map((value) => (value - 0.5) / constant),
        6,
        size,
        size,
        size,
        1,
        0,
        0,
        0,
      ]
    })
  })
  const lines = properties.map((name) => `property float ${name}\n`).join('')
  const head = `ply\nformat binary_little_endian 1.0\nelement vertex ${rows.length}\n${lines}end_header\n`
  return Buffer.concat([Buffer.from(head), Buffer.from(new Float32Array(rows.flat()).buffer)])
}

/** A green ground, so many metres to each side, 1.6 m below the lens. */
export function mesh(half: number): Buffer {
  const corners = new Float32Array([-half, -1.6, -half, half, -1.6, -half, half, -1.6, half, -half, -1.6, half])
  const data = Buffer.concat([Buffer.from(corners.buffer), Buffer.from(new Uint16Array([0, 2, 1, 0, 3, 2]).buffer)])
  const description = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 0 }] }],
    materials: [{ doubleSided: true, pbrMetallicRoughness: { baseColorFactor: [0, 0.8, 0, 1] } }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 4, type: 'VEC3', min: [-half, -1.6, -half], max: [half, -1.6, half] },
      { bufferView: 1, componentType: 5123, count: 6, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteLength: 48 },
      { buffer: 0, byteOffset: 48, byteLength: 12 },
    ],
    buffers: [{ byteLength: 60 }],
  }
  const text = Buffer.from(JSON.stringify(description).padEnd(4 * Math.ceil(JSON.stringify(description).length / 4)))
  const chunk = (kind: string, body: Buffer) => {
    const head = Buffer.alloc(8)
    head.writeUInt32LE(body.length)
    head.write(kind, 4, 'latin1')
    return Buffer.concat([head, body])
  }
  const body = Buffer.concat([chunk('JSON', text), chunk('BIN\0', data)])
  const head = Buffer.alloc(12)
  head.write('glTF')
  head.writeUInt32LE(2, 4)
  head.writeUInt32LE(12 + body.length, 8)
  return Buffer.concat([head, body])
}
