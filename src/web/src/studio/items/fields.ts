import { localOf, momentOf } from '../clock'
import type { Both } from '../text'
import type { Json } from './document'
import type { Kind } from './items'
import { cites, words, position, sources, rights, areas, categories, poseOf, geometry, walkIn } from './fieldParts'

/** What one edits at a path of a document, said once for each kind; forms, labels and diffs are made from this. */
export type Field = { path: string; label: Both; hint?: Both } & (
  | { as: 'text'; long?: boolean }
  | { as: 'line'; type?: 'text' | 'url' | 'date' }
  | { as: 'number'; unit?: string; min?: number; max?: number; step?: number }
  | { as: 'moment' }
  | { as: 'yes' }
  | { as: 'choice'; options: [string, Both][]; optional?: boolean }
  | { as: 'reference'; kinds: Kind[]; optional?: boolean }
  | { as: 'references'; kinds: Kind[] }
  | { as: 'cites' }
  | { as: 'shape'; shapes: ('Point' | 'Polygon')[] }
  /** Where nothing can be made here, it comes with a file. */
  | { as: 'group'; of: Field[]; make?: () => Json }
  | { as: 'list'; of: Field[]; make: (index: number) => Json }
  /** Comes with a file; nobody types it. */
  | { as: 'file' }
)

export type Section = 'words' | 'where' | 'content' | 'picture' | 'sources' | 'rights'

