import type { Schemas } from '../../api'
import type { Language } from '../../i18n/language.svelte'

export type Line = Schemas['AuditLine']

/** What somebody wrote of one item at one go: the studio keeps a draft every few seconds, and nobody reads it so. */
export interface Sitting {
  /** The last line of it, which stands for it. */
  line: Line
  /** When it began, where that is another line. */
  since?: string
  lines: number
  /** What became of each field from before the first line to after the last. */
  fields: Line['fields']
}

/** Who wrote again within this wrote on, milliseconds. */
const gap = 30 * 60_000

/** Lines, newest first, with what belongs together put together. */
export function sittings(lines: Line[]): Sitting[] {
  const made: Sitting[] = []
  for (const line of lines) {
    const last = made.at(-1)
    const isSame =
      last !== undefined &&
      line.action === 'item-saved' &&
      last.line.action === 'item-saved' &&
      last.line.person === line.person &&
      last.line.item === line.item &&
      Date.parse(last.since ?? last.line.at) - Date.parse(line.at) <= gap
    if (!isSame) made.push({ line, lines: 1, fields: line.fields })
    else {
      const before = new Map(line.fields.map((field) => [field.field, field]))
      const later = last.fields.map((field) => ({
        ...field,
        ...(before.has(field.field) ? { before: before.get(field.field)!.before } : {}),
      }))
      const earlier = line.fields.filter(({ field }) => !last.fields.some((other) => other.field === field))
      made[made.length - 1] = {
        line: last.line,
        since: line.at,
        lines: last.lines + 1,
        // What was typed and taken back again is none.
        fields: [...later, ...earlier].filter((field) => field.before !== field.after),
      }
    }
  }
  return made
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
  'goals-changed': ['changed the goals', 'が目標を変えた'],
  'words-changed': ['changed words of the pages', 'がページの文言を変えた'],
}

export const actionName = (action: string, language: Language): string => names[action]?.[language === 'ja' ? 1 : 0] ?? action
