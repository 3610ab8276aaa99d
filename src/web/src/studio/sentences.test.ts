import { expect, test } from 'vitest'
import japanese from './sentences.ja.json'
import { inWords } from './sentences'

/** Where the server says something to staff; what it says to operators at its start stands in other files. */
const sources = import.meta.glob<string>(
  [
    '../../../XrContent.Catalog/{Rules,Workflow,Audit}/*.cs',
    '../../../XrContent.Server/{Studio,Accounts}/**/*.cs',
    '../../../XrContent.Server/Interop/OpenData/{Municipal*,OpenDataApi}.cs',
    '../../../XrContent.Server/Hosting/Problems.cs',
    '../../../XrContent.Server/Insight/GoalsApi.cs',
    '!**/{AccountsSetup,HouseSignIn}.cs',
  ],
  { query: '?raw', import: 'default', eager: true },
)

/** Every sentence that stands in the server's code: from a capital letter, a quotation mark or a hole to its full stop. */
function* sentences(): Iterable<string> {
  for (const source of Object.values(sources)) {
    const lines = source.split('\n').filter((line) => !/^\s*\/\/|LoggerMessage|WithSummary|Description\(/.test(line))
    // A long sentence stands on two lines.
    const joined = lines.join('\n').replaceAll(/"\s*\+ \$?"/g, '')
    for (const [, text] of joined.matchAll(/"((?:[^"\\\n]|\\.)*\.)"/g)) {
      const plain = holesOf(text!).replaceAll('\\"', '"')
      if (/^([A-Z"]|\{\})/.test(plain) && plain.includes(' ')) yield plain
    }
  }
}

/** Each {…} of an interpolated string as {}; they may hold braces and brackets of their own. */
function holesOf(text: string): string {
  let [plain, depth] = ['', 0]
  for (const letter of text) {
    if (letter === '{' && depth++ === 0) plain += '{}'
    if (depth === 0) plain += letter
    if (letter === '}') depth--
  }
  return plain
}

test('whatever the server says to staff it says in Japanese too, and nothing stands there that it never says', () => {
  const said = new Set(sentences())
  expect(said.size).toBeGreaterThan(100)
  const known = new Set(Object.keys(japanese))
  expect([...said].filter((sentence) => !known.has(sentence))).toEqual([])
  expect([...known].filter((sentence) => !said.has(sentence) && !spanning.includes(sentence))).toEqual([])
})

/** Put together from several strings, or with a string in a hole. */
const spanning = ['"{}" is a {}; here belongs a {}.', 'Must be one of {}.', 'This is for a {}.', '{} It is tried again in an hour.']

test('a translation names what the sentence names', () => {
  for (const [english, said] of Object.entries(japanese)) {
    const holes = english.split('{}').length - 1
    for (const [, number] of said.matchAll(/\{(\d)\}/g)) expect(Number(number), english).toBeLessThanOrEqual(holes)
  }
})

test('what is named keeps its name, or takes its Japanese one', () => {
  expect(inWords('Needs both Japanese (ja) and English (en).', 'ja')).toBe('日本語と英語の両方が必要です。')
  expect(inWords('Visitors do not see "old-station" yet: publish it first, or both together.', 'ja')).toBe(
    '「old-station」はまだ公開されていません。先に公開するか、いっしょに公開してください。',
  )
  expect(inWords('"deck" is a place; here belongs a scene or capture.', 'ja')).toBe(
    '「deck」は場所です。ここにはシーンか撮影を選んでください。',
  )
  expect(inWords('Is submitted; only a draft is handed on.', 'ja')).toBe('いまは「確認待ち」です。渡せるのは下書きだけです。')
})

test('English, and what is not known, stays as it is', () => {
  expect(inWords('Is required.', 'en')).toBe('Is required.')
  expect(inWords('Out of paper.', 'ja')).toBe('Out of paper.')
})
