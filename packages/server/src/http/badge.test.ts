import fc from 'fast-check'
import { expect, test } from 'vitest'
import { badgeSvg } from './badge.js'

const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? '')

test('[N3] a badge shows the number and says it to those who do not see it', () => {
  expect(texts(badgeSvg(7, undefined))).toEqual(['here now', '7'])
  expect(badgeSvg(7, undefined)).toContain('<title id="t">here now: 7</title>')
  expect(texts(badgeSvg(999, 'readers'))).toEqual(['readers', '999'])
  expect(texts(badgeSvg(1_234, ''))).toEqual(['here now', '1.2k'])
  expect(texts(badgeSvg(12_999, ' '))).toEqual(['here now', '12k'])
  expect(badgeSvg(12_999, undefined)).toContain('here now: 12999')
})

test('[N3] a label is text of at most 24 signs, whatever it is', () => {
  expect(texts(badgeSvg(1, '<b>"&\'</b>'))).toEqual(['&lt;b&gt;&quot;&amp;&#39;&lt;/b&gt;', '1'])
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (label) => {
      const svg = badgeSvg(1, label)
      const inner = texts(svg)
      expect(inner).toHaveLength(2)
      const plain = (inner[0] ?? '').replace(/&(lt|gt|amp|quot|#39);/g, '.')
      expect(plain).not.toMatch(/[<>"&\p{Cc}]/u)
      expect([...plain].length).toBeLessThanOrEqual(24)
      expect(plain.length).toBeGreaterThan(0)
      expect(svg.match(/</g)).toHaveLength(badgeSvg(1, 'x').match(/</g)?.length ?? 0)
    }),
  )
})
