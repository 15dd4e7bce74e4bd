/** The words of what people say to each other: beside pods and in messages. Fetched with the first of these. */
import type { TalkWords } from './talk-english.js'
import { speakFrom, type Speech, type Tables } from '../words.js'

export type { TalkWords } from './talk-english.js'

export type TalkSpeech = Speech<TalkWords>

const tables: Tables<TalkWords> = {
  en: () => import('./talk-english.js'),
  ar: () => import('./talk-arabic.js'),
  de: () => import('./talk-german.js'),
  es: () => import('./talk-spanish.js'),
  fr: () => import('./talk-french.js'),
}

/** Calls `use` with the words for `host` once they are there. Returns how to call it off. */
export function speakOfTalk(host: Element, use: (speech: TalkSpeech) => () => void): () => void {
  return speakFrom(tables, host, use)
}
