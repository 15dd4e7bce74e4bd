import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLineage } from './lineage.js'
import type { ImportedComment } from './transfer.js'

const comment = (id: string, parent?: string, page = '/a', text = ''): ImportedComment => ({
  source: 'disqus',
  sourceId: id,
  ...(parent === undefined ? {} : { parentSourceId: parent }),
  page,
  authorName: '',
  text,
  atMs: 0,
  status: 'visible',
})

test('in any order, each comes once, after what it answers, and keeps its parent unless that is missing or a circle', () => {
  const id = fc.integer({ min: 1, max: 12 }).map(String)
  const any = fc.record({ id, parent: fc.option(id, { nil: undefined }), page: fc.constantFrom('/a', '/a', '/b') })
  fc.assert(
    fc.property(fc.array(any, { maxLength: 30 }), fc.nat(30), (list, cut) => {
      const notes = { duplicate: 0, orphan: 0 }
      const lineage = createLineage((note) => void notes[note as 'orphan']++)
      const out: ImportedComment[] = []
      for (const [index, { id, parent, page }] of list.entries()) {
        out.push(...lineage.take(comment(id, parent, page)))
        if (index === cut) out.push(...lineage.flush())
      }
      out.push(...lineage.flush())
      const firsts = new Map(list.toReversed().map((each) => [each.id, each]))
      expect(new Set(out.map(({ sourceId }) => sourceId))).toEqual(new Set(firsts.keys()))
      expect(out.length).toBe(firsts.size)
      expect(notes.duplicate).toBe(list.length - out.length)
      const seen = new Map<string, string>()
      let lost = 0
      for (const { sourceId, parentSourceId, page } of out) {
        if (parentSourceId !== undefined) expect(seen.get(parentSourceId)).toBe(page)
        else if (firsts.get(sourceId)!.parent !== undefined) lost++
        seen.set(sourceId, page)
      }
      expect(notes.orphan).toBe(lost)
    }),
    { numRuns: 500 },
  )
})

test('a hundred thousand answers one below the other, last first, all find their place', () => {
  const lineage = createLineage()
  const count = 100_000
  for (let id = count; id > 1; id--) expect(lineage.take(comment(String(id), String(id - 1)))).toEqual([])
  const out = lineage.take(comment('1'))
  expect(out.length).toBe(count)
  expect(out.at(-1)).toMatchObject({ sourceId: String(count), parentSourceId: String(count - 1) })
})

test('what waits is bounded', () => {
  const lineage = createLineage()
  const long = 'x'.repeat(10_000)
  const fill = (): void => {
    for (let id = 0; id < 10_000; id++) lineage.take(comment(`a${id}`, 'nobody', '/a', long))
  }
  expect(fill).toThrow('Too many answers come before what they answer.')
})
