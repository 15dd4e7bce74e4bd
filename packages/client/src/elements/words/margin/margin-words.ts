/** The words of `<roomful-margin>`: fetched with the element, in the language of its place. */
import type { MarginWords } from './margin-english.js'
import { speakFrom, type Speech, type Tables } from '../words.js'

export type { MarginWords } from './margin-english.js'

export type MarginSpeech = Speech<MarginWords>

const tables: Tables<MarginWords> = {
  en: () => import('./margin-english.js'),
  ar: () => import('./margin-arabic.js'),
  de: () => import('./margin-german.js'),
  es: () => import('./margin-spanish.js'),
  fr: () => import('./margin-french.js'),
}

/** Calls `use` with the words for `host` once they are there. Returns how to call it off. */
export function speakOfMargin(host: Element, use: (speech: MarginSpeech) => () => void): () => void {
  return speakFrom(tables, host, use)
}
