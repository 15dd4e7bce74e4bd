/** What the checks are told, with every default filled in. What it means to a site: `moderation/moderation-options.ts`. */

/** Whose comments wait for a moderator: guests until some were approved, all guests, everybody, or nobody. */
export type HoldRule = 'first' | 'guests' | 'all' | 'none'

/** What becomes of a comment that the site's own check did not answer about. */
export type OnSilence = 'hold' | 'pass' | 'reject'

export interface TextLimits {
  /** UTF-16 units, as every text field counts them. */
  readonly most: number
  readonly lines: number
}

export interface FloodRule {
  readonly perMinute: number
  readonly burst: number
}

export interface SimilarRule {
  readonly windowMs: number
  /** How many texts alike one person may have within the window; one more is refused. */
  readonly own: number
  /** How many other people may have written the same before it is held. */
  readonly others: number
}

export interface CheckRule {
  readonly url: string
  /** Each signs; several while a secret is being changed. */
  readonly secrets: readonly string[]
  readonly timeoutMs: number
  readonly onSilence: OnSilence
}

export interface ModerationSettings {
  readonly hold: HoldRule
  readonly approvals: number
  readonly text: TextLimits
  readonly words: { readonly refuse: readonly string[]; readonly hold: readonly string[] }
  readonly links: { readonly most: number; readonly refuse: readonly string[] }
  readonly flood: FloodRule | undefined
  readonly similar: SimilarRule | undefined
  readonly check: CheckRule | undefined
}
