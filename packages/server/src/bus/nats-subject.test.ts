import fc from 'fast-check'
import { expect, test } from 'vitest'
import { subjectOf } from './nats-subject.js'

/** The way back, which only proves that there is one. */
function topicOf(subject: string): string {
  const plain = (word: string): string =>
    word.replace(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString())
  return subject
    .split('.')
    .map((word) => (word === '=' ? '' : plain(word)))
    .join(':')
}

const topic = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.stringMatching(/^[=:.a ]{1,12}$/))

test('every topic is a subject that NATS takes, and comes back', () => {
  fc.assert(
    fc.property(topic, (each) => {
      const subject = subjectOf(each)
      expect(subject).toMatch(/^[A-Za-z0-9_=-]+(\.[A-Za-z0-9_=-]+)*$/)
      expect(topicOf(subject)).toBe(each)
    }),
  )
})

test('an operator can read it', () => {
  expect(subjectOf('roomful:0a1b:room:/blog/7')).toBe('roomful.0a1b.room.=2Fblog=2F7')
})

test('the longest room fits into a line of the protocol', () => {
  expect(subjectOf(`roomful:${'0'.repeat(12)}:room:${'字'.repeat(256)}`).length).toBeLessThan(4_000)
})
