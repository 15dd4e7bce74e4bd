/** What an inbox holds, as types. Rules: SPEC.md, section X. */

/** [X2] One line of somebody's inbox: they were mentioned, or a comment of theirs was answered. */
export interface Notice {
  /** Grows with time; a cursor. */
  readonly n: number
  readonly kind: 'mention' | 'reply'
  readonly room: string
  /** Id of the comment. */
  readonly comment: string
  readonly from: { readonly id: string; readonly name: string }
  /** How the comment begins; text, never markup. */
  readonly excerpt: string
  /** Wall clock of the server. */
  readonly atMs: number
  readonly isRead: boolean
}
