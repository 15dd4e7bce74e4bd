import fc from 'fast-check'
import { expect, test } from 'vitest'
import { step, unitsOf } from './units.js'

const text = 'A title One sentence. And another! Last paragraph'
const blocks = [
  { start: 0, end: 8 },
  { start: 8, end: 35 },
  { start: 35, end: 35 },
  { start: 35, end: 49 },
]
const units = unitsOf(text, blocks)
const read = ({ unit, part }: { unit: number; part: number }): string => {
  const span = units[unit]!.spans[part]!
  return text.slice(span.start, span.end)
}

test('paragraphs with words can be chosen, and the sentences of those that have several', () => {
  expect(units.map(({ spans }) => spans.map(({ start, end }) => text.slice(start, end)))).toEqual([
    ['A title'],
    ['One sentence. And another!', 'One sentence.', 'And another!'],
    ['Last paragraph'],
  ])
})

test('arrows go from paragraph to paragraph and into one', () => {
  let at = { unit: 0, part: 0 }
  const press = (key: string): string => read((at = step(units, at, key)))
  expect(press('ArrowDown')).toBe('One sentence. And another!')
  expect(press('ArrowRight')).toBe('One sentence.')
  expect(press('ArrowRight')).toBe('And another!')
  expect(press('ArrowRight')).toBe('And another!')
  expect(press('ArrowLeft')).toBe('One sentence.')
  expect(press('ArrowDown')).toBe('Last paragraph')
  expect(press('ArrowDown')).toBe('Last paragraph')
  expect(press('Home')).toBe('A title')
  expect(press('End')).toBe('Last paragraph')
})

test('no key leads out of the text', () => {
  const keys = fc.array(fc.constantFrom('ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'x'))
  fc.assert(
    fc.property(keys, (pressed) => {
      let at = { unit: 1, part: 0 }
      for (const key of pressed) {
        at = step(units, at, key)
        expect(units[at.unit]?.spans[at.part]).toBeDefined()
      }
    }),
  )
})
