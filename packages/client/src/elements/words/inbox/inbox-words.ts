/** The words of `<roomful-inbox>`: fetched with the element, in the language of its place. */
import type { InboxWords } from './inbox-english.js'
import { speakFrom, type Speech, type Tables } from '../words.js'

export type { InboxWords } from './inbox-english.js'

export type InboxSpeech = Speech<InboxWords>

const tables: Tables<InboxWords> = {
  en: () => import('./inbox-english.js'),
  ar: () => import('./inbox-arabic.js'),
  de: () => import('./inbox-german.js'),
  es: () => import('./inbox-spanish.js'),
  fr: () => import('./inbox-french.js'),
}

/** Calls `use` with the words for `host` once they are there. Returns how to call it off. */
export function speakOfInbox(host: Element, use: (speech: InboxSpeech) => () => void): () => void {
  return speakFrom(tables, host, use)
}
