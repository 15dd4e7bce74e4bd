import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { ImportedComment } from './transfer.js'
import { readWordpress } from './wordpress.js'

const FILE = fileURLToPath(new URL('../../test-data/wordpress.xml', import.meta.url))

async function read(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ comments: Map<string, ImportedComment>; notes: string[] }> {
  const notes: string[] = []
  const comments = new Map<string, ImportedComment>()
  for await (const comment of readWordpress(bytes, (note, id) => notes.push(`${note} ${id}`))) {
    comments.set(comment.sourceId, comment)
  }
  return { comments, notes }
}

test('a comment keeps its page, author, words and time', async () => {
  const { comments } = await read(createReadStream(FILE))
  expect(comments.get('101')).toEqual({
    source: 'wordpress',
    sourceId: '101',
    page: 'https://harbour.example/low-water/',
    isPageCanonical: true,
    title: 'Low water – what we found',
    authorName: "Siobhán O'Brien",
    authorEmail: 'siobhan@mail.example',
    text: 'We found three anchors & a bell.\nThe bell said "1887".\n\n**Nobody** knows whose. [More here](https://museum.example/bells?id=3&lang=en)',
    atMs: Date.UTC(2022, 2, 5, 10, 30),
    status: 'visible',
  })
  expect(comments.get('102')).toMatchObject({
    parentSourceId: '101',
    authorId: '1',
    text: 'Ours, I think. `a[b[0]]>` is not an inscription :)',
  })
})

test('approved, held, spam and trash are what they are here', async () => {
  const { comments } = await read(createReadStream(FILE))
  const statuses = [...comments].map(([id, { status }]) => `${id} ${status}`)
  expect(statuses).toEqual([
    '101 visible',
    '102 visible',
    '105 rejected',
    '106 deleted',
    '104 held',
    '123 visible',
    '121 visible',
    '122 visible',
  ])
  expect(comments.get('105')!.text).toBe('Cheap!')
  expect(comments.get('106')).toMatchObject({ text: '', authorName: '' })
  expect(comments.get('106')).not.toHaveProperty('authorEmail')
  expect(comments.get('104')).not.toHaveProperty('authorEmail')
})

test('pings, order notes and what only some may read stay out; answers to them begin threads', async () => {
  const { comments, notes } = await read(createReadStream(FILE))
  expect(notes).toEqual([
    'pingback 103',
    'orphan 104',
    'not-public 110',
    'not-public 111',
    'other-kind 112',
    'orphan 123',
    'orphan 121',
  ])
  expect(comments.get('104')).not.toHaveProperty('parentSourceId')
  expect(comments.get('122')!.parentSourceId).toBe('121')
  expect(JSON.stringify([...comments])).not.toMatch(/Nobody else|password|card 1234/)
})

test('a date that is none gives way to the local one, then to that of the page', async () => {
  const { comments } = await read(createReadStream(FILE))
  expect(comments.get('104')!.atMs).toBe(Date.UTC(2022, 2, 7, 12))
  expect(comments.get('121')!.atMs).toBe(Date.UTC(2023, 5, 1, 6))
})

test('no address of a visitor is in what is read', async () => {
  const { comments } = await read(createReadStream(FILE))
  expect(JSON.stringify([...comments])).not.toMatch(/203\.0\.113|192\.0\.2/)
})

test('bytes may come one by one', async () => {
  const whole = await read(createReadStream(FILE))
  expect(await read(createReadStream(FILE, { highWaterMark: 1 }))).toEqual(whole)
})
