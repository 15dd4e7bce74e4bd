/** The parts of a text that can be chosen without a mouse: paragraphs, and the sentences in them. Pure. */
import type { Span } from '../../model/passage.js'

/** A paragraph: the whole of it first, then its sentences. */
export interface Unit {
  readonly spans: readonly Span[]
}

/**
 * @param blocks where the paragraphs are in `text`, in order
 * @returns those with words in them
 */
export function unitsOf(text: string, blocks: readonly Span[]): Unit[] {
  return blocks.flatMap((block) => {
    const whole = trimmed(text, block)
    if (whole === undefined) return []
    const sentences = sentencesIn(text, whole)
    return [{ spans: sentences.length > 1 ? [whole, ...sentences] : [whole] }]
  })
}

/** Where a key leads from a place in the units: up and down go to a paragraph, left and right to what is in it. */
export function step(
  units: readonly Unit[],
  at: { readonly unit: number; readonly part: number },
  key: string,
): { readonly unit: number; readonly part: number } {
  const within = (count: number, index: number): number => Math.max(0, Math.min(count - 1, index))
  const parts = units[at.unit]?.spans.length ?? 1
  switch (key) {
    case 'ArrowDown':
      return { unit: within(units.length, at.unit + 1), part: 0 }
    case 'ArrowUp':
      return { unit: within(units.length, at.unit - 1), part: 0 }
    case 'Home':
      return { unit: 0, part: 0 }
    case 'End':
      return { unit: within(units.length, units.length - 1), part: 0 }
    case 'ArrowRight':
      return { unit: at.unit, part: within(parts, at.part + 1) }
    case 'ArrowLeft':
      return { unit: at.unit, part: within(parts, at.part - 1) }
    default:
      return at
  }
}

function sentencesIn(text: string, { start, end }: Span): Span[] {
  if (!('Segmenter' in Intl)) return []
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' })
  return [...segmenter.segment(text.slice(start, end))].flatMap(({ index, segment }) => {
    const span = trimmed(text, { start: start + index, end: start + index + segment.length })
    return span === undefined ? [] : [span]
  })
}

function trimmed(text: string, { start, end }: Span): Span | undefined {
  const words = text.slice(start, end)
  const from = start + words.length - words.trimStart().length
  const to = start + words.trimEnd().length
  return to > from ? { start: from, end: to } : undefined
}
