/**
 * The seam between the client and its world: time, chance, the network, the page, what may be kept on the device.
 *
 * Types only. `browser.ts` and `node.ts` are the real ones; the simulator and the tests bring their own. Nothing outside
 * `platform/` touches a global.
 */
import type { Clock, Random } from '@roomful/protocol'

/** The way out of one dialled connection. Neither function throws, also when the connection has gone. */
export interface Link {
  /** Hands one frame to the network. Before `opened` and after `closed` it does nothing. */
  send(frame: string | Uint8Array): void
  /** Ends the connection: 1000, or a code from 4000 to 4999. `closed` follows, unless the network has gone silent. */
  close(code: number): void
}

/** What a dialled connection tells. Called in order, never during `dial` itself. */
export interface LinkHandlers {
  opened(): void
  received(frame: string | Uint8Array): void
  /** The connection is over, or could not be made (1006). Nothing follows. */
  closed(code: number): void
}

/**
 * What happens to the page, as far as the client cares.
 *
 * `woke`: it may have slept (resume, return from the page cache, focus). `leaving`: it may be gone in a moment.
 * `active`: the visitor did something; which key or where is never looked at. `stored`: another tab changed what is kept.
 */
export type PageSignal =
  'visible' | 'hidden' | 'online' | 'offline' | 'frozen' | 'woke' | 'leaving' | 'active' | 'stored'

/** What a page says about its own address. */
export interface PagePlace {
  /** The address in the location bar. */
  readonly href: string
  /** The target of `<link rel="canonical">`, absolute. */
  readonly canonical?: string
  /** The content of `<meta name="roomful-room">`. */
  readonly room?: string
}

/** The page around the client. */
export interface PageSignals {
  isVisible(): boolean
  isOnline(): boolean
  /** Whether `active` is ever signalled. Where it is not (Node), nobody is ever idle. */
  readonly hasInput: boolean
  /** [D8] The visitor's browser asks not to be tracked (Global Privacy Control, Do Not Track). */
  readonly optOut: boolean
  /** Where the page is; undefined outside a browser. */
  place(): PagePlace | undefined
  onSignal(listener: (signal: PageSignal) => void): () => void
  /** Calls `listener` when the address, the canonical link or the room's meta tag may have changed. */
  onRoute(listener: () => void): () => void
}

/** A small store on the device. Never throws: what cannot be kept is not kept. */
export interface Shelf {
  get(key: string): string | undefined
  set(key: string, value: string): void
  remove(key: string): void
}

/** Everything the client needs from its surroundings. */
export interface Environment {
  readonly clock: Clock
  readonly random: Random
  readonly page: PageSignals
  /** `local` outlives the tab, `session` only a reload. Undefined where there is none. */
  readonly storage: { readonly local: Shelf | undefined; readonly session: Shelf | undefined }
  /** Opens a connection. Never throws: a connection that cannot be made is `closed` with 1006. */
  dial(url: string, handlers: LinkHandlers): Link
  /** Takes an error that a listener of the app threw, so that it is seen and stops nobody else. */
  report(error: unknown): void
  /** Tells the developer something once. */
  warn(sentence: string): void
}
