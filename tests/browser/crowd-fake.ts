/**
 * A crowd that the page is only told of: put between the page and the real server, so that nobody has to open 9,800 sockets.
 *
 * What the page says and hears passes through, but what a crowd is about: `want` with a section is answered here, and after
 * each `joined` a sample of members, their cursors and the warmth are told, as a server would (SPEC, U).
 */
import type { Page } from '@playwright/test'
import { CROWD_SAMPLE, packBox, packText } from '@roomful/protocol'

export interface FakeCrowd {
  /** Members in all. */
  readonly shown: number
  /** How many of them are told; at least 100 as in a real crowd. */
  readonly sample?: number
  /** How many of those have a cursor, one after the other on the warm elements. */
  readonly pointing?: number
  /** Selectors of elements and how many are there, the warmest first. */
  readonly warmth: readonly (readonly [selector: string, people: number])[]
}

type Said = Readonly<Record<string, unknown>> & { readonly t: string }

const ALL = ['members', 'counts', 'crowd', 'cursors']

interface Wants {
  readonly section?: number
  readonly follow?: readonly string[]
  readonly cursors?: boolean
}

export interface FakeRoom {
  /** What the page has said in `want`s about sections and people it follows. */
  readonly wants: Wants[]
  /** Says something to the page, with the room's number. */
  say(message: Readonly<Record<string, unknown>>): void
  /** Names of elements on the page (C2), by the page's own reckoning. */
  anchor(selector: string): Promise<number>
}

const NAMES =
  'Ada Bela Chen Dara Emre Finn Gita Hugo Ines Jona Kemi Lars Mila Nils Omar Pia Quin Rosa Sami Tove Uma Vera Wim Xenia Yara Zeno'

/** Puts a crowd into the first room of a page. Call it before the page is opened, and `crowd` once it shows. */
export async function fakeCrowd(page: Page): Promise<{ room: FakeRoom; show(crowd: FakeCrowd): Promise<void> }> {
  let toPage: (text: string) => void = () => undefined
  let n = 1
  const wants: Wants[] = []
  /** What a server would say to whoever joins now. */
  let told: readonly Said[] = []
  const tell = (types: readonly string[] = ALL): void => {
    for (const message of told) if (types.includes(message.t)) toPage(JSON.stringify({ ...message, n }))
  }
  await page.routeWebSocket(/\/v1\/socket$/, (socket) => {
    const server = socket.connectToServer()
    toPage = (text) => socket.send(text)
    socket.onMessage((frame) => {
      const message = read(frame)
      if (message?.t !== 'want') return server.send(frame)
      if (message.cursors === undefined) wants.push(message)
      else server.send(frame)
      // [C5,U7]
      tell(message.cursors === true ? ['cursors'] : message.section === undefined ? [] : ['crowd'])
    })
    server.onMessage((frame) => {
      const message = read(frame)
      // The server knows of one person only.
      if (message?.t === 'counts' && told.length > 0) return
      socket.send(frame)
      if (message?.t !== 'joined' || message.n === undefined) return
      n = message.n
      tell()
    })
  })
  const room: FakeRoom = {
    wants,
    say: (message) => toPage(JSON.stringify({ ...message, n })),
    anchor: (selector) => page.evaluate(nameOf, selector),
  }
  return {
    room,
    async show({ shown, sample = 120, pointing = 20, warmth }) {
      const anchors: (readonly [number, number])[] = []
      for (const [selector, people] of warmth) anchors.push([await room.anchor(selector), people])
      const set = Array.from({ length: sample }, (_, index) => memberOf(index))
      const list = set.slice(0, pointing).map(({ refs: [ref] }, index) => {
        const anchor = anchors[index % anchors.length]?.[0] ?? 0
        const place =
          index % 3 === 0
            ? packBox({ x: 0.1 + ((index * 37) % 80) / 100, y: 0.2 + ((index * 53) % 60) / 100 })
            : packText({ offset: (index * 41) % 180, x: 0.5, y: 0.6 })
        return [ref, index % 3 === 0 ? 1 : 0, anchor, place]
      })
      told = [
        { t: 'members', set },
        { t: 'counts', connections: shown + 431, people: shown + 402, active: shown - 12 },
        ...(sample < CROWD_SAMPLE ? [] : [{ t: 'crowd', shown, warmth: anchors }]),
        { t: 'cursors', list },
      ]
      tell()
    },
  }
}

/** The tenth part has a role, as speakers and authors have. */
function memberOf(index: number): { readonly refs: readonly number[] } & Readonly<Record<string, unknown>> {
  const names = NAMES.split(' ')
  const name = `${names[index % names.length] ?? 'Ada'}${index < names.length ? '' : ` ${String(index)}`}`
  return {
    id: `crowd-${String(index)}`,
    name,
    color: (index * 5) % 12,
    state: index % 7 === 6 ? 'idle' : 'here',
    refs: [100_000 + index],
    ...(index === 3 && { role: 'author', verified: true }),
  }
}

function read(frame: string | Buffer): (Wants & { readonly t: string; readonly n?: number }) | undefined {
  return typeof frame === 'string' ? (JSON.parse(frame) as Wants & { t: string; n?: number }) : undefined
}

/** [C2] For elements with an id, which is all that these tests point at. Runs in the page. */
function nameOf(selector: string): number {
  const id = document.querySelector(selector)?.getAttribute('id') ?? ''
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(`#${id}`)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash & 0xffffff
}
