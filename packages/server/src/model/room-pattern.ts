/**
 * Which room ids a list of patterns allows: `/blog/*`, `/posts/:slug`, `lobby`.
 *
 * `*` stands for any characters, also none and also slashes; `:name` for one whole segment between slashes. Everything
 * else stands for itself. No regular expression is ever made from a pattern, so no id can make matching slow. [S17]
 */
import { MAX_ROOM_ID_CHARS } from '@roomful/protocol'

/** Tells whether a room id is allowed. */
export type RoomTest = (room: string) => boolean

/** A literal character, or one of the two wildcards. */
type Token = string | typeof STAR | typeof SEGMENT

const STAR = 1
const SEGMENT = 2
const SEGMENT_NAME = /^:[A-Za-z_][A-Za-z0-9_]*$/

/** Whether a string may stand in a list of patterns. */
export function isRoomPattern(pattern: unknown): pattern is string {
  return typeof pattern === 'string' && pattern.length > 0 && pattern.length <= MAX_ROOM_ID_CHARS
}

/** Matches an id against any of the patterns. */
export function roomTest(patterns: readonly string[]): RoomTest {
  const compiled = patterns.map(compile)
  return (room) => compiled.some((tokens) => matches(tokens, room))
}

function compile(pattern: string): readonly Token[] {
  const tokens: Token[] = []
  pattern.split('/').forEach((segment, index) => {
    if (index > 0) tokens.push('/')
    if (SEGMENT_NAME.test(segment)) tokens.push(SEGMENT)
    else for (const unit of segment.split('')) tokens.push(unit === '*' ? STAR : unit)
  })
  return tokens
}

/** Glob matching with one point of return: the last star. An earlier star never needs a second try. */
function matches(tokens: readonly Token[], room: string): boolean {
  let token = 0
  let at = 0
  let starToken = -1
  let starAt = 0
  while (at < room.length || token < tokens.length) {
    if (tokens[token] === STAR) {
      starToken = token++
      starAt = at
      continue
    }
    const next = step(tokens[token], room, at)
    if (next > at) {
      token += 1
      at = next
      continue
    }
    if (starToken === -1 || starAt >= room.length) return false
    token = starToken + 1
    at = ++starAt
  }
  return true
}

/** Where a token that is not a star ends when it starts at `at`; `at` itself when it does not match. */
function step(token: Token | undefined, room: string, at: number): number {
  if (token === undefined || at >= room.length) return at
  if (token !== SEGMENT) return room[at] === token ? at + 1 : at
  const slash = room.indexOf('/', at)
  return slash === -1 ? room.length : slash
}
