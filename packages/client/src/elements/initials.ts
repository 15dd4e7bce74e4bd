/** The letters that stand for a person where there is no room for a name. */

/** The first letters of the first and last word; whole graphemes, so that an emoji or accent is not torn apart. */
export function initials(name: string): string {
  const words = name.split(/[\s,]+/).filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word))
  const picked = words.length > 1 ? [words[0], words.at(-1)] : [words[0] ?? name]
  return picked.map((word) => firstGrapheme(word ?? '').toLocaleUpperCase()).join('')
}

function firstGrapheme(word: string): string {
  const start = word.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, '')
  if (typeof Intl.Segmenter !== 'function') return [...start][0] ?? ''
  for (const { segment } of new Intl.Segmenter().segment(start)) return segment
  return ''
}
