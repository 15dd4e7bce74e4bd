import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readDisqus } from './disqus.js'
import type { ImportedComment } from './transfer.js'

const FILE = fileURLToPath(new URL('../../test-data/disqus.xml', import.meta.url))

async function read(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ comments: Map<string, ImportedComment>; notes: string[]; order: string[] }> {
  const notes: string[] = []
  const comments = new Map<string, ImportedComment>()
  for await (const comment of readDisqus(bytes, (note, id) => notes.push(`${note} ${id}`))) {
    comments.set(comment.sourceId.replace('26570000', ''), comment)
  }
  return { comments, notes: notes.map((note) => note.replace('26570000', '')), order: [...comments.keys()] }
}

async function* of(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

const post = (id: string, rest: string): string =>
  `<post dsq:id="${id}"><message>x</message><createdAt>2020-01-02T03:04:05Z</createdAt><thread dsq:id="1"/>${rest}</post>`
const file = (posts: string, link = 'https://a.example/x'): string =>
  `<disqus><thread dsq:id="1"><link>${link}</link></thread>${posts}</disqus>`

test('a post becomes a comment: its page, author, words and time', async () => {
  const { comments } = await read(createReadStream(FILE))
  expect(comments.get('01')).toEqual({
    source: 'disqus',
    sourceId: '2657000001',
    page: 'https://letters.example/2016/05/the-keeper/?utm_source=newsletter#disqus_thread',
    title: 'The keeper’s log',
    authorName: 'Jonas Berg',
    authorEmail: 'jonas.berg@mail.example',
    text: 'I spent a winter on that island. The lamp was **never** out, whatever the paper said.\n\nSee http://archive.example/keepers?year=1931',
    atMs: Date.UTC(2016, 4, 4, 9, 12, 44),
    status: 'visible',
  })
  expect(comments.get('02')).toMatchObject({
    parentSourceId: '2657000001',
    authorName: 'Åse Lund',
    authorId: 'aaselund',
    text: '@jonasberg Which winter? My grandfather kept the book from 1931 < 1935.\nHe wrote:\n\n> Wind NW, force 9.\n> Nobody came.\n\nAll *that* for 2 \\* 40 crowns.',
    atMs: Date.UTC(2016, 4, 4, 10, 1, 2, 500),
  })
  expect(comments.get('04')!.text).toBe('No CDATA here: café & cake, 5 < 6.')
  expect(comments.get('11')!.authorName).toBe('<b>Tag</b> name')
})

test('what they answer comes before answers; an answer to nothing begins a thread, an id counts once', async () => {
  const { comments, notes, order } = await read(createReadStream(FILE))
  expect(order).toEqual(['01', '02', '04', '05', '06', '07', '09', '11', '08'])
  expect(comments.get('05')!.parentSourceId).toBe('2657000004')
  expect(comments.get('08')).not.toHaveProperty('parentSourceId')
  expect(comments.get('08')!.text).toBe('Its parent was never exported.')
  expect(notes).toEqual(['duplicate 08', 'no-page 10', 'orphan 08'])
})

test('deleted comments come without words and names, spam as rejected', async () => {
  const { comments } = await read(createReadStream(FILE))
  for (const id of ['06', '09']) expect(comments.get(id)).toMatchObject({ status: 'deleted', text: '', authorName: '' })
  expect(JSON.stringify([...comments])).not.toMatch(/regret|Somebody Gone|somebodygone|taken back/)
  expect(comments.get('07')).toMatchObject({ status: 'rejected', text: 'Buy lamps [here](https://lamps.example/)!!!' })
})

test('a thread numbered by its query is canonical, a campaign is not; a missing date is that of the thread', async () => {
  const { comments } = await read(createReadStream(FILE))
  expect(comments.get('07')).toMatchObject({ page: 'http://www.letters.example/?p=42', isPageCanonical: true })
  expect(comments.get('01')).not.toHaveProperty('isPageCanonical')
  expect(comments.get('11')!.atMs).toBe(Date.UTC(2017, 10, 1, 6))
})

test('no address of a visitor is in what is read', async () => {
  const { comments } = await read(createReadStream(FILE))
  expect(JSON.stringify([...comments])).not.toMatch(/203\.0\.113|198\.51\.100|192\.0\.2/)
})

test('bytes may come one by one', async () => {
  const whole = await read(createReadStream(FILE))
  expect(await read(createReadStream(FILE, { highWaterMark: 1 }))).toEqual(whole)
})

test('posts without a date, a thread or an id, and those held back', async () => {
  const { comments, notes } = await read(
    of(
      file(
        '<post dsq:id="1"><message>x</message><thread dsq:id="1"/></post>' +
          '<post dsq:id="2"><message>x</message></post>' +
          post('', '') +
          post('3', '<isApproved>false</isApproved><parent dsq:id="3"/>'),
      ),
    ),
  )
  expect(comments.get('1')!.atMs).toBe(0)
  expect(comments.get('3')).toMatchObject({ status: 'held', sourceId: '3' })
  expect(notes).toEqual(['no-date 1', 'no-page 2', 'no-page ', 'orphan 3'])
})

test('a comment longer than comments may be is cut, and told', async () => {
  const long = file(`<post dsq:id="1"><message>${'word '.repeat(3_000)}</message><thread dsq:id="1"/></post>`)
  const { comments, notes } = await read(of(long))
  expect(comments.get('1')!.text).toMatch(/…$/)
  expect(notes).toEqual(['no-date 1', 'cut 1'])
})

test('another file is refused by name', async () => {
  await expect(read(of('<rss><channel/></rss>'))).rejects.toMatchObject({
    code: 'IMPORT_INVALID',
    message: 'Line 1: this is not an export of Disqus: it begins with <rss>.',
  })
})