export const sections: Record<Kind, Partial<Record<Section, Field[]>>> = {
  place: {
    words,
    where: [
      geometry('Point', 'Polygon'),
      position,
      { path: 'height', label: { en: 'Ground or deck above sea level', ja: '地面・床の標高' }, as: 'number', unit: 'm', step: 0.1 },
      { path: 'heightSources', label: { en: 'Sources of the height', ja: '標高の出典' }, as: 'cites' },
      { path: 'radius', label: { en: 'On the spot within', ja: '現地とみなす半径' }, as: 'number', unit: 'm', min: 1, max: 20000 },
      { path: 'geofence', label: { en: 'On the spot inside this outline', ja: '現地とみなす輪郭' }, as: 'shape', shapes: ['Polygon'] },
    ],
    content: [
      { path: 'category', label: { en: 'Category', ja: '区分' }, as: 'choice', options: categories },
      { path: 'demolished', label: { en: 'No longer standing since', ja: '現存しない（いつから）' }, as: 'line' },
      { path: 'exhibit', label: { en: 'Exhibit code in the Atomic Bomb Museum', ja: '原爆資料館の展示番号' }, as: 'line' },
      { path: 'reading', label: { en: 'Reading of the Japanese name, katakana', ja: '名称の読み（カタカナ）' }, as: 'line' },
      { path: 'address', label: { en: 'Address', ja: '住所' }, as: 'text' },
      { path: 'website', label: { en: 'Page of whoever keeps it', ja: '管理者のウェブページ' }, as: 'line', type: 'url' },
      {
        path: 'heritage',
        label: { en: 'Protected as a cultural property', ja: '文化財の指定・登録' },
        as: 'group',
        make: () => ({ class: {}, sources: [] }),
        of: [
          { path: 'class', label: { en: 'Class, as the authority calls it', ja: '分類（国指定史跡など）' }, as: 'text' },
          { path: 'since', label: { en: 'Designated on', ja: '指定日' }, as: 'line' },
          cites,
        ],
      },
      { path: 'access', label: { en: 'How to get there', ja: '行き方' }, as: 'text', long: true },
      { path: 'hours', label: { en: 'Opening hours', ja: '開館・利用時間' }, as: 'text' },
      { path: 'related', label: { en: 'Related places', ja: '関わりのある場所' }, as: 'references', kinds: ['place'] },
      {
        path: 'panel',
        label: { en: 'Panel whose code tells phones where north is', ja: '方位を示すパネル' },
        as: 'group',
        make: () => ({ facing: 0, accuracy: 2, sources: [] }),
        of: [
          {
            path: 'facing',
            label: { en: 'Faces, degrees from true north', ja: '向き（真北からの度）' },
            as: 'number',
            min: 0,
            max: 359.99,
            step: 0.01,
          },
          { path: 'tilt', label: { en: 'Tilt above the level', ja: '傾き' }, as: 'number', min: 0, max: 90 },
          { path: 'accuracy', label: { en: 'Right within, degrees', ja: '誤差（度）' }, as: 'number', min: 0.01, max: 45, step: 0.01 },
          cites,
        ],
      },
      areas,
    ],
    sources,
  },
  capture: {
    words,
    where: [geometry('Point'), position],
    content: [
      { path: 'place', label: { en: 'Place', ja: '場所' }, as: 'reference', kinds: ['place'] },
      {
        path: 'nature',
        label: { en: 'Photograph or drawing', ja: '写真か図か' },
        as: 'choice',
        options: [
          ['photograph', { en: 'photograph', ja: '写真' }],
          ['drawing', { en: 'drawing', ja: '図' }],
        ],
      },
      { path: 'taken', label: { en: 'Taken at, or drawn at', ja: '撮影・作図の日時' }, as: 'moment' },
      {
        path: 'depicts',
        label: { en: 'Shows the moment', ja: '表している日時' },
        hint: { en: 'Only where that is another one, such as in a drawing.', ja: '図など、作られた日時と違うときだけ。' },
        as: 'moment',
      },
      {
        path: 'people',
        label: { en: 'People in the picture', ja: '人の写り込み' },
        hint: { en: 'Look at the whole sphere before you answer.', ja: '全周を見てから答えてください。' },
        as: 'choice',
        optional: true,
        options: [
          ['none', { en: 'nobody can be recognised', ja: '個人はわからない' }],
          ['redacted', { en: 'they are made unrecognisable', ja: 'ぼかしてある' }],
          ['agreed', { en: 'they agreed to be shown', ja: '本人の同意がある' }],
        ],
      },
    ],
    picture: [walkIn],
    sources,
    rights,
  },
  overlay: {
    words,
    where: [
      geometry('Point', 'Polygon'),
      {
        path: 'about',
        label: { en: 'Or where this place is', ja: 'または、この場所の位置' },
        as: 'reference',
        kinds: ['place'],
        optional: true,
      },
      { path: 'heightAboveGround', label: { en: 'Above the ground', ja: '地面からの高さ' }, as: 'number', unit: 'm', min: 0, step: 0.1 },
      position,
    ],
    content: [
      {
        path: 'shape',
        label: { en: 'Shape', ja: '形' },
        as: 'choice',
        options: [
          ['marker', { en: 'marker: a point', ja: '印（点）' }],
          ['rings', { en: 'rings on the ground', ja: '地面の同心円' }],
          ['area', { en: 'area on the ground', ja: '地面の範囲' }],
          ['label', { en: 'name', ja: '名前' }],
          ['photo', { en: 'picture in its place', ja: 'その場に置く写真' }],
          ['model', { en: 'model (glTF)', ja: '立体模型（glTF）' }],
          ['map', { en: 'old map', ja: '古地図' }],
          ['exposure', { en: 'exposure: ground in the light', ja: '光の届いた地面' }],
        ],
      },
      {
        path: 'rings',
        label: { en: 'Rings', ja: '同心円' },
        as: 'list',
        make: (index) => ({ radius: 1000 * (index + 1), label: {}, sources: [] }),
        of: [
          { path: 'radius', label: { en: 'Radius', ja: '半径' }, as: 'number', unit: 'm', min: 1, max: 100000 },
          { path: 'label', label: { en: 'Label', ja: '見出し' }, as: 'text' },
          { path: 'text', label: { en: 'What happened within', ja: '範囲内の被害' }, as: 'text', long: true },
          cites,
        ],
      },
      {
        path: 'reach',
        label: { en: 'Exposure: shown as far as', ja: '光の届いた地面：表示する距離' },
        as: 'number',
        unit: 'm',
        min: 1,
        max: 30000,
      },
      poseOf({ en: 'How a picture or model is turned', ja: '写真・模型の向き' }),
      {
        path: 'size',
        label: { en: 'Picture: width in metres; model: scale', ja: '写真の幅（m）・模型の倍率' },
        as: 'number',
        min: 0.001,
        step: 0.001,
      },
      { path: 'aspect', label: { en: 'Picture: width by height', ja: '写真の縦横比' }, as: 'number', min: 0.01, step: 0.001 },
      {
        path: 'shown',
        label: { en: 'Time on the timeline', ja: '時間軸での期間' },
        as: 'group',
        make: () => ({ from: momentOf(`${localOf(Date.now()).slice(0, 10)}T00:00`)! }),
        of: [
          { path: 'from', label: { en: 'From', ja: 'から' }, as: 'moment' },
          { path: 'to', label: { en: 'To', ja: 'まで' }, as: 'moment' },
        ],
      },
    ],
    picture: [],
    sources,
    rights,
  },
  scene: {
    words,
    content: [
      { path: 'place', label: { en: 'Place', ja: '場所' }, as: 'reference', kinds: ['place'] },
      { path: 'captures', label: { en: 'Captures, then and now', ja: '撮影（今と昔）' }, as: 'references', kinds: ['capture'] },
      { path: 'overlays', label: { en: 'Overlays', ja: '重ね表示' }, as: 'references', kinds: ['overlay'] },
      { path: 'labels', label: { en: 'Places named in the view', ja: '景色の中で名前を出す場所' }, as: 'references', kinds: ['place'] },
    ],
    picture: [
      {
        path: 'hotspots',
        label: { en: 'Hotspots', ja: 'ホットスポット' },
        hint: {
          en: 'Click into the picture to pin one. Without a direction it stands where geodesy puts it.',
          ja: '画像をクリックして置きます。向きを書かなければ、位置から計算されます。',
        },
        as: 'list',
        make: () => ({ to: '' }),
        of: [
          { path: 'to', label: { en: 'Leads to', ja: '行き先' }, as: 'reference', kinds: ['scene', 'place', 'overlay'] },
          { path: 'azimuth', label: { en: 'Azimuth', ja: '方位角' }, as: 'number', unit: '°', min: 0, max: 359.99, step: 0.01 },
          { path: 'elevation', label: { en: 'Elevation', ja: '仰角' }, as: 'number', unit: '°', min: -90, max: 90, step: 0.01 },
        ],
      },
      {
        path: 'gaze',
        label: { en: 'Looks towards when it opens', ja: '開いたときに向く方向' },
        as: 'group',
        make: () => ({ azimuth: 0, elevation: 0 }),
        of: [
          { path: 'azimuth', label: { en: 'Azimuth', ja: '方位角' }, as: 'number', unit: '°', min: 0, max: 359.99, step: 0.01 },
          { path: 'elevation', label: { en: 'Elevation', ja: '仰角' }, as: 'number', unit: '°', min: -90, max: 90, step: 0.01 },
        ],
      },
    ],
    sources,
  },
  tour: {
    words,
    content: [
      { path: 'minutes', label: { en: 'Minutes with the walking', ja: '所要時間（分）' }, as: 'number', min: 1, max: 10000, step: 1 },
      { path: 'minutesSources', label: { en: 'Sources of the time', ja: '所要時間の出典' }, as: 'cites' },
      {
        path: 'stops',
        label: { en: 'Stops', ja: '立ち寄り先' },
        as: 'list',
        make: () => ({ scene: '' }),
        of: [
          { path: 'scene', label: { en: 'Scene', ja: 'シーン' }, as: 'reference', kinds: ['scene'] },
          { path: 'note', label: { en: 'What to look at here', ja: 'ここで見るところ' }, as: 'text', long: true },
        ],
      },
    ],
    sources,
  },
  event: {
    words,
    content: [
      { path: 'places', label: { en: 'Places', ja: '会場' }, as: 'references', kinds: ['place'] },
      { path: 'when', label: { en: 'When, in words', ja: '開催時期（ことば）' }, as: 'text' },
      {
        path: 'yearly',
        label: { en: 'The same days every year (MM-DD)', ja: '毎年同じ日（MM-DD）' },
        as: 'group',
        make: () => ({ first: '01-01', last: '01-01' }),
        of: [
          { path: 'first', label: { en: 'First day', ja: '初日' }, as: 'line' },
          { path: 'last', label: { en: 'Last day', ja: '最終日' }, as: 'line' },
        ],
      },
      {
        path: 'dates',
        label: { en: 'Days', ja: '日程' },
        as: 'list',
        make: () => ({ first: '', last: '' }),
        of: [
          { path: 'first', label: { en: 'First day', ja: '初日' }, as: 'line', type: 'date' },
          { path: 'last', label: { en: 'Last day', ja: '最終日' }, as: 'line', type: 'date' },
          { path: 'from', label: { en: 'Begins each day at, HH:MM', ja: '毎日の開始時刻（HH:MM）' }, as: 'line' },
          { path: 'until', label: { en: 'Ends each day at, HH:MM', ja: '毎日の終了時刻（HH:MM）' }, as: 'line' },
        ],
      },
      areas,
    ],
    sources,
  },
}

/** A new document of a kind, with what the server must be able to read. */
export function blank(kind: Kind): { [key: string]: Json; kind: string } {
  const own: Record<Kind, { [key: string]: Json }> = {
    place: { category: 'relic' },
    capture: {},
    overlay: { shape: 'marker' },
    scene: { place: '' },
    tour: { stops: [] },
    event: { places: [], when: {} },
  }
  return { kind, title: {}, ...own[kind] }
}
