/**
 * The features every server has, put together from the same parts that a host's own would get.
 *
 * Owns who tells whom: a comment that was written leads to notices and to a word to the moderators.
 */
import type { JsonFields } from '@roomful/protocol'
import type { Cluster } from '../cluster/cluster.js'
import type { Log } from '../platform/log.js'
import { errorName } from '../hub/connection.js'
import { joinFeatures, type FeatureTable } from '../hub/feature.js'
import type { Hub } from '../hub/hub.js'
import type { Outgoing } from '../outgoing/outgoing.js'
import type { CommentCheck } from './comments/checking.js'
import { commentsFeature } from './comments/comments.js'
import type { FeatureParts } from './feature-parts.js'
import { moderationFeature } from './moderation/rules.js'
import type { Sanctions } from './moderation/sanctions.js'
import { createQueueNews } from './moderation/queue-news.js'
import { createAnnouncer } from './notices/announcer.js'
import { noticesFeature } from './notices/notices.js'
import { createSessionState } from './session-state.js'
import { createSharedSessionState } from './shared-session-state.js'
import { stateFeature, type StateDeclaration } from './state.js'

export interface BuiltInParts extends FeatureParts {
  readonly log: Log
  readonly sanctions: Pick<Sanctions, 'took'>
  readonly check: CommentCheck
  readonly closeAfterDays: number | undefined
  readonly state: Readonly<Record<string, StateDeclaration>> | undefined
  readonly hub: Pick<Hub, 'say' | 'news' | 'wasShared'>
  /** The other nodes. Absent: there are none. */
  readonly cluster?: Pick<Cluster, 'onGap'>
  readonly outgoing: Outgoing
}

export interface BuiltIn {
  readonly table: FeatureTable
  /** [R4] A room has ceased to exist on this node. `isLast`: no other has it. */
  closed(room: string, isLast: boolean): void
}

export function builtInFeatures(parts: BuiltInParts): BuiltIn {
  const { hub } = parts
  const tell = (room: string, data: JsonFields): boolean => hub.say(room, 'state', data)
  const failed = (error: unknown): void => parts.log('warn', 'state-unavailable', { name: errorName(error) })
  const wasShared = (room: string): boolean => hub.wasShared(room)
  const session = parts.cluster
    ? createSharedSessionState({ ...parts, tell, wasShared, failed, onGap: parts.cluster.onGap })
    : createSessionState(tell)
  const queueNews = createQueueNews(parts)
  const declared = parts.state && new Map(Object.entries(parts.state))
  // [X2] Whatever makes a comment visible goes through it.
  const store = createAnnouncer(parts)
  return {
    table: joinFeatures([
      commentsFeature({
        ...parts,
        store,
        wrote(room, { status }) {
          if (status !== 'visible') queueNews.changed(room)
        },
      }),
      moderationFeature({
        ...parts,
        store,
        judged: (room) => queueNews.changed(room),
        queueChanged: (room) => queueNews.changed(room),
      }),
      stateFeature({ ...parts, declared, session }),
      noticesFeature(parts),
    ]),
    closed: (room, isLast) => session.closed(room, isLast),
  }
}
