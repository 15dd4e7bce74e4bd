/**
 * Reads an export of Disqus: threads (pages) first, then posts (comments) that name theirs.
 *
 * Holds the threads' links and the posts' ids, no words. Nothing else of a post is looked at; above all not its IP address.
 */
import { MAX_NAME_CHARS } from '@roomful/protocol'
import { cleanName } from '../model/names.js'
import { firstDateMs } from './dates.js'
import { htmlToText, htmlToWords } from './html-to-text.js'
import { createLineage } from './lineage.js'
import { emailOf } from './email.js'
import type { ImportedComment, OnNote } from './transfer.js'
import { readXml } from './xml.js'
import type { XmlElement } from './xml.js'

const THREAD = 'disqus/thread'
const POST = 'disqus/post'
const INTEREST = {
  root: 'disqus',
  what: 'an export of Disqus',
  elements: new Set([THREAD, POST, `${POST}/thread`, `${POST}/parent`]),
  texts: new Set([
    ...['link', 'title', 'createdAt', 'isDeleted'].map((name) => `${THREAD}/${name}`),
    ...['message', 'createdAt', 'isDeleted', 'isSpam', 'isApproved'].map((name) => `${POST}/${name}`),
    ...['email', 'name', 'username', 'isAnonymous'].map((name) => `${POST}/author/${name}`),
  ]),
}
const ID = 'dsq:id'
/** The thread's link is whatever address the first visitor had; this is the kind of query that names a page, not a campaign. */
const NUMBERED_PAGE = /^\?(?:p|page_id|attachment_id)=\d+$/

/** Comments of the file, parents first. `note` is told of what was not taken as it is. @throws IMPORT_INVALID, DEPENDENCY_MISSING */
export async function* readDisqus(
  bytes: AsyncIterable<Uint8Array>,
  note: OnNote = () => {},
): AsyncGenerator<ImportedComment> {
  const lineage = createLineage(note)
  const file = createFile(note)
  for await (const elements of readXml(bytes, INTEREST)) {
    for (const element of elements) {
      const comment = file.take(element)
      if (comment !== undefined) yield* lineage.take(comment)
    }
  }
  yield* lineage.flush()
}

interface Thread {
  readonly link: string
  readonly title: string
  readonly atMs: number | undefined
  readonly isDeleted: boolean
}

function createFile(note: OnNote): { take(element: XmlElement): ImportedComment | undefined } {
  const threads = new Map<string, Thread>()
  const fields = new Map<string, string>()
  let id = ''
  let thread = ''
  let parent = ''
  let isCut = false

  const begin = ({ path, attributes }: XmlElement): void => {
    const named = attributes.get(ID) ?? ''
    if (path === `${POST}/thread`) thread = named
    else if (path === `${POST}/parent`) parent = named
    else {
      fields.clear()
      ;[id, thread, parent, isCut] = [named, '', '', false]
    }
  }
  const post = (): ImportedComment | undefined => {
    const page = threads.get(thread)
    if (id === '' || page === undefined || page.link === '') {
      note('no-page', id)
      return undefined
    }
    return commentOf({ id, parent, isCut, fields, page, note })
  }
  return {
    take(element) {
      const { path, text } = element
      if (!element.isEnd) begin(element)
      else if (path === THREAD) threads.set(id, threadOf(fields))
      else if (path === POST) return post()
      else if (text !== '') {
        fields.set(path, text)
        isCut ||= element.isCut
      }
      return undefined
    },
  }
}

type Fields = ReadonlyMap<string, string>

const fieldOf = (fields: Fields, path: string): string => fields.get(path)?.trim() ?? ''

function threadOf(fields: Fields): Thread {
  return {
    link: fieldOf(fields, `${THREAD}/link`),
    title: htmlToWords(fieldOf(fields, `${THREAD}/title`)),
    atMs: firstDateMs(fields.get(`${THREAD}/createdAt`)),
    isDeleted: isTrue(fields, `${THREAD}/isDeleted`),
  }
}

interface Post {
  readonly id: string
  readonly parent: string
  readonly isCut: boolean
  readonly fields: Fields
  readonly page: Thread
  readonly note: OnNote
}

function commentOf({ id, parent, isCut, fields, page, note }: Post): ImportedComment {
  const atMs = firstDateMs(fields.get(`${POST}/createdAt`)) ?? page.atMs
  if (atMs === undefined) note('no-date', id)
  const status = statusOf(fields, page)
  const isDeleted = status === 'deleted'
  // Nobody's words and name come back by moving house.
  const converted = isDeleted ? undefined : htmlToText(messageOf(fields), { resolve: resolveLink })
  if (!isDeleted && (isCut || converted?.isCut === true)) note('cut', id)
  const isNumbered = URL.canParse(page.link) && NUMBERED_PAGE.test(new URL(page.link).search)
  return {
    source: 'disqus',
    sourceId: id,
    ...(parent === '' ? {} : { parentSourceId: parent }),
    page: page.link,
    ...(isNumbered ? { isPageCanonical: true as const } : {}),
    ...(page.title === '' ? {} : { title: page.title }),
    ...(isDeleted ? { authorName: '' } : authorOf(fields)),
    text: converted?.text ?? '',
    atMs: atMs ?? 0,
    status,
  }
}

function statusOf(fields: Fields, page: Thread): ImportedComment['status'] {
  if (isTrue(fields, `${POST}/isDeleted`) || page.isDeleted) return 'deleted'
  if (isTrue(fields, `${POST}/isSpam`)) return 'rejected'
  return fieldOf(fields, `${POST}/isApproved`) === 'false' ? 'held' : 'visible'
}

function authorOf(fields: Fields): Pick<ImportedComment, 'authorName' | 'authorEmail' | 'authorId'> {
  const username = fieldOf(fields, `${POST}/author/username`)
  const email = emailOf(fieldOf(fields, `${POST}/author/email`))
  const isGuest = isTrue(fields, `${POST}/author/isAnonymous`)
  const name = fieldOf(fields, `${POST}/author/name`) || username
  return {
    authorName: cleanName(name.slice(0, MAX_NAME_CHARS * 4)),
    ...(email === undefined ? {} : { authorEmail: email }),
    ...(username === '' || isGuest ? {} : { authorId: username.slice(0, 128) }),
  }
}

const isTrue = (fields: Fields, path: string): boolean => fieldOf(fields, path) === 'true'

/** Mentions are kept as `@username:disqus`. */
function messageOf(fields: Fields): string {
  return fieldOf(fields, `${POST}/message`).replace(/(@[\w-]{1,60}):disqus\b/g, '$1')
}

/** Disqus leads every link through a counter of its own: `https://disq.us/url?url=<address>%3A<signature>&cuid=…`. */
function resolveLink(href: string): string {
  if (!/^(?:https?:)?\/\/(?:www\.)?disq\.us\/url\?/i.test(href) || !URL.canParse(href, 'https://disq.us')) return href
  const target = new URL(href, 'https://disq.us').searchParams.get('url')
  return target === null ? href : target.replace(/:[\w-]{20,64}$/, '')
}
