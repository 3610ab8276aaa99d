import type { Both } from '../text'
import type { Field } from './fields'

/* Fields that several kinds share. */

/** Two who add at once add two: a name that nobody else comes upon. */
const newName = (letter: string, index: number) => `${letter}${index + 1}-${Math.random().toString(36).slice(2, 5)}`

export const cites: Field = { path: 'sources', label: { en: 'Sources', ja: '出典' }, as: 'cites' }

export const words: Field[] = [
  { path: 'title', label: { en: 'Title', ja: '題名' }, as: 'text' },
  {
    path: 'summary',
    label: { en: 'Summary', ja: '要約' },
    hint: { en: 'One or two sentences; shown in lists and off site.', ja: '1〜2文。一覧と、現地の外でも表示されます。' },
    as: 'text',
    long: true,
  },
  {
    path: 'text',
    label: { en: 'Text', ja: '本文' },
    hint: { en: 'Paragraphs are parted by an empty line.', ja: '段落は空行で分けます。' },
    as: 'text',
    long: true,
  },
  {
    path: 'sensitivity',
    label: { en: 'Notice before it opens', ja: '開く前のことわり' },
    as: 'group',
    make: () => ({ level: 'grave', notice: {} }),
    of: [
      {
        path: 'level',
        label: { en: 'Level', ja: '程度' },
        as: 'choice',
        options: [
          ['grave', { en: 'grave', ja: '重い内容' }],
          ['distressing', { en: 'distressing', ja: 'つらい内容（見ずに進める）' }],
        ],
      },
      {
        path: 'notice',
        label: { en: 'What is shown, and that it may be skipped', ja: '何が見えるか、見ずに進めること' },
        as: 'text',
        long: true,
      },
    ],
  },
]

export const position: Field = {
  path: 'position',
  label: { en: 'How well the position is known', ja: '位置の確かさ' },
  as: 'group',
  make: () => ({ accuracy: 10, sources: [] }),
  of: [
    { path: 'accuracy', label: { en: 'Within', ja: '誤差' }, as: 'number', unit: 'm', min: 0.01, step: 0.01 },
    cites,
    { path: 'note', label: { en: 'Note', ja: '補足' }, as: 'text', long: true },
  ],
}

export const sources: Field[] = [
  {
    path: 'sources',
    label: { en: 'Sources', ja: '出典' },
    as: 'list',
    make: (index) => ({ id: newName('s', index), title: '' }),
    of: [
      { path: 'id', label: { en: 'Short name', ja: '略号' }, as: 'line' },
      { path: 'title', label: { en: 'Title of the work', ja: '資料名' }, as: 'line' },
      { path: 'publisher', label: { en: 'Publisher or archive', ja: '発行・所蔵' }, as: 'line' },
      { path: 'date', label: { en: 'Date (YYYY, YYYY-MM or YYYY-MM-DD)', ja: '日付（YYYY、YYYY-MM、YYYY-MM-DD）' }, as: 'line' },
      { path: 'url', label: { en: 'Address', ja: 'URL' }, as: 'line', type: 'url' },
      { path: 'locator', label: { en: 'Page, table, number', ja: 'ページ・表・番号' }, as: 'line' },
      { path: 'language', label: { en: 'Written in (ja, en, …)', ja: '言語（ja、en など）' }, as: 'line' },
    ],
  },
  {
    path: 'facts',
    label: { en: 'Figures', ja: '数値' },
    as: 'list',
    make: (index) => ({ id: newName('f', index), label: {}, value: 0, sources: [] }),
    of: [
      { path: 'id', label: { en: 'Short name', ja: '略号' }, as: 'line' },
      { path: 'label', label: { en: 'What it says', ja: '項目名' }, as: 'text' },
      { path: 'value', label: { en: 'Value', ja: '値' }, as: 'number' },
      { path: 'unit', label: { en: 'Unit', ja: '単位' }, as: 'line' },
      { path: 'plusMinus', label: { en: 'Plus or minus', ja: '±' }, as: 'number', min: 0 },
      { path: 'about', label: { en: 'A round figure', ja: 'およその値' }, as: 'yes' },
      cites,
    ],
  },
]

export const rights: Field[] = [
  {
    path: 'rights',
    label: { en: 'Rights', ja: '権利' },
    as: 'group',
    make: () => ({ license: 'all-rights-reserved', holder: '', credit: {} }),
    of: [
      { path: 'holder', label: { en: 'Whose it is', ja: '権利者' }, as: 'line' },
      {
        path: 'license',
        label: { en: 'Licence', ja: '利用条件' },
        as: 'choice',
        options: ['all-rights-reserved', 'CC-BY-4.0', 'CC-BY-SA-4.0', 'CC-BY-NC-4.0', 'CC0-1.0'].map((name) => [
          name,
          { en: name, ja: name === 'all-rights-reserved' ? '無断転載を禁ずる' : name },
        ]),
      },
      { path: 'credit', label: { en: 'How its maker is named beside it', ja: 'クレジット表記' }, as: 'text' },
    ],
  },
]

