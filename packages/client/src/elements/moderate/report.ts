/** Reporting a comment: the question, and what a moderator reads of the answer in their own language. [M3] */
import type { CommentWords } from '../words/comments/comments-words.js'
import { choices, line, openDialog } from '../floating/dialog.js'
import type { Desk } from '../comments/desk.js'

/** In the order of `words.reportReasons`. These travel, so that a moderator reads the reason in another language than it was given. */
const CODES = ['spam', 'abuse', 'off-topic', 'other'] as const
const MAX_MORE_CHARS = 300

export function askReport(desk: Desk, id: string): void {
  const { words } = desk.speech
  openDialog(desk.root, {
    title: words.reportTitle,
    lead: words.reportLead,
    body: [
      choices(
        'reason',
        words.reportTitle,
        CODES.map((value, index) => ({ value, label: words.reportReasons[index] ?? value })),
        true,
      ),
      line('more', words.reportMore, MAX_MORE_CHARS),
    ],
    cancel: words.cancel,
    done: words.report,
    submit(read) {
      const said = [read('reason'), read('more')]
      desk.follow(desk.comments.report(id, said.filter((text) => text !== '').join(': ')), { done: words.reported })
    },
  })
}

/** A reason as somebody of this language reads it. */
export function sayReason(reason: string | undefined, words: CommentWords): string {
  const [code = '', ...more] = (reason ?? '').split(': ')
  const index = CODES.findIndex((each) => each === code)
  if (index < 0) return reason ?? ''
  return [words.reportReasons[index] ?? code, ...more].join(': ')
}
