/**
 * What a feature adds to a room: durable writes and reads, each with the grant it needs. [W1,W6]
 *
 * The hub finds the rule, looks at the rights and rates, and tells the room; everything a kind means is in its feature.
 * Built-in features and a host's own are the same here.
 */
import type { Grant, JsonFields, LogEntry } from '@roomful/protocol'
import type { Identity } from '../model/identity.js'

/** Who asks, and what they may do in this room at this moment. */
export interface Speaker {
  readonly identity: Identity
  readonly room: string
  readonly can: ReadonlySet<Grant>
  /** The name a guest has chosen in this room. */
  readonly name?: string
  /** Stands for the address it comes from; empty or absent where that is not known. [S32] */
  readonly from?: string
}

/** What became of a write. */
export interface WriteAnswer {
  /** [W2] */
  readonly status: 'stored' | 'held'
  /** The entity as its author sees it. */
  readonly v?: object
  /** [G1] What everybody in the room hears of it, with the epoch of its log. */
  readonly epoch: string
  readonly entries: readonly LogEntry[]
  /** [W3] It had been made before: whoever should have heard of it then may not have. */
  readonly isRepeat?: true
}

export interface WriteRule {
  readonly can: Grant
  /** [W3] `id` makes it repeatable. Rejects with a code for whoever asked; throws it for a bad field. */
  run(speaker: Speaker, id: string, body: JsonFields): Promise<WriteAnswer>
}

export interface ReadRule {
  readonly can: Grant
  run(speaker: Speaker, body: JsonFields): Promise<object>
}

/** Everything that can be written and read, by kind. */
export interface FeatureTable {
  readonly writes: ReadonlyMap<string, WriteRule>
  readonly reads: ReadonlyMap<string, ReadRule>
}

/** Joins the tables of several features. A kind belongs to the first that names it. */
export function joinFeatures(features: readonly FeatureTable[]): FeatureTable {
  const backwards = features.toReversed()
  return {
    writes: new Map(backwards.flatMap(({ writes }) => [...writes])),
    reads: new Map(backwards.flatMap(({ reads }) => [...reads])),
  }
}
