/**
 * Who in a crowd has been told of whom, and what makes that right again after a change. [U2,U5,U6]
 *
 * Pure. What everyone was told is the roster's (`told`); here is what each section was told besides, and how it comes to what
 * one reader knows: everyone's part, the section's, and the few people that reader asked for. Invariant: after a turn, a
 * reader of a section who got its change knows exactly the sample as it is now; no change names one person twice.
 */
import type { RosterChange } from './roster.js'

/** Members told, by id, as they were printed. */
type ToldMembers = ReadonlyMap<string, string>

/** What a turn starts from. */
interface TurnParts {
  /** What everyone is told now: the roster's, after its change. */
  readonly told: ToldMembers
  /** The change that led there. */
  readonly change: RosterChange | undefined
  /** [U5] Who is to be told in each section; may name people whom everyone is told. */
  readonly sections: ReadonlyMap<number, readonly string[]>
  /** Whose print is not what it was. */
  readonly changed: ReadonlySet<string>
  /** A member as printed now; undefined: not shown. */
  readonly print: (id: string) => string | undefined
}

const NOBODY: ToldMembers = new Map()

export class CrowdRosters {
  /** By section, those told there whom not everyone is told. */
  #besides: ReadonlyMap<number, ToldMembers> = new Map()

  /** Takes the next sample. */
  turn(parts: TurnParts): CrowdTurn {
    const before = this.#besides
    const after = new Map<number, ToldMembers>()
    for (const [section, ids] of parts.sections) {
      const known = before.get(section) ?? NOBODY
      const besides = new Map<string, string>()
      for (const id of ids) {
        if (parts.told.has(id)) continue
        const json = (parts.changed.has(id) ? undefined : known.get(id)) ?? parts.print(id)
        if (json !== undefined) besides.set(id, json)
      }
      after.set(section, besides)
    }
    this.#besides = after
    return new CrowdTurn(parts, before, after)
  }
}

/** What one turn means for everyone, for a section, and for one reader. */
export class CrowdTurn {
  readonly #gone: readonly string[]
  readonly #set: readonly string[]

  constructor(
    private readonly parts: TurnParts,
    private readonly before: ReadonlyMap<number, ToldMembers>,
    private readonly after: ReadonlyMap<number, ToldMembers>,
  ) {
    this.#gone = (parts.change?.gone ?? []).map((quoted) => JSON.parse(quoted) as string)
    this.#set = parts.change?.set ?? []
  }

  /** Sections whose readers were, or are to be, told of somebody else than everyone. */
  sections(): Set<number> {
    return new Set([...this.before.keys(), ...this.after.keys()])
  }

  /** People whom somebody was told and may be told no longer. Who has asked for them hears of them by `changeFor`. */
  unsettled(): Set<string> {
    const ids = new Set(this.#gone)
    for (const [section, besides] of this.before) {
      for (const id of besides.keys()) if (!this.#isToldIn(section, id)) ids.add(id)
    }
    return ids
  }

  /** What the readers of a section are told; undefined: nothing. */
  change(section: number): RosterChange | undefined {
    return printed(this.#move(section, section), this.#goneOn(section, section))
  }

  /**
   * What one reader is told who read in `from` and reads in `to`. `asked` are the people this reader is told in any case, `own` what it
   * was told of them besides, which is brought up to date here.
   */
  changeFor(from: number, to: number, asked: Iterable<string>, own: Map<string, string>): RosterChange | undefined {
    const set = this.#move(from, to)
    const gone = this.#goneOn(from, to)
    const wanted = new Set(asked)
    for (const id of wanted) {
      const json = this.#isToldIn(to, id) ? undefined : this.parts.print(id)
      if (json === undefined) continue
      // Who was told with the others until now was told something else since this reader's own last word of them.
      if (gone.delete(id) || own.get(id) !== json) set.push(json)
      own.set(id, json)
    }
    for (const id of own.keys()) {
      const isToldByAll = this.#isToldIn(to, id)
      if (wanted.has(id) && !isToldByAll && this.parts.print(id) !== undefined) continue
      own.delete(id)
      if (!isToldByAll) gone.add(id)
    }
    return printed(set, gone)
  }

  #isToldIn(section: number, id: string): boolean {
    return this.parts.told.has(id) || (this.after.get(section)?.has(id) ?? false)
  }

  #move(from: number, to: number): string[] {
    const known = from === to ? (this.before.get(from) ?? NOBODY) : NOBODY
    const set = [...this.#set]
    for (const [id, json] of this.after.get(to) ?? NOBODY) if (known.get(id) !== json) set.push(json)
    return set
  }

  #goneOn(from: number, to: number): Set<string> {
    const gone = new Set<string>()
    for (const id of this.#gone) if (!this.#isToldIn(to, id)) gone.add(id)
    for (const id of this.before.get(from)?.keys() ?? []) if (!this.#isToldIn(to, id)) gone.add(id)
    return gone
  }
}

function printed(set: readonly string[], gone: ReadonlySet<string>): RosterChange | undefined {
  if (set.length + gone.size === 0) return undefined
  return { set, gone: Array.from(gone, (id) => JSON.stringify(id)) }
}
