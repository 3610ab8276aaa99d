import type { Language } from '../../i18n/language.svelte'

export interface Line {
  number: number
  at: string
  person: string
  action: string
  item?: string
  revision?: number
  concerns?: string
  fields: { field: string; before?: string; after?: string }[]
  note?: string
  hash: string
}

const names: Record<string, [string, string]> = {
  'item-saved': ['wrote', 'が書いた：'],
  'item-submitted': ['handed on', 'が同僚に渡した：'],
  'item-returned': ['gave back', 'が差し戻した：'],
  'item-reviewed': ['noted an outside review of', 'が外部の確認を記録した：'],
  'item-scheduled': ['planned', 'が公開を予定した：'],
  'item-published': ['published', 'が公開した：'],
  'item-withdrawn': ['took back', 'が取り下げた：'],
  'item-restored': ['took an old revision up again of', 'が旧版に戻した：'],
  'item-deleted': ['put away', 'が片付けた：'],
  'staff-seen': ['looked at the list of people', 'が職員の一覧を見た'],
  'staff-invited': ['invited', 'が招待した'],
  'staff-joined': ['joined', 'が参加した'],
  'staff-changed': ['changed an account', 'がアカウントを変えた'],
  'signed-in': ['signed in', 'がサインインした'],
  'sign-in-refused': ['was refused at sign-in', 'のサインインが拒まれた'],
  'audit-seen': ['looked at the record', 'が記録を見た'],
  'reviewers-seen': ['saw who reviewed from outside', 'が外部の確認者の名前を見た：'],
  'tag-made': ['made a tag for', 'がタグをつくった：'],
  'tag-ended': ['ended a tag of', 'がタグを終えた：'],
  'tag-secret-seen': ['saw the secret of a tag of', 'がタグの秘密を見た：'],
  'words-changed': ['changed words of the pages', 'がページの文言を変えた'],
}

export const actionName = (action: string, language: Language): string => names[action]?.[language === 'ja' ? 1 : 0] ?? action
