import { beforeEach, expect, test, vi } from 'vitest'
import { Refused } from '../api'
import type { Unsent } from '../unsent.svelte'
import type { EditedFeature } from './document'
import type { Item } from './items'

const me = 'Hana'
/** What lies on the device, by form; and what the server has. */
const device = new Map<string, Unsent>()
let forms = 0
let server: { title: Record<string, string>; author: string; number: number }
const tagOf = () => `t${server.number}`

const item = (id = 'garden'): Item =>
  ({
    id,
    kind: 'tour',
    tag: tagOf(),
    author: server.author,
    problems: [],
    feature: { type: 'Feature', id, geometry: null, properties: { kind: 'tour', title: { ...server.title } } },
  }) as unknown as Item
const write = (title: Record<string, string>, author: string) => (server = { title, author, number: server.number + 1 })
const stale = (id = 'garden') =>
  new Refused(412, '/problems/lost-update', 'Meanwhile.', [], {
    current: { author: server.author, tag: tagOf(), feature: item(id).feature },
  })
const nothing = () => new Refused(0, '/problems/unreachable', 'Nobody answers.', [], {})

vi.mock('../session.svelte', () => ({ session: { me: { name: 'Hana' } } }))
vi.mock('./known.svelte', () => ({ known: { refresh: () => Promise.resolve() } }))
vi.mock('../unsent.svelte', async (original) => ({
  ...(await original<typeof import('../unsent.svelte')>()),
  unsent: {
    read: async () => [...device.values()],
    keep: async (words: Unsent) => void device.set(words.form, structuredClone(words)),
    forget: async ({ form }: { form: string }) => void device.delete(form),
    care: (person: string, of: string) => ({ person, of, form: `form ${++forms}`, end: async () => {} }),
  },
}))
vi.mock('./items', async (original) => ({
  ...(await original<typeof import('./items')>()),
  items: { read: vi.fn(), save: vi.fn(), act: vi.fn(), remove: vi.fn() },
}))
const { items } = await import('./items')
const { Editing } = await import('./editing.svelte')
const { read, save, act } = vi.mocked(items)

const taken = async (_: string, feature: EditedFeature, tag: string) => {
  if (tag !== tagOf()) throw stale()
  write(feature.properties.title as Record<string, string>, me)
  return item()
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('removeEventListener', () => {})
  device.clear()
  server = { title: { en: 'Garden', ja: '庭' }, author: 'Ken', number: 1 }
  read.mockReset().mockImplementation(async () => item())
  save.mockReset().mockImplementation(taken)
  act.mockReset()
  return () => void vi.useRealTimers()
})

type Edited = Awaited<ReturnType<typeof Editing.open>>

/** Types as a form does. */
function type(editing: Edited, language: string, words: string) {
  ;(editing.root.title as Record<string, string>)[language] = words
  editing.changed()
}
const titleOf = (editing: Edited) => JSON.parse(JSON.stringify(editing.root.title)) as Record<string, string>
const onDevice = () => [...device.values()].map(({ written }) => (written as { title: object }).title)
const rest = (time = 5000) => vi.advanceTimersByTimeAsync(time)

test('what is typed lies on the device at once, goes to the server, and is forgotten here then', async () => {
  const editing = await Editing.open('garden')
  type(editing, 'en', 'Quiet garden')
  await rest(0)
  expect(onDevice()).toEqual([{ en: 'Quiet garden', ja: '庭' }])
  expect(editing.safe).toBe(true)
  await rest()
  expect(server.title.en).toBe('Quiet garden')
  expect(editing.status).toBe('saved')
  expect(onDevice()).toEqual([])
})

test('what is typed and taken back leaves nothing behind, and the same words typed again lie here again', async () => {
  const editing = await Editing.open('garden')
  save.mockRejectedValue(nothing())
  type(editing, 'en', 'Gardens')
  await rest(0)
  type(editing, 'en', 'Garden')
  await rest(0)
  expect(onDevice()).toEqual([])
  type(editing, 'en', 'Gardens')
  expect(editing.safe).toBe(false)
  await rest(0)
  expect(onDevice()).toEqual([{ en: 'Gardens', ja: '庭' }])
  expect(editing.safe).toBe(true)
})

test('an answer that was lost is no conflict with oneself', async () => {
  const editing = await Editing.open('garden')
  save.mockImplementationOnce(async (id, feature, tag) => {
    await taken(id, feature, tag)
    throw nothing()
  })
  type(editing, 'en', 'Quiet')
  await rest(1300)
  expect(editing.status).toBe('waiting')
  type(editing, 'en', 'Quiet garden')
  await rest(10_000)
  expect(editing.conflict).toBeNull()
  expect(editing.joined).toBe('')
  expect(server.title.en).toBe('Quiet garden')
})

test('what another one changed elsewhere is joined, and Undo does not take their words back', async () => {
  const editing = await Editing.open('garden')
  write({ ...server.title, ja: '静かな庭' }, 'Ken')
  type(editing, 'en', 'Quiet garden')
  await rest()
  expect(editing.joined).toBe('Ken')
  expect(server.title).toEqual({ en: 'Quiet garden', ja: '静かな庭' })
  editing.undo()
  editing.changed()
  await rest()
  expect(server.title.ja).toBe('静かな庭')
})

