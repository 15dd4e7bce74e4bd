/** Every text of chat and messages, in English. Other languages are the same table; `{…}` is filled in, `#` is the number. */
import type { Forms } from '../words.js'

export interface TalkWords {
  readonly chatLabel: string
  readonly chatPlaceholder: string
  readonly chatSays: string
  readonly chatShuts: string
  readonly chatKeeps: string
  readonly chatSaid: string
  readonly keep: string
  readonly kept: string
  readonly keptHeld: string
  readonly notKept: string
  readonly show: string
  readonly close: string
  readonly muted: string
  readonly mayNot: string
  readonly closed: string
  readonly refused: string
  readonly offline: string
  readonly tooFast: string
  readonly failed: string
  readonly messages: string
  readonly messageTo: string
  readonly messageLead: string
  readonly yourMessage: string
  readonly send: string
  readonly sending: string
  readonly delivered: string
  readonly notDelivered: string
  readonly from: string
  readonly reply: string
  readonly dismiss: string
  readonly more: Forms
  readonly robot: string
  readonly ignore: string
  readonly ignoreMore: string
  readonly ignored: string
  readonly stopIgnoring: string
}

export const words: TalkWords = {
  chatLabel: 'Words beside your pointer',
  chatPlaceholder: 'Say something …',
  chatSays: 'says it',
  chatShuts: 'closes',
  chatKeeps: 'keeps it',
  chatSaid: '{name} says: {text}',
  keep: 'Keep as comment',
  kept: 'Kept as a comment.',
  keptHeld: 'Kept. A moderator reads it before others do.',
  notKept: 'This could not be kept.',
  show: 'Show',
  close: 'Close',
  muted: 'A moderator has asked you to be silent for a while. Nobody sees this.',
  mayNot: 'You may not do this here.',
  closed: 'This page takes no more comments.',
  refused: 'The rules of this site do not allow this text.',
  offline: 'You are offline. Nobody sees this.',
  tooFast: 'That was a little fast. Wait a moment.',
  failed: 'That did not work. Try again in a moment.',
  messages: 'Messages',
  messageTo: 'Message to {name}',
  messageLead: 'Only {name} sees it, now, on this page. It is kept nowhere.',
  yourMessage: 'Your message',
  send: 'Send',
  sending: 'Sending …',
  delivered: 'Delivered.',
  notDelivered: 'Not delivered: {name} is not here.',
  from: 'Message from {name}: {text}',
  reply: 'Reply',
  dismiss: 'Dismiss',
  more: { one: '# more message', other: '# more messages' },
  robot: 'Robot',
  ignore: 'Ignore {name}',
  ignoreMore:
    'Ignoring hides their pointer, their messages and what they write, for you alone. They do not learn of it.',
  ignored: 'You ignore {name}.',
  stopIgnoring: 'No longer ignore {name}',
}
