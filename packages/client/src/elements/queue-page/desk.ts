/** What all parts of the page share: the server, the words, and how something is told to whoever moderates. */
import { RoomfulError, type Clock } from '@roomful/protocol'
import { fullTime, relativeTime } from '../comment-card/when.js'
import type { Noun } from '../../room/noun.js'
import { fillIn } from '../words/fill-in.js'
import type { QueueApi } from './api.js'
import type { Counts } from './queue-item.js'
import type { QueueSpeech, QueueWords } from './words/queue-words.js'

export interface Desk {
  readonly api: QueueApi
  readonly speech: QueueSpeech
  readonly clock: Clock
  /** Of this site, whose pages are rooms without a host. */
  readonly origin: string
  readonly counts: Noun<Counts | undefined>
  /** Tells what was done, with a way back where there is one. */
  say(text: string, undo?: () => Promise<void>): void
  /** Tells what was not done. */
  fail(error: unknown): void
  /** Something was decided: whatever is shown is read again. */
  decided(): void
}

/** A part of the page that fills its middle. */
export interface View {
  readonly node: HTMLElement
  /** Reads again what it shows. */
  refresh(): void
  /** A single key; true: it meant something here. */
  press(key: string): boolean
  stop(): void
}

/** Something with a name in it, whatever direction that is written in. */
export function withName(template: string, name: string): string {
  return fillIn(template, { name: isolated(name) })
}

/** Names bring their own direction, and must not turn the sentence around them. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`
}

/** Why something did not work, as a sentence of the page's language where there is one. */
export function whyNot({ errors }: QueueWords, error: unknown): string {
  if (!(error instanceof RoomfulError)) return String(error)
  if (error.code === 'MESSAGE_INVALID' && error.at === 'comment') return errors['parent'] ?? error.message
  return errors[error.code] ?? error.message
}

export function shortTime({ clock, speech }: Desk, atMs: number): string {
  return relativeTime(atMs, clock.now(), speech.lang) ?? speech.words.justNow
}

export function longTime({ speech }: Desk, atMs: number): string {
  return fullTime(atMs, speech.lang)
}
