/** The words of `<roomful-comments>`: fetched with the element, in the language of its place. */
import type { CommentWords } from './comments-english.js'
import { speakFrom, type Speech, type Tables } from '../words.js'

export type { CommentWords } from './comments-english.js'

/** The words of comments and the language they are in. */
export type CommentSpeech = Speech<CommentWords>

const tables: Tables<CommentWords> = {
  en: () => import('./comments-english.js'),
  ar: () => import('./comments-arabic.js'),
  de: () => import('./comments-german.js'),
  es: () => import('./comments-spanish.js'),
  fr: () => import('./comments-french.js'),
}

/** Calls `use` with the words for `host` once they are there. Returns how to call it off. */
export function speakOfComments(host: Element, use: (speech: CommentSpeech) => () => void): () => void {
  return speakFrom(tables, host, use)
}
