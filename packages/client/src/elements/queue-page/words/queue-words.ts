/** The words of the moderators' page, in the language that the server has written into it. */
import { speakFrom, type Speech, type Tables } from '../../words/words.js'
import type { QueueWords } from './table.js'

export type { QueueWords } from './table.js'

/** The words of the page and the language they are in. */
export type QueueSpeech = Speech<QueueWords>

const tables: Tables<QueueWords> = {
  en: () => import('./english.js'),
  ar: () => import('./arabic.js'),
  de: () => import('./german.js'),
  es: () => import('./spanish.js'),
  fr: () => import('./french.js'),
}

/** Calls `use` with the words once they are there. */
export function speakOfQueue(host: Element, use: (speech: QueueSpeech) => () => void): () => void {
  return speakFrom(tables, host, use)
}
