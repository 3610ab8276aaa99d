import { both, type Both } from '../text'
import type { Language } from '../../i18n/language.svelte'

const names: Record<string, Both> = {
  visit: { en: 'Visits', ja: '訪問' },
  scene: { en: 'Scenes opened', ja: '開いたシーン' },
  capture: { en: 'Pictures looked at', ja: '見た写真' },
  'tour-begun': { en: 'Tours begun', ja: '始めたツアー' },
  'tour-finished': { en: 'Tours finished', ja: '終えたツアー' },
  'tour-left': { en: 'Tours left early', ja: '途中でやめたツアー' },
  pass: { en: 'Passes given by tags', ja: 'タグで渡したパス' },
  north: { en: 'North found', ja: '北がわかったAR' },
  'north-poor': { en: 'North by the compass alone, or not', ja: 'コンパスだけか、北がわからなかったAR' },
  pack: { en: 'Scenes kept offline', ja: '端末に残したシーン' },
  reminder: { en: 'Events taken into a calendar', ja: 'カレンダーに入れた行事' },
  answer: { en: 'Answers at a tour’s end', ja: 'ツアーの終わりの答え' },
  all: { en: 'all together', ja: 'すべて' },
  place: { en: 'place', ja: '場所' },
  item: { en: 'item', ja: '項目' },
  language: { en: 'language', ja: '言語' },
  hour: { en: 'hour', ja: '時間帯' },
  way: { en: 'way', ja: '方法' },
  from: { en: 'whence', ja: 'きっかけ' },
  ja: { en: 'Japanese', ja: '日本語' },
  en: { en: 'English', ja: '英語' },
  'zh-Hans': { en: 'Chinese', ja: '中国語' },
  ko: { en: 'Korean', ja: '韓国語' },
  panorama: { en: 'picture all round', ja: '全方位の写真' },
  ar: { en: 'raised phone (AR)', ja: 'かざして見る（AR）' },
  headset: { en: 'headset', ja: 'ヘッドセット' },
  printed: { en: 'printed tag', ja: '印刷したタグ' },
  rotating: { en: 'code on a screen', ja: '画面のコード' },
  signed: { en: 'signing chip', ja: '署名するチップ' },
  panel: { en: 'panel’s code', ja: '説明板のコード' },
  skyline: { en: 'line of hills', ja: '山の稜線' },
  landmark: { en: 'landmarks, sun or moon', ja: '目印・太陽・月' },
  hand: { en: 'by hand', ja: '手で合わせた' },
  remembered: { en: 'remembered from before', ja: '前回の記憶' },
  compass: { en: 'compass alone', ja: 'コンパスだけ' },
  none: { en: 'not found', ja: 'わからなかった' },
  'brought-yes': { en: 'It brought me here: yes', ja: 'このために来た：はい' },
  'brought-no': { en: 'It brought me here: no', ja: 'このために来た：いいえ' },
  'again-yes': { en: 'I would come back: yes', ja: 'また来たい：はい' },
  'again-no': { en: 'I would come back: no', ja: 'また来たい：いいえ' },
  tag: { en: 'a tag', ja: 'タグ' },
  kiosk: { en: 'a kiosk', ja: 'キオスク' },
  map: { en: 'the map', ja: '地図' },
  home: { en: 'the first page', ja: '最初のページ' },
  link: { en: 'a link', ja: 'リンク' },
  tour: { en: 'a tour', ja: 'ツアー' },
  group: { en: 'a led group', ja: '案内されたグループ' },
}

/** How acts of a measure are told apart. */
export const waysOf: Partial<Record<string, string[]>> = {
  scene: ['panorama', 'ar', 'headset'],
  pass: ['printed', 'rotating', 'signed'],
  north: ['panel', 'skyline', 'landmark', 'hand', 'remembered', 'compass', 'none'],
  answer: ['brought-yes', 'brought-no', 'again-yes', 'again-no'],
}

/** What figures call something; null for what has a title of its own. */
export const nameOf = (word: string, language: Language): string | null => (names[word] ? both(names[word], language) : null)