export const areas: Field = {
  path: 'areas',
  label: { en: 'Where pictures are wanted or forbidden', ja: '撮影をお願いする・禁止する区域' },
  as: 'list',
  make: () => ({ rule: 'wanted', title: {}, outline: { type: 'Polygon', coordinates: [] } }),
  of: [
    {
      path: 'rule',
      label: { en: 'Rule', ja: '決まり' },
      as: 'choice',
      options: [
        ['wanted', { en: 'wanted', ja: 'お願いする' }],
        ['forbidden', { en: 'forbidden', ja: '禁止する' }],
      ],
    },
    { path: 'title', label: { en: 'Name, or why', ja: '名前・理由' }, as: 'text' },
    { path: 'outline', label: { en: 'Outline', ja: '輪郭' }, as: 'shape', shapes: ['Polygon'] },
  ],
}

export const categories: [string, Both][] = [
  ['relic', { en: 'relic', ja: '被爆遺構' }],
  ['historic-site', { en: 'historic site', ja: '史跡' }],
  ['memorial', { en: 'memorial', ja: '慰霊碑' }],
  ['museum', { en: 'museum', ja: '資料館' }],
  ['park', { en: 'park', ja: '公園' }],
  ['viewpoint', { en: 'viewpoint', ja: '展望地' }],
  ['station', { en: 'station', ja: '駅' }],
  ['harbour', { en: 'harbour', ja: '港' }],
  ['shrine', { en: 'shrine', ja: '神社' }],
  ['temple', { en: 'temple', ja: '寺' }],
  ['street', { en: 'street', ja: '通り・商店街' }],
  ['bridge', { en: 'bridge', ja: '橋' }],
  ['facility', { en: 'facility', ja: '施設' }],
  ['summit', { en: 'summit', ja: '山頂' }],
]

export const poseOf = (label: Both): Field => ({
  path: 'pose',
  label,
  as: 'group',
  make: () => ({ heading: 0 }),
  of: [
    {
      path: 'heading',
      label: { en: 'Heading, degrees from true north', ja: '方位（真北からの度）' },
      as: 'number',
      min: 0,
      max: 359.99,
      step: 0.01,
    },
    { path: 'pitch', label: { en: 'Pitch', ja: 'ピッチ' }, as: 'number', min: -90, max: 90, step: 0.01 },
    { path: 'roll', label: { en: 'Roll', ja: 'ロール' }, as: 'number', min: -180, max: 180, step: 0.01 },
    { path: 'height', label: { en: 'Height above sea level', ja: '標高' }, as: 'number', unit: 'm', step: 0.1 },
  ],
})

export const geometry = (...shapes: ('Point' | 'Polygon')[]): Field => ({
  path: 'geometry',
  label: { en: 'Position', ja: '位置' },
  as: 'shape',
  shapes,
})

/** The fields of each kind, by section. Sections that a kind does not have are not shown. */

/** How a record that one walks in lies round the lens; it comes with its file. */
export const walkIn: Field = {
  path: 'walkIn',
  label: { en: 'Record to walk in: where it lies', ja: '中を歩ける記録の位置と向き' },
  as: 'group',
  of: [
    {
      path: 'heading',
      label: { en: 'Its own ahead (-z) looks to, degrees from true north', ja: '記録の正面（-z）の方位（真北からの度）' },
      as: 'number',
      min: 0,
      max: 359.99,
      step: 0.1,
    },
    { path: 'pitch', label: { en: 'Pitch', ja: 'ピッチ' }, as: 'number', min: -90, max: 90, step: 0.1 },
    { path: 'roll', label: { en: 'Roll', ja: 'ロール' }, as: 'number', min: -180, max: 180, step: 0.1 },
    { path: 'east', label: { en: 'Origin east of the lens', ja: '原点：レンズから東へ' }, as: 'number', unit: 'm', step: 0.01 },
    { path: 'north', label: { en: 'Origin north of the lens', ja: '原点：レンズから北へ' }, as: 'number', unit: 'm', step: 0.01 },
    { path: 'up', label: { en: 'Origin above the lens', ja: '原点：レンズから上へ' }, as: 'number', unit: 'm', step: 0.01 },
    { path: 'scale', label: { en: 'Metres for each of its units', ja: '1単位の長さ' }, as: 'number', unit: 'm', min: 0.001, step: 0.001 },
    {
      path: 'reach',
      label: { en: 'One may walk as far as', ja: '歩ける範囲（レンズから）' },
      as: 'number',
      unit: 'm',
      min: 0.1,
      step: 0.1,
    },
  ],
}
