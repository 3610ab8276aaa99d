// Writes the models of unity-client-api from contract/openapi.json: what the server says it sends is what the client reads.
//
//   node tools/unity-models.mjs           writes them
//   node tools/unity-models.mjs --check   fails where they are not what the contract says
import { readFileSync, writeFileSync } from 'node:fs'

const root = new URL('../', import.meta.url)
const folder = 'unity-client-api/Runtime/Core/Generated/'
const schemas = JSON.parse(readFileSync(new URL('contract/openapi.json', root), 'utf8')).components.schemas

/** Each file, and the answers that it begins with; what these are made of follows them. */
const files = {
  Sourced: ['Fact', 'Source', 'Rights', 'Sensitivity', 'Heritage'],
  Features: ['FeatureCollection', 'ChangesAnswer'],
  Captures: ['SceneCapture'],
  Scenes: ['SceneAnswer'],
  Overlays: ['ViewOverlay'],
  Views: ['ViewAnswer', 'SkylineAnswer'],
  OnSite: ['PassAnswer', 'PackAnswer', 'SiteAnswer'],
}

/** Schemas that the client has a type of its own for. */
const own = { LocalText: 'XrText', JsonElement: 'JToken' }

/** Of members that need no words of their own where the contract has none. */
const usual = {
  id: 'Its id.',
  title: 'Its name.',
  name: 'Its name.',
  label: 'What it is called.',
  summary: 'One or two sentences.',
  text: 'Paragraphs parted by an empty line.',
  latitude: 'Degrees north.',
  longitude: 'Degrees east.',
  lat: 'Degrees north.',
  lon: 'Degrees east.',
  az: 'Degrees clockwise from true north.',
  el: 'Degrees above the level of the eye.',
  heading: 'Degrees clockwise from true north.',
  facing: 'Azimuth to which its face looks, degrees from true north.',
  tilt: 'Degrees by which its face looks above the level.',
  pitch: 'Degrees above the level.',
  roll: 'Degrees.',
  accuracy: 'Degrees within which the azimuth is right.',
  distance: 'Metres.',
  height: 'Metres above mean sea level.',
  heightAboveGround: 'Metres.',
  width: 'Pixels.',
  bytes: 'Its size.',
  href: 'Its address.',
  visible: 'False behind a hill or a building.',
  points: 'Directions and distances along it.',
  scale: 'Factor of its size.',
  place: 'Where it is.',
  taken: 'When it was taken, or for a drawing when it was made.',
  minutes: 'How long it takes.',
  declination: 'Degrees by which a compass points east of true north there and now.',
  demolished: 'When it was torn down: YYYY, YYYY-MM or YYYY-MM-DD.',
  exhibit: "Code of the museum's showcase that keeps or tells of it.",
  onsiteRequired: 'Whether media and AR open on the spot only.',
  version: 'Of the server.',
  credits: 'To be shown with it.',
  facts: 'Figures.',
  sources: 'Where its claims come from.',
  rights: 'Whose it is.',
  credit: 'To be shown beside it.',
  holder: 'Whose it is.',
  thumbnail: 'Address of its picture, 480 pixels wide.',
  from: 'When it begins on the timeline; null from the start.',
  to: 'When it ends on the timeline; null never.',
}
const values = new Set(['double', 'int', 'long', 'bool', 'DateTimeOffset'])
const pascal = (name) => name[0].toUpperCase() + name.slice(1)
const nameOf = (schema) => schema.$ref?.split('/').at(-1)
const isWord = (schema) => schema.enum || schema.type === 'string'

function typeOf(schema, inList = false) {
  const name = nameOf(schema)
  if (own[name]) return own[name]
  if (name) return isWord(schemas[name]) ? 'string' : name
  switch (schema.type) {
    case 'array': {
      const item = typeOf(schema.items, true)
      return inList ? `${item}[]` : `List<${item}>`
    }
    case 'object':
      return `Dictionary<string, ${typeOf(schema.additionalProperties, true)}>`
    case 'integer':
      return schema.format === 'int64' ? 'long' : 'int'
    case 'number':
      return 'double'
    case 'boolean':
      return 'bool'
    case 'string':
      return schema.format === 'date-time' ? 'DateTimeOffset' : 'string'
    default:
      throw new Error(`There is no type for ${JSON.stringify(schema)}`)
  }
}

