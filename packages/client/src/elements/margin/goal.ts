/** What the card shows: threads about some words, or a form for new words about some. Types only. */
import type { Passage } from '@roomful/protocol'

export type Goal =
  | { readonly kind: 'threads'; readonly ids: readonly string[]; readonly isGone: boolean }
  | { readonly kind: 'write'; readonly passage: Passage; readonly text: string }

/** The mark of words that somebody writes about, as long as there is no comment on them. */
export const DRAFT = 'draft'
