/**
 * The visitor in one room: shown or not, name, colour, and data of this room.
 *
 * Changes of one turn leave in one message. [P2] Nothing leaves before `show`. Values the server would refuse are kept
 * back here, because a refused hello would cost the whole connection.
 */
import {
  COLORS,
  jsonBytes,
  MAX_PRESENCE_DATA_BYTES,
  RoomfulError,
  type Clock,
  type Json,
  type MePatch,
  type PointerKind,
} from '@roomful/protocol'
import type { Wire } from '../net/wire.js'
import { createSource, type Noun } from './noun.js'
import type { Self } from './self.js'

/** The visitor, as they chose to be seen. */
export interface Me {
  /** The visitor chose to be seen, in this or another tab, now or earlier. */
  readonly isShown: boolean
  /** As wished; how the server trimmed it stands in the roster. */
  readonly name?: string
  /** 0 to 11. */
  readonly color?: number
  readonly pointer?: PointerKind
  /** What else this room shows of the visitor. */
  readonly data?: Json
}

/** What can be changed of oneself. Fields left out stay. */
export type MeChange = Partial<Omit<Me, 'isShown'>>

/** The visitor: a value to watch, and what the visitor can do. */
export interface MeNoun extends Noun<Me> {
  /**
   * Changes how the visitor is seen. Before `show` it is only remembered by this page.
   * Name and colour hold for every room, data for this one. At most 1,024 bytes of data.
   */
  set(change: MeChange): void
  /**
   * The visitor chooses to be seen, on this site, until `hide`. Only from here on anything about the visitor is sent, and
   * the choice kept on the device. With Global Privacy Control or Do Not Track it holds for this page view and is not kept.
   */
  show(): void
  /** The visitor disappears from all rooms and all tabs, and whatever was kept is removed. */
  hide(): void
}

export interface MeRunner {
  readonly noun: MeNoun
  /** For the join: everything but the data, which could make a hello too large. */
  introduction(): MePatch | undefined
  /** Joined: sends what the join had no place for. */
  joined(): void
  stop(): void
}

export interface MeOptions {
  readonly clock: Clock
  readonly wire: Wire
  readonly self: Self
  readonly n: () => number | undefined
  readonly problem: (error: RoomfulError) => void
  readonly report: (error: unknown) => void
}

const MAX_SENT_NAME_CHARS = 256

export function createMe({ clock, wire, self, n, problem, report }: MeOptions): MeRunner {
  let data: Json | undefined
  const compose = (): Me => ({ ...self.profile.get(), ...(data === undefined ? {} : { data }) })
  const source = createSource<Me>(compose(), report)
  /** What the server was last told on this connection. */
  let told: MePatch = {}
  /** [H5] This page was shown here. A resumed seat still is, unless the server heard otherwise. */
  let wasShown = false
  let isPending = false
  let isStopped = false

  function changed(): void {
    source.set(compose())
    if (isPending) return
    isPending = true
    clock.soon(() => {
      isPending = false
      tell()
    })
  }

  function tell(): void {
    const room = n()
    if (room === undefined || isStopped) return
    const { isShown, ...rest } = source.noun.get()
    if (!isShown) {
      if (told.show) wire.say({ t: 'me', n: room, show: false })
      told = {}
      return
    }
    const wanted: MePatch = { show: true, ...rest }
    const patch = difference(told, wanted)
    told = wanted
    wasShown = true
    if (patch) wire.say({ t: 'me', n: room, ...patch })
  }

  const stopProfile = self.profile.subscribe(changed)

  return {
    noun: {
      ...source.noun,
      set(change) {
        const wrong = fault(change)
        if (wrong) return problem(new RoomfulError('MESSAGE_INVALID', { at: wrong }))
        const { data: nextData, name, color, pointer } = change
        if (nextData !== undefined) data = nextData
        self.set({
          ...(name === undefined ? {} : { name: name.slice(0, MAX_SENT_NAME_CHARS) }),
          ...(color === undefined ? {} : { color }),
          ...(pointer === undefined ? {} : { pointer }),
        })
        changed()
      },
      show: self.show,
      hide: self.hide,
    },
    introduction() {
      const { isShown, ...looks } = self.profile.get()
      told = isShown ? { show: true, ...looks } : {}
      wasShown ||= isShown
      if (isShown) return told
      // Hidden while away, or by a message that was lost with the connection.
      return wasShown ? { show: false } : undefined
    },
    joined: tell,
    stop() {
      isStopped = true
      stopProfile()
    },
  }
}

/** The fields of `wanted` that differ from what was told; undefined when none does. */
function difference(told: MePatch, wanted: MePatch): MePatch | undefined {
  const entries = Object.entries(wanted).filter(([key, value]) => told[key as keyof MePatch] !== value)
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

/** The field that the server would refuse. */
function fault({ name, color, pointer, data }: MeChange): string | undefined {
  if (name !== undefined && typeof name !== 'string') return 'name'
  if (color !== undefined && !(Number.isInteger(color) && color >= 0 && color < COLORS)) return 'color'
  if (pointer !== undefined && pointer !== 'mouse' && pointer !== 'touch') return 'pointer'
  if (data === undefined) return undefined
  try {
    if (jsonBytes(data).length <= MAX_PRESENCE_DATA_BYTES) return undefined
  } catch {
    // A cycle or a BigInt: the same answer as for data that is too large.
  }
  return 'data'
}
