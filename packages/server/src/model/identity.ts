/**
 * Who somebody is, and what was known about them before they said anything: the words that all floors share.
 *
 * Types only. How identities are found out is in auth/, what they may do is looked at in hub/.
 */

/** A person, as the server vouches for them. [P7] */
export interface Identity {
  /** Stable for this person. Guests: `g_` and a random id. */
  readonly id: string
  /** The site gave this id and name; false for guests. */
  readonly isVerified: boolean
  readonly name?: string
  readonly avatar?: string
  readonly color?: number
  readonly role?: string
  /** [I6] Known by a moderator's key: every grant in every room. */
  readonly isKey?: true
  /** [I1] When the token that says so ends, milliseconds since the epoch. */
  readonly expiresAtMs?: number
}

/** The parts of a request that outlive the upgrade. Frozen, and kept only while `authorize` is configured. */
export interface RequestFacts {
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
}
