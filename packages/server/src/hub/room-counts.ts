/** The counters of one room as its readers know them, and when they may be told the next. [N2] Not here: counting (roster.ts). */
import type { Counts } from '@roomful/protocol'
import { countsGapMs } from '../model/pace.js'

export class RoomCounts {
  #told = ''
  #atMs = Number.NEGATIVE_INFINITY
  #gapMs = 0
  /** When the next change may be told. */
  dueMs = Number.NEGATIVE_INFINITY

  /** Printed, for somebody who joins. Others may not have been told these: then what comes next is news again. */
  forJoined(counts: Counts): string {
    const printed = print(counts)
    if (printed !== this.#told) this.#told = ''
    return printed
  }

  /** Whether everybody knows these. */
  isTold(counts: Counts): boolean {
    return print(counts) === this.#told
  }

  /** Takes these as told now: at once after a quiet while; the longer they keep changing, the less often. */
  tell(n: number, counts: Counts, nowMs: number, readers: number): string {
    this.#gapMs = countsGapMs(readers, this.#gapMs, nowMs - this.#atMs)
    this.#atMs = nowMs
    this.dueMs = nowMs + this.#gapMs
    this.#told = print(counts)
    return `{"t":"counts","n":${n},${this.#told}}`
  }
}

/** [N1] */
function print({ connections, people, active }: Counts): string {
  return `"connections":${connections},"people":${people},"active":${active}`
}
