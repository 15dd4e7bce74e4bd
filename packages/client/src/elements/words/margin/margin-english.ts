/** Every text of `<roomful-margin>`, in English. Other languages are the same table; `{…}` is filled in, `#` is the number. */
import type { Forms } from '../words.js'

export interface MarginWords {
  readonly nav: string
  readonly marker: Forms
  readonly resolved: string
  readonly changed: string
  readonly gone: Forms
  readonly goneTitle: string
  readonly goneLead: string
  readonly changedLead: string
  readonly comment: string
  readonly pick: string
  readonly pickHelp: string
  readonly picked: string
  readonly title: string
  readonly newTitle: string
  readonly about: string
  readonly yourComment: string
  readonly answerTo: string
  readonly send: string
  readonly previous: string
  readonly next: string
  readonly close: string
  readonly arrived: string
  readonly someone: string
  readonly failed: string
}

export const words: MarginWords = {
  nav: 'Comments on this text',
  marker: { one: '# comment on: {words}', other: '# comments on: {words}' },
  resolved: 'resolved',
  changed: 'the words have changed',
  gone: { one: '# comment on words that are no longer here', other: '# comments on words that are no longer here' },
  goneTitle: 'No longer here',
  goneLead: 'These words have been taken out or rewritten. What was said about them is still here.',
  changedLead: 'These words have changed since they were commented on.',
  comment: 'Comment',
  pick: 'Comment on a paragraph',
  pickHelp: 'Up and down choose a paragraph, left and right a sentence in it. Enter writes, Escape cancels.',
  picked: 'Chosen: {words}',
  title: 'Comments',
  newTitle: 'Comment on this passage',
  about: 'About: {words}',
  yourComment: 'Your comment on these words',
  answerTo: 'Reply to {name} …',
  send: 'Send',
  previous: 'Previous passage',
  next: 'Next passage',
  close: 'Close',
  arrived: '{name} has commented on: {words}',
  someone: 'Someone',
  failed: 'That did not work. Try again in a moment.',
}
