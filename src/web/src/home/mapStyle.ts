import type { StyleSpecification } from 'maplibre-gl'

/** The land as this server knows it: the sea where heights are 0, and hills by their shade. */
const plain = (): StyleSpecification => ({
  version: 8,
  sources: {
    terrain: {
      type: 'raster-dem',
      tiles: [`${location.origin}/terrain/{z}/{x}/{y}.png`],
      tileSize: 256,
      encoding: 'mapbox',
      minzoom: 6,
      maxzoom: 13,
    },
  },
  layers: [
    { id: 'ground', type: 'background', paint: { 'background-color': '#17222b' } },
    {
      id: 'heights',
      type: 'color-relief',
      source: 'terrain',
      paint: {
        'color-relief-color': [
          'interpolate',
          ['linear'],
          ['elevation'],
          0,
          '#17222b',
          0.4,
          '#17222b',
          0.5,
          '#262d2a',
          100,
          '#303833',
          400,
          '#434a42',
          1500,
          '#6a6f66',
        ],
      },
    },
    {
      id: 'shade',
      type: 'hillshade',
      source: 'terrain',
      paint: {
        'hillshade-exaggeration': 0.35,
        'hillshade-shadow-color': '#0b0f11',
        'hillshade-highlight-color': '#7c8578',
        'hillshade-accent-color': '#1c2226',
      },
    },
  ],
})

const gsi: StyleSpecification = {
  version: 8,
  sources: {
    gsi: {
      type: 'raster',
      tiles: ['https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png'],
      tileSize: 256,
      maxzoom: 18,
      attribution: '<a href="https://maps.gsi.go.jp/development/ichiran.html">地理院タイル</a>',
    },
  },
  layers: [{ id: 'gsi', type: 'raster', source: 'gsi' }],
}

export const mapStyle = (gsiTiles: boolean): StyleSpecification => (gsiTiles ? gsi : plain())