test('what both changed is asked about, stays on the device meanwhile, and what is chosen is sent', async () => {
  const editing = await Editing.open('garden')
  write({ ...server.title, en: 'Old garden' }, 'Ken')
  type(editing, 'en', 'Quiet garden')
  await rest()
  expect(editing.conflict?.author).toBe('Ken')
  expect(onDevice()).toEqual([{ en: 'Quiet garden', ja: '庭' }])
  await editing.settle(() => ({ value: 'Quiet old garden' }))
  expect(server.title.en).toBe('Quiet old garden')
  expect(onDevice()).toEqual([])
})

test('what was typed during a step of the workflow is not lost by its answer', async () => {
  const editing = await Editing.open('garden')
  act.mockImplementation(async () => {
    type(editing, 'ja', '静かな庭')
    return { ...item(), state: 'submitted' } as Item
  })
  expect(await editing.act('submit')).toBe(true)
  expect(titleOf(editing).ja).toBe('静かな庭')
  await rest()
  expect(server.title.ja).toBe('静かな庭')
})

test('what the server shows anew is asked about where it is not what is being typed', async () => {
  const editing = await Editing.open('garden')
  save.mockRejectedValue(nothing())
  type(editing, 'en', 'Quiet garden')
  write({ ...server.title, en: 'Old garden' }, 'Ken')
  await editing.reload()
  expect(editing.conflict?.author).toBe('Ken')
  expect(titleOf(editing).en).toBe('Quiet garden')
  await rest()
  expect(onDevice()).toEqual([{ en: 'Quiet garden', ja: '庭' }])
  save.mockImplementation(taken)
  await editing.settle(() => ({ value: 'Old garden' }))
  expect([titleOf(editing).en, server.title.en]).toEqual(['Old garden', 'Old garden'])
})

test('who leaves an item while nothing goes and comes back finds the words, which lie on the device all the time', async () => {
  const editing = await Editing.open('garden')
  save.mockRejectedValue(nothing())
  type(editing, 'en', 'Quiet garden')
  await rest(1300)
  editing.dispose()
  await rest(0)
  const again = await Editing.open('garden')
  await rest(0)
  expect(titleOf(again).en).toBe('Quiet garden')
  expect(onDevice()).toEqual([{ en: 'Quiet garden', ja: '庭' }])
  expect(again.safe).toBe(true)
})

test('a refused step says why and leaves the words saved', async () => {
  const editing = await Editing.open('garden')
  act.mockRejectedValue(new Refused(400, '', 'Needs sources.', [{ field: 'sources', message: 'Needs sources.' }], {}))
  expect(await editing.act('submit')).toBe(false)
  expect([editing.status, editing.failure]).toEqual(['saved', 'Needs sources.'])
})

test('another item that changed meanwhile is named, and never written over this one', async () => {
  const editing = await Editing.open('garden')
  act.mockImplementation(async () => {
    throw stale('park')
  })
  expect(await editing.act('publish')).toBe(false)
  expect(titleOf(editing)).toEqual({ en: 'Garden', ja: '庭' })
  expect(editing.item.feature.id).toBe('garden')
  expect(editing.failure).toContain('Ken')
})

test('what closed forms left is taken up: joined with what stands there now, or asked about', async () => {
  const left = (form: string, written: object, more: Partial<Unsent> = {}): Unsent => ({
    person: me,
    of: 'items/garden',
    form,
    title: {},
    written: { kind: 'tour', title: written } as never,
    base: { kind: 'tour', title: { en: 'Garden', ja: '庭' } },
    tag: 't1',
    at: 1,
    ...more,
  })
  device.set('closed', left('closed', { en: 'Quiet garden', ja: '庭' }))
  write({ ...server.title, ja: '静かな庭' }, 'Ken')
  const joined = await Editing.open('garden')
  expect(titleOf(joined)).toEqual({ en: 'Quiet garden', ja: '静かな庭' })
  expect(joined.foundAt).toBe(1)
  await rest()
  expect(server.title).toEqual({ en: 'Quiet garden', ja: '静かな庭' })
  expect(device.size).toBe(0)

  device.set('closed', left('closed', { en: 'Mine', ja: '庭' }))
  const asked = await Editing.open('garden')
  expect(asked.conflict?.author).toBe(me)
  asked.dispose()

  device.clear()
  device.set('closed', left('closed', server.title))
  const arrived = await Editing.open('garden')
  await rest(0)
  expect([arrived.foundAt, device.size]).toEqual([0, 0])
})

test('what arrived as the form was closed is what the words stand over', async () => {
  write({ en: 'Quiet', ja: '庭' }, me)
  const [base, sent] = [
    { kind: 'tour', title: { en: 'Garden', ja: '庭' } },
    { kind: 'tour', title: { en: 'Quiet', ja: '庭' } },
  ]
  const written = { kind: 'tour', title: { en: 'Quiet garden', ja: '庭' } }
  device.set('closed', { person: me, of: 'items/garden', form: 'closed', title: {}, written, base, tag: 't1', sent: [sent], at: 1 })
  const editing = await Editing.open('garden')
  expect(editing.conflict).toBeNull()
  await rest()
  expect(server.title.en).toBe('Quiet garden')
})

test('words that the server does not take stay on the device, and say why', async () => {
  const editing = await Editing.open('garden')
  save.mockRejectedValueOnce(new Refused(400, '', 'Is not a date.', [{ field: 'title', message: 'Is not a date.' }], {}))
  type(editing, 'en', 'Quiet garden')
  await rest()
  expect([editing.status, editing.failure, editing.safe]).toEqual(['failed', 'Is not a date.', true])
  type(editing, 'en', 'Quiet gardens')
  await rest()
  expect([editing.status, server.title.en]).toEqual(['saved', 'Quiet gardens'])
})