/** What a member that is always sent holds before it is read. */
function startOf(type) {
  if (values.has(type)) return ''
  if (type === 'string') return ' = "";'
  return type === 'JToken' ? ' = JValue.CreateNull();' : ` = new ${type}();`
}

/** What a model is made of, in the order in which it is said. */
function reach(name, reached) {
  if (reached.has(name) || own[name] || isWord(schemas[name])) return
  reached.add(name)
  const into = (schema) => {
    if (nameOf(schema)) reach(nameOf(schema), reached)
    for (const inner of [schema.items, schema.additionalProperties]) if (inner) into(inner)
  }
  Object.values(schemas[name].properties).forEach(into)
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function summary(text, indent) {
  const lines = ['']
  for (const word of escape(text).split(/\s+/)) {
    if (lines.at(-1).length + word.length + indent.length > 120) lines.push('')
    lines[lines.length - 1] += `${lines.at(-1) && ' '}${word}`
  }
  const fits = lines.length === 1 && `${indent}/// <summary>${lines[0]}</summary>`.length <= 140
  return fits
    ? `${indent}/// <summary>${lines[0]}</summary>`
    : [`${indent}/// <summary>`, ...lines.map((line) => `${indent}/// ${line}`), `${indent}/// </summary>`].join('\n')
}

/** What the contract says of a member; where it says nothing, its name, and always the words that it may be. */
function said(name, schema) {
  const target = schemas[nameOf(schema)]
  const words = (schema.enum ?? target?.enum)?.map((word) => `"${word}"`).join(', ')
  // Pictures are as high as pixels, land is as high as metres.
  const pixels = schema.type === 'integer' && ['width', 'height'].includes(name) ? 'Pixels.' : null
  const text = schema.description ?? pixels ?? usual[name] ?? target?.description ?? name.replace(/([A-Z])/g, ' $1').toLowerCase()
  const sentence = pascal(text).replace(/([^.])$/, '$1.')
  return words ? `${sentence} ${words.replace(/, ([^,]*)$/, ' or $1')}.` : sentence
}

function model(name) {
  const { properties, required = [], description } = schemas[name]
  const members = Object.entries(properties).map(([key, schema]) => {
    const type = typeOf(schema)
    const needed = required.includes(key)
    return [
      summary(said(key, schema), '        '),
      `        [Preserve]`,
      `        [JsonProperty("${key}")]`,
      `        public ${type}${needed ? '' : '?'} ${pascal(key)} { get; set; }${needed ? startOf(type) : ''}`,
    ].join('\n')
  })
  return [
    summary(description ?? `${name}, as the server sends it.`, '    '),
    '    [Preserve]',
    `    public sealed partial class ${name}`,
    '    {',
    members.join('\n\n'),
    '    }',
  ].join('\n')
}

function file(models) {
  const body = models.map(model).join('\n\n')
  const uses = [
    body.includes('DateTimeOffset') && 'System',
    /List<|Dictionary</.test(body) && 'System.Collections.Generic',
    'Newtonsoft.Json',
    body.includes('JToken') && 'Newtonsoft.Json.Linq',
  ].filter(Boolean)
  return [
    '// <auto-generated>Written by tools/unity-models.mjs from contract/openapi.json.</auto-generated>',
    '#nullable enable',
    ...uses.map((name) => `using ${name};`),
    '',
    'namespace XrContent.Client',
    '{',
    body,
    '}',
    '',
  ].join('\n')
}

const check = process.argv.includes('--check')
const reached = new Set()
for (const [name, begins] of Object.entries(files)) {
  const before = reached.size
  for (const begin of begins) reach(begin, reached)
  const [text, at] = [file([...reached].slice(before)), new URL(`${folder}${name}.cs`, root)]
  if (!check) writeFileSync(at, text)
  else if (readFileSync(at, 'utf8') !== text) {
    console.error(`${folder}${name}.cs is not what the contract says: run node tools/unity-models.mjs`)
    process.exitCode = 1
  }
}
