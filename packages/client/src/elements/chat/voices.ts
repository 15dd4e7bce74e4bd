/**
 * What others write beside their pods at this moment, as a pure machine. [E7]
 *
 * Owns when a voice is over and when a screen reader hears it: once, when the words have stood still, never letter by letter.
 * Where they are painted is in `bubbles.ts`.
 */
import { cleanText, MAX_CHAT_CHARS, type Json } from '@roomful/protocol'

/** The words of one person. */
export interface Voice {
  readonly text: string
  /** When they last changed. */
  readonly sinceMs: number
  readonly isSaid: boolean
}

/** By the id of the member. */
export type Voices = ReadonlyMap<string, Voice>

/** Half: a pause for thought is taken for the end. Double: words may be gone before they are said. */
const SAY_AFTER_MS = 3_000
/** The end of somebody's words may be lost on the way; whoever still writes repeats them sooner than this. */
const FORGET_AFTER_MS = 30_000
/** Whoever writes on without a change says so this often. */
export const REPEAT_MS = 10_000

/** The words in an event; undefined for what is none. Checked again: a server may be older, or another one. */
export function readChat(data: Json): string | undefined {
  if (typeof data !== 'object' || data === null || !('text' in data)) return undefined
  const { text } = data
  if (typeof text !== 'string' || text.length > MAX_CHAT_CHARS) return undefined
  return chatText(text)
}

/** What may be sent of what somebody has typed: one line, clean, no longer than it may be. */
export function chatText(typed: string): string {
  const clean = cleanText(typed.replace(/\s+/g, ' '))
  // Where it was cut there may be half a sign.
  return clean.length > MAX_CHAT_CHARS ? cleanText(clean.slice(0, MAX_CHAT_CHARS)) : clean
}

/** Somebody's words have changed; the same again only keeps them alive. */
export function hear(voices: Voices, id: string, text: string, nowMs: number): Voices {
  const before = voices.get(id)
  if (text === '') return forget(voices, id)
  const isSaid = before?.text === text && before.isSaid
  return new Map(voices).set(id, { text, sinceMs: nowMs, isSaid })
}

export function forget(voices: Voices, id: string): Voices {
  if (!voices.has(id)) return voices
  const next = new Map(voices)
  next.delete(id)
  return next
}

/** Keeps only people who are here. */
export function keepPresent(voices: Voices, isPresent: (id: string) => boolean): Voices {
  return [...voices.keys()].every(isPresent) ? voices : new Map([...voices].filter(([id]) => isPresent(id)))
}

export interface Settled {
  readonly voices: Voices
  /** Whose words are to be said now. */
  readonly say: readonly string[]
  /** When to look again; undefined when nothing is left to do. */
  readonly inMs: number | undefined
}

/** What time has made of the voices. */
export function settle(voices: Voices, nowMs: number): Settled {
  const next = new Map<string, Voice>()
  const say: string[] = []
  let inMs = Number.POSITIVE_INFINITY
  for (const [id, voice] of voices) {
    const ageMs = nowMs - voice.sinceMs
    if (ageMs >= FORGET_AFTER_MS) continue
    const isDue = !voice.isSaid && ageMs >= SAY_AFTER_MS
    if (isDue) say.push(id)
    next.set(id, isDue ? { ...voice, isSaid: true } : voice)
    inMs = Math.min(inMs, (voice.isSaid || isDue ? FORGET_AFTER_MS : SAY_AFTER_MS) - ageMs)
  }
  const isSame = say.length === 0 && next.size === voices.size
  return { voices: isSame ? voices : next, say, inMs: Number.isFinite(inMs) ? inMs : undefined }
}
