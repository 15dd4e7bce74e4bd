/** Makes the desk of a section: answers the small questions of its parts from the room, and hands the great ones on. */
import type { CommentAuthor, Member } from '@roomful/protocol'
import { comments as commentsOf, type CommentsView } from '../../room/comments.js'
import { moderation as moderationOf } from '../../room/moderation.js'
import type { Room } from '../../room/room.js'
import { refusalOf } from '../comment-card/refusal.js'
import { draftsOf } from '../compose/drafts.js'
import { watch, type Live } from '../live.js'
import type { CommentSpeech } from '../words/comments/comments-words.js'
import type { Announcer } from './announce.js'
import { isGuest, type Desk } from './desk.js'
import { addressOf } from './permalink.js'

/** What only the whole section can do. */
export type SectionActs = Pick<Desk, 'wrote' | 'redraw' | 'rewrite' | 'reveal'>

export interface DeskOptions {
  readonly root: ShadowRoot
  readonly live: Live
  readonly speech: CommentSpeech
  readonly room: Room
  /** Address of the page the comments are about, where it is not this one. */
  readonly page: string | undefined
  readonly announcer: Announcer
  /** Asked when it is needed: the section is made of parts that have the desk already. */
  readonly acts: () => SectionActs
}

export function makeDesk({ root, live, speech, room, page, announcer, acts }: DeskOptions): Desk {
  const comments = room.use(commentsOf)
  const me = (): string | undefined => live.client.id.get()
  const isMe: Desk['isMe'] = (author) => author !== undefined && author.id === me()
  return {
    live,
    room,
    root,
    comments,
    moderation: room.use(moderationOf),
    speech,
    drafts: draftsOf(room.id),
    may: (grant) => room.can.get().has(grant),
    isMe,
    self: () => ownAuthor(comments.get(), isMe),
    memberOf: createMemberFinder(room),
    guest: () => (isGuest(me()) ? { name: room.me.get().name ?? '' } : undefined),
    addressOf: (id) => addressOf(id, page),
    announce: announcer.say,
    tell: announcer.tell,
    follow(write, { done = '', isShown = true } = {}) {
      const tell = isShown ? announcer.tell : announcer.say
      watch(write, ({ status, error }) => {
        if (status === 'stored') tell(done)
        else if (status === 'held') announcer.say(speech.words.held)
        else if (status === 'refused') tell(refusalOf(error ?? {}, speech.words))
      })
    },
    wrote: (thread) => acts().wrote(thread),
    redraw: () => acts().redraw(),
    rewrite: (words) => acts().rewrite(words),
    reveal: (...goal) => acts().reveal(...goal),
  }
}

/** Made anew only when somebody has come or gone: a section asks for hundreds of people at once. */
function createMemberFinder({ members }: Room): Desk['memberOf'] {
  let list: readonly Member[] | undefined
  let byId: ReadonlyMap<string, Member> = new Map()
  return (person) => {
    if (list !== members.get()) {
      list = members.get()
      byId = new Map(list.map((member) => [member.id, member]))
    }
    return byId.get(person)
  }
}

/** Who a person signed in to the site is, the page learns from what they have written. */
function ownAuthor({ list }: CommentsView, isMe: Desk['isMe']): CommentAuthor | undefined {
  for (const { comment, answers } of list)
    for (const { author } of [comment, ...answers]) if (author?.name && isMe(author)) return author
  return undefined
}
