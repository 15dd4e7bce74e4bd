/**
 * Asks for a list page by page while it changes: one question at a time, and nothing that somebody pressed for is lost.
 *
 * What the pages are and how they are drawn is with whoever uses it. Invariants: an answer that was asked for before `stale` or
 * `restart` is thrown away; whoever asks for more while the list is read again gets it afterwards, and the other way round.
 */

export interface PagingParts<Page> {
  /** Where the next page begins; undefined at the end. */
  cursor(): string | undefined
  /** The page from there, or the first one. */
  ask(cursor: string | undefined): Promise<Page>
  took(page: Page, part: Part): void
  failed(error: unknown, part: Part): void
}

export type Part = 'first' | 'next'

export interface Paging {
  /** Reads the first page again. */
  refresh(): void
  /** Reads the next one. */
  more(): void
  /** Something else is asked for from now on: what was wanted before is not any more. */
  restart(): void
  /** What is being answered no longer holds, and is asked for again. */
  stale(): void
  /** Nobody wants to know any more. */
  stop(): void
}

export function createPaging<Page>({ cursor, ask, took, failed }: PagingParts<Page>): Paging {
  let turn = 0
  let running: Part | undefined
  const waiting = new Set<Part>()

  async function run(part: Part): Promise<void> {
    const mine = ++turn
    running = part
    waiting.delete(part)
    try {
      const page = await ask(part === 'next' ? cursor() : undefined)
      if (mine === turn) took(page, part)
    } catch (error) {
      if (mine === turn) failed(error, part)
    }
    if (mine !== turn) return
    running = undefined
    if (cursor() === undefined) waiting.delete('next')
    const [next] = waiting
    if (next) void run(next)
  }

  const want = (part: Part): void => {
    if (running === undefined) void run(part)
    else waiting.add(part)
  }

  return {
    refresh: () => want('first'),
    more() {
      if (running !== 'next') want('next')
    },
    restart() {
      waiting.clear()
      void run('first')
    },
    stale() {
      if (running !== undefined) void run(running)
    },
    stop() {
      waiting.clear()
      turn++
    },
  }
}
