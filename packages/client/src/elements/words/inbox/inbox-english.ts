/** Every text of `<roomful-inbox>`, in English. Other languages are the same table; `{…}` is filled in, `#` is the number. */
import type { Forms } from '../words.js'

export interface InboxWords {
  readonly title: string
  readonly unread: Forms
  readonly news: Forms
  readonly reply: string
  readonly mention: string
  readonly isNew: string
  readonly justNow: string
  readonly empty: string
  readonly emptyMore: string
  readonly loading: string
  readonly failed: string
  readonly more: string
  readonly close: string
  readonly someone: string
  readonly mail: string
  readonly mailLead: string
  readonly mailMe: string
  readonly mailFine: string
  readonly mailAsked: string
  readonly mailConfirmed: string
  readonly mailStop: string
  readonly mailStopped: string
  readonly otherAddress: string
  readonly address: string
  readonly noAddress: string
  readonly tooOften: string
  readonly waiting: string
}

export const words: InboxWords = {
  title: 'Notices',
  unread: { one: '# unread notice', other: '# unread notices' },
  news: { one: '# new notice', other: '# new notices' },
  reply: '{name} answered you',
  mention: '{name} mentioned you',
  isNew: 'new',
  justNow: 'just now',
  empty: 'Nothing yet',
  emptyMore: 'When somebody answers or mentions you, it stands here.',
  loading: 'Loading …',
  failed: 'That did not work. Try again in a moment.',
  more: 'Show older ones',
  close: 'Close',
  someone: 'Someone',
  mail: 'By e-mail',
  mailLead: 'Also get answers and mentions by e-mail?',
  mailMe: 'E-mail me',
  mailFine: 'First you get a mail with a link to confirm. Every mail has a link that stops them at once.',
  mailAsked: 'A mail with a link is on its way to {address}. Open the link to confirm.',
  mailConfirmed: 'Answers and mentions are also sent to {address}.',
  mailStop: 'Stop',
  mailStopped: 'No more mails are sent.',
  otherAddress: 'Other address',
  address: 'Your e-mail address',
  noAddress: 'This is not an e-mail address.',
  tooOften: 'That was asked too often. Try again later.',
  waiting: 'One moment …',
}
