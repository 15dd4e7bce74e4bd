/**
 * Reads an XML file as a stream and hands on the elements somebody asked for.
 *
 * Owns what makes a hostile file harmless: no DOCTYPE at all, so no entity of the file's own and nothing fetched; bounds
 * on depth, attributes and the text of one element. The parser is `sax`, an optional package, loaded at first use.
 * Invariant: memory does not grow with the file, nor with anything in it.
 */
// oxlint-disable-next-line triple-slash-reference -- reason: sax has no types, and who checks only tests sees only what is imported
/// <reference path="./sax.d.ts" />
import { RoomfulError } from '@roomful/protocol'
import type sax from 'sax'
import { decodeBytes } from './decode-bytes.js'

/** Exports have about six levels. */
const MAX_DEPTH = 64
const MAX_ATTRIBUTES = 64
/** Text of one element; the rest is left out. The longest comment any of the systems takes is below a tenth of it. */
const MAX_TEXT_CHARS = 262_144
/** A bare "&" and an entity nobody knows are common in old comments and read as text. Anything else is damage. */
const HARMLESS = /^Invalid character (?:entity|in entity name)/

/** The beginning or the end of an element. */
export interface XmlElement {
  /** The names from the root on: `disqus/post/message`. */
  readonly path: string
  readonly isEnd: boolean
  /** Of a beginning. */
  readonly attributes: ReadonlyMap<string, string>
  /** At the end of an element whose text was asked for: what stands directly in it. */
  readonly text: string
  readonly isCut: boolean
}

/** What of a file is handed on, as paths. */
export interface XmlInterest {
  /** What the first element must be called. */
  readonly root: string
  /** What kind of file this is, for error messages: "a Disqus export". */
  readonly what: string
  /** Elements whose beginning and end are told. */
  readonly elements: ReadonlySet<string>
  /** Elements whose end is told, with their text. */
  readonly texts: ReadonlySet<string>
}

/** The elements of interest, in groups as they come. @throws IMPORT_INVALID, with the line; DEPENDENCY_MISSING */
export async function* readXml(
  bytes: AsyncIterable<Uint8Array>,
  interest: XmlInterest,
): AsyncGenerator<readonly XmlElement[]> {
  const found: XmlElement[] = []
  const watcher = watch(await loadSax(), interest, found)
  for await (const text of decodeBytes(bytes)) {
    watcher.write(text)
    if (found.length > 0) yield found.splice(0)
  }
  watcher.end()
  if (found.length > 0) yield found.splice(0)
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map()

interface Watcher {
  write(text: string): void
  end(): void
}

function watch(sax: Sax, { root, what, elements, texts }: XmlInterest, found: XmlElement[]): Watcher {
  const parser = sax.parser(true)
  const paths: string[] = []
  let path = ''
  let attributes = new Map<string, string>()
  let attributeCount = 0
  let text = ''
  let isCut = false
  let hasRoot = false

  const refuse = (why: string, cause?: unknown): never => {
    throw new RoomfulError('IMPORT_INVALID', { cause, message: `Line ${parser.line + 1}: ${why}` })
  }
  const collect = (piece: string): void => {
    if (!texts.has(path)) return
    isCut ||= text.length + piece.length > MAX_TEXT_CHARS
    text += piece.slice(0, MAX_TEXT_CHARS - text.length)
  }

  // Without the names that every object has, `&constructor;` is as unknown as it should be.
  parser.ENTITIES = Object.assign(Object.create(null) as Record<string, string>, sax.ENTITIES)
  parser.ondoctype = () => refuse('there is a DOCTYPE, which no export has.')
  parser.onerror = (error) => {
    parser.error = null
    if (HARMLESS.test(error.message)) return
    if (!hasRoot) refuse(`this is not ${what}.`, error)
    refuse(`the XML is broken (${(error.message.split('\n')[0] ?? '').toLowerCase()}).`, error)
  }
  parser.onopentagstart = ({ name }) => {
    if (paths.length >= MAX_DEPTH) refuse('elements are nested too deeply.')
    if (!hasRoot && name !== root) refuse(`this is not ${what}: it begins with <${name.slice(0, 40)}>.`)
    hasRoot = true
    paths.push(path)
    path = path === '' ? name : `${path}/${name}`
    attributes = new Map()
    attributeCount = 0
    if (texts.has(path)) [text, isCut] = ['', false]
  }
  parser.onattribute = ({ name, value }) => {
    if (++attributeCount > MAX_ATTRIBUTES) refuse('an element has too many attributes.')
    if (elements.has(path)) attributes.set(name, value)
  }
  parser.onopentag = () => {
    if (elements.has(path)) found.push({ path, isEnd: false, attributes, text: '', isCut: false })
  }
  parser.onclosetag = () => {
    const isText = texts.has(path)
    if (isText) found.push({ path, isEnd: true, attributes: NO_ATTRIBUTES, text, isCut })
    else if (elements.has(path)) found.push({ path, isEnd: true, attributes: NO_ATTRIBUTES, text: '', isCut: false })
    if (isText) text = ''
    path = paths.pop() ?? ''
  }
  parser.ontext = collect
  parser.oncdata = collect
  return {
    write: (text) => parser.write(text),
    end() {
      parser.close()
      if (!hasRoot) refuse(`this is not ${what}: it is empty.`)
    },
  }
}

type Sax = typeof sax

async function loadSax(): Promise<Sax> {
  try {
    return (await import('sax')).default
  } catch (cause) {
    throw new RoomfulError('DEPENDENCY_MISSING', {
      cause,
      message: 'Reading XML needs the package "sax": npm install sax',
    })
  }
}
