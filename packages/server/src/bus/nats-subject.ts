/**
 * A topic as a subject of NATS: `roomful:ab12:room:/blog/7` is `roomful.ab12.room.=2Fblog=2F7`.
 *
 * One to one, so that two topics never meet. A colon parts words, as the dot does there; what a subject may not hold is
 * written by its bytes.
 */

/** @param topic up to about 1,000 characters: a line of the NATS protocol has 4,096 bytes. */
export function subjectOf(topic: string): string {
  return topic
    .split(':')
    .map((word) => (word === '' ? '=' : word.replace(/[^A-Za-z0-9_-]/gu, escaped)))
    .join('.')
}

function escaped(character: string): string {
  const hex = Buffer.from(character).toString('hex').toUpperCase()
  return hex.replace(/../g, '=$&')
}
