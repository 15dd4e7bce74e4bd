/**
 * What a kind of broker has to be able to do; `broker-bus.ts` makes a bus of it. Types and the one error only.
 *
 * A link lives once: it connects, carries, and ends. Coming back, holding subscriptions and deadlines are not its business.
 */

/** A frame as it lies on the broker. */
export interface Parcel {
  readonly topic: string
  readonly bytes: Uint8Array
}

export interface LinkEvents {
  onFrame(topic: string, bytes: Uint8Array): void
  /** The link has ended by itself. `reason` is a short word for the log. Repetition does no harm. */
  onEnd(reason: string): void
}

/** One connection to a broker, or what is one to us. After its end everything asked of it rejects, or never settles. */
export interface BrokerLink {
  /** Resolves when everything below works. Rejects a `BrokerTrouble`. */
  readonly ready: Promise<void>
  /** Resolves when the broker has all of them, except those it refuses: their words by position. */
  publish(parcels: readonly Parcel[]): Promise<ReadonlyMap<number, string>>
  /** Resolves when every later frame will be heard, except of topics that are refused: their words by topic. */
  subscribe(topics: readonly string[]): Promise<ReadonlyMap<string, string>>
  unsubscribe(topics: readonly string[]): Promise<void>
  /** Resolves when the broker has answered on every connection of the link. */
  ping(): Promise<void>
  /** Ends it without a word. */
  close(): void
}

export interface Broker {
  /** For sentences: `Redis`. */
  readonly name: string
  /** Whether a node hears what it publishes itself. */
  readonly isEchoing: boolean
  connect(events: LinkEvents): BrokerLink
}

/** Why a broker cannot be used: a short word for logs, such as `ECONNREFUSED` or `NOAUTH`, never what it was sent. */
export class BrokerTrouble extends Error {
  readonly reason: string

  constructor(reason: string, cause?: unknown) {
    super(reason, { cause })
    this.reason = reason
  }
}

/** The short word for anything that was thrown. */
export function reasonOf(error: unknown): string {
  if (error instanceof BrokerTrouble) return error.reason
  const code: unknown = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? code : 'broken'
}
