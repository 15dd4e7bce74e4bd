/**
 * Reads an export of WordPress (WXR): items (posts, pages, pictures), each with its comments.
 *
 * Comments on what the public cannot see stay out: private, unpublished and password-protected items. Answers wait at most
 * until their item is over. Nothing else of a comment is looked at; above all not its IP address and its meta fields.
 */
import { MAX_NAME_CHARS } from '@roomful/protocol'
import { cleanName } from '../model/names.js'
import { firstDateMs } from './dates.js'
import { emailOf } from './email.js'
import { htmlToText, htmlToWords } from './html-to-text.js'
import { createLineage } from './lineage.js'
import type { ImportNote, ImportedComment, OnNote } from './transfer.js'
import { readXml } from './xml.js'
import type { XmlElement } from './xml.js'

const ITEM = 'rss/channel/item'
const COMMENT = `${ITEM}/wp:comment`
const INTEREST = {
  root: 'rss',
  what: 'an export of WordPress',
  elements: new Set([ITEM, COMMENT]),
  texts: new Set([
    ...['link', 'title', 'wp:status', 'wp:post_password', 'wp:post_date_gmt'].map((name) => `${ITEM}/${name}`),
    ...['id', 'author', 'author_email', 'date', 'date_gmt', 'content', 'approved', 'type', 'parent', 'user_id'].map(
      (name) => `${COMMENT}/wp:comment_${name}`,
    ),
  ]),
}
/** Pictures are as public as what they belong to, which the file does not say; their pages are public unless it is not. */
const PUBLIC = new Set(['publish', 'inherit', ''])
const PINGS = new Set(['pingback', 'trackback'])
/** Shops keep reviews as comments, and also what they note about an order for themselves. */
const KINDS = new Set(['', 'comment', 'review'])

const STATUS = new Map<string, ImportedComment['status']>([
  ['1', 'visible'],
  ['approve', 'visible'],
  ['0', 'held'],
  ['hold', 'held'],
  ['spam', 'rejected'],
  ['trash', 'deleted'],
  ['post-trashed', 'deleted'],
])

/** Comments of the file, parents first. `note` is told of what was not taken as it is. @throws IMPORT_INVALID, DEPENDENCY_MISSING */
export async function* readWordpress(
  bytes: AsyncIterable<Uint8Array>,
  note: OnNote = () => {},
): AsyncGenerator<ImportedComment> {
  const lineage = createLineage(note)
  const file = createFile(note)
  for await (const elements of readXml(bytes, INTEREST)) {
    for (const element of elements) {
      const comment = file.take(element)
      if (comment !== undefined) yield* lineage.take(comment)
      if (element.isEnd && element.path === ITEM) yield* lineage.flush()
    }
  }
  yield* lineage.flush()
}

function createFile(note: OnNote): { take(element: XmlElement): ImportedComment | undefined } {
  const item = new Map<string, string>()
  const fields = new Map<string, string>()
  let isCut = false
  return {
    take({ path, isEnd, text, isCut: isTextCut }) {
      if (!isEnd) {
        fields.clear()
        isCut = false
        if (path === ITEM) item.clear()
      } else if (path === COMMENT) {
        const id = fields.get('id') ?? ''
        const why = reasonAgainst(id, item, fields)
        if (why !== undefined) note(why, id)
        else return commentOf({ id, item, fields, isCut, note })
      } else if (path.startsWith(`${COMMENT}/`)) {
        fields.set(path.slice(`${COMMENT}/wp:comment_`.length), text.trim())
        isCut ||= isTextCut
      } else if (path !== ITEM) item.set(path.slice(ITEM.length + 1), text.trim())
      return undefined
    },
  }
}

type Fields = ReadonlyMap<string, string>

function reasonAgainst(id: string, item: Fields, fields: Fields): ImportNote | undefined {
  const type = fields.get('type') ?? ''
  if (PINGS.has(type)) return 'pingback'
  if (!KINDS.has(type)) return 'other-kind'
  if (!PUBLIC.has(item.get('wp:status') ?? '') || (item.get('wp:post_password') ?? '') !== '') return 'not-public'
  return id === '' || (item.get('link') ?? '') === '' ? 'no-page' : undefined
}

interface FoundComment {
  readonly id: string
  readonly item: Fields
  readonly fields: Fields
  readonly isCut: boolean
  readonly note: OnNote
}

function commentOf({ id, item, fields, isCut, note }: FoundComment): ImportedComment {
  const atMs = firstDateMs(fields.get('date_gmt'), fields.get('date'), item.get('wp:post_date_gmt'))
  if (atMs === undefined) note('no-date', id)
  // A state of some plugin's: a moderator shall look.
  const status = STATUS.get(fields.get('approved') ?? '') ?? 'held'
  const isDeleted = status === 'deleted'
  // Nobody's words and name come back by moving house.
  const converted = isDeleted ? undefined : htmlToText(fields.get('content') ?? '', { areLinesKept: true })
  if (!isDeleted && (isCut || converted?.isCut === true)) note('cut', id)
  const parent = fields.get('parent') ?? ''
  const title = htmlToWords(item.get('title') ?? '')
  return {
    source: 'wordpress',
    sourceId: id,
    ...(parent === '' || parent === '0' ? {} : { parentSourceId: parent }),
    page: item.get('link') ?? '',
    isPageCanonical: true,
    ...(title === '' ? {} : { title }),
    ...(isDeleted ? { authorName: '' } : authorOf(fields)),
    text: converted?.text ?? '',
    atMs: atMs ?? 0,
    status,
  }
}

function authorOf(fields: Fields): Pick<ImportedComment, 'authorName' | 'authorEmail' | 'authorId'> {
  const account = fields.get('user_id') ?? ''
  const email = emailOf(fields.get('author_email') ?? '')
  // Names are kept as HTML there: `O&#039;Brien`.
  const name = htmlToWords((fields.get('author') ?? '').slice(0, MAX_NAME_CHARS * 10))
  return {
    authorName: cleanName(name),
    ...(email === undefined ? {} : { authorEmail: email }),
    ...(/^[1-9]\d{0,14}$/.test(account) ? { authorId: account } : {}),
  }
}
