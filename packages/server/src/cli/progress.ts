/**
 * Says on standard error how far a long command has come.
 *
 * On a terminal one line that is rewritten; elsewhere, where every line is kept, one every few seconds. The words are made
 * by pure functions; the runner below owns the pace.
 */
import type { Clock } from '@roomful/protocol'

/** Fast enough to look alive, slow enough to cost nothing. */
const TERMINAL_MS = 100
const LOG_MS = 5_000
/** Over this much of the past the rate is measured; before, over what there is. */
const RATE_MS = 5_000

/** How far it has come. */
export interface ProgressFacts {
  /** What is counted: "comments". */
  readonly what: string
  readonly count: number
  /** A second; undefined until there is something to measure. */
  readonly rate: number | undefined
  readonly bytes: number
  /** Undefined where nobody can know: a pipe, a database. */
  readonly totalBytes: number | undefined
}

/** `12,345 comments, 2,310/s, 34.0 MB of 120 MB (28 %)` */
export function progressLine({ what, count, rate, bytes, totalBytes }: ProgressFacts): string {
  const parts = [`${thousands(count)} ${what}`]
  if (rate !== undefined) parts.push(`${thousands(Math.round(rate))}/s`)
  if (totalBytes !== undefined && totalBytes > 0) {
    const percent = Math.min(100, Math.floor((bytes / totalBytes) * 100))
    parts.push(`${size(bytes)} of ${size(totalBytes)} (${percent} %)`)
  } else if (bytes > 0) parts.push(size(bytes))
  return parts.join(', ')
}

/** `1234567` → `1,234,567`. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `34.0 MB`; three digits say enough. */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let unit = 0
  let value = bytes
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000
    unit++
  }
  const digits = unit === 0 ? 0 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`
}

/** Where the line goes. */
export interface ProgressScreen {
  readonly isTerminal: boolean
  /** Characters of a terminal's line. */
  readonly columns: number
  write(text: string): void
}

export interface Progress {
  /** This much has been done and read by now. */
  report(count: number, bytes: number): void
  /** Leaves the screen ready for the next line. */
  end(): void
}

export function createProgress(
  screen: ProgressScreen,
  clock: Pick<Clock, 'monotonic'>,
  { what, totalBytes }: { readonly what: string; readonly totalBytes: number | undefined },
): Progress {
  const paceMs = screen.isTerminal ? TERMINAL_MS : LOG_MS
  const startedMs = clock.monotonic()
  let marks: readonly { readonly atMs: number; readonly count: number }[] = [{ atMs: startedMs, count: 0 }]
  let toldMs = startedMs
  let hasLine = false

  return {
    report(count, bytes) {
      const nowMs = clock.monotonic()
      if (nowMs - toldMs < paceMs) return
      toldMs = nowMs
      marks = [
        ...marks.filter(({ atMs }, index) => nowMs - atMs <= RATE_MS || index === marks.length - 1),
        { atMs: nowMs, count },
      ]
      const [oldest] = marks
      const passedMs = nowMs - (oldest?.atMs ?? nowMs)
      const rate = passedMs > 0 ? ((count - (oldest?.count ?? 0)) / passedMs) * 1_000 : undefined
      const line = progressLine({ what, count, rate, bytes, totalBytes })
      // Wider than the terminal it would not be rewritten but piled up.
      screen.write(screen.isTerminal ? `\r${line.slice(0, Math.max(1, screen.columns - 1))}\u001b[K` : `${line}\n`)
      hasLine = true
    },
    end() {
      if (hasLine && screen.isTerminal) screen.write('\r\u001b[K')
      hasLine = false
    },
  }
}
