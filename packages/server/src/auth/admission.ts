/** What the hub asks at the door, whoever answers: who is this, and what may they do here. Types only. */
import type { Grant } from '@roomful/protocol'
import type { Identity, RequestFacts } from '../model/identity.js'

/** What a hello carries to prove who it is. */
export interface Credentials {
  readonly token?: string
  readonly guest?: string
}

/** Finds out who connects and what they may do. The hub's only way to ask. */
export interface Gate {
  /** Rejects `TOKEN_INVALID`, `TOKEN_EXPIRED`, `AUTH_REQUIRED`. `guest` is the guest token to hand back, for guests. */
  identify(credentials: Credentials, request: RequestFacts | undefined): Promise<Identified>
  /** [I3] The grants of this person in this room; undefined refuses the room. May answer at once, so that a join needs no turn. */
  admit(identified: Identified, room: string): Promise<ReadonlySet<Grant> | undefined> | ReadonlySet<Grant> | undefined
}

/** An identity with what came with it. */
export interface Identified {
  readonly identity: Identity
  /** [I2] For guests: the token by which they are recognised later. */
  readonly guest?: string
  /** Whatever `admit` needs to know again later: claims, the request. The hub only passes it back. */
  readonly context: unknown
}
