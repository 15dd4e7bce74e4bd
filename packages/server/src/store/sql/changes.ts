/** Every kind of change and question that a store knows, and who does it. */
import type { Changes, Queries } from '../store.js'
import { keepingActs } from './acts-sql.js'
import { commentQueries } from './comments/comment-pages.js'
import { commentChanges } from './comments/comments-sql.js'
import { logQueries } from './log-sql.js'
import { moderationChanges, moderationQueries } from './moderation-sql.js'
import { noticeChanges, noticeQueries } from './notices-sql.js'
import { personQueries } from './people-sql.js'
import type { ChangeRules, QueryRules } from './sql.js'
import { stateChanges, stateQueries } from './state-sql.js'
import { transferChanges, transferQueries } from './transfer/transfer-sql.js'

export const CHANGES: ChangeRules<Changes> = {
  ...keepingActs(commentChanges),
  ...stateChanges,
  ...moderationChanges,
  ...noticeChanges,
  ...transferChanges,
}

export const QUERIES: QueryRules<Queries> = {
  ...logQueries,
  ...commentQueries,
  ...stateQueries,
  ...moderationQueries,
  ...noticeQueries,
  ...personQueries,
  ...transferQueries,
}
