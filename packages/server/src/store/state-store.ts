/** What a store keeps of shared state. Rules: SPEC V. Types only. */
import type { Json } from '@roomful/protocol'

export interface StateChanges {
  /** Rejects STATE_CHANGED, STATE_FULL. */
  'state.set': {
    readonly change: { readonly key: string; readonly value: Json; readonly version?: number }
    readonly result: StateResult
  }
  /** [V3] Rejects STATE_INVALID (not a number), STATE_FULL. */
  'state.add': {
    readonly change: { readonly key: string; readonly by: number }
    readonly result: StateResult
  }
  /** Rejects STATE_CHANGED. Removing what is not there is fine. */
  'state.remove': {
    readonly change: { readonly key: string; readonly version?: number }
    readonly result: StateResult
  }
}

export interface StateResult {
  readonly key: string
  readonly version: number
  /** Absent when removed. */
  readonly value?: Json
}

export interface StateQueries {
  /** [V4] */
  'state.all': {
    readonly ask: { readonly room: string }
    readonly answer: {
      readonly list: readonly (readonly [key: string, value: Json, version: number])[]
      readonly epoch: string
      readonly offset: number
    }
  }
}
