/** What every language of the moderators' page has to say. Types only; `{…}` is filled in, `#` is the number. */
import type { Forms } from '../../words/words.js'

/** What every language has to say. */
export interface QueueWords {
  readonly title: string
  readonly views: string
  readonly tabs: Readonly<Record<'held' | 'reported' | 'rejected' | 'all' | 'people' | 'log', string>>
  readonly signInTitle: string
  readonly signInLead: string
  readonly key: string
  readonly stay: string
  readonly signIn: string
  readonly signOut: string
  readonly signedInAs: string
  readonly keyEnds: string
  readonly keyWrong: string
  readonly keyExpired: string
  readonly notModerator: string
  readonly account: string
  readonly live: string
  readonly polling: string
  readonly offline: string
  readonly loading: string
  readonly failed: string
  readonly again: string
  readonly more: string
  readonly close: string
  readonly cancel: string
  readonly allRooms: string
  readonly room: string
  readonly chooseAll: string
  readonly choose: string
  readonly chosen: Forms
  readonly empty: Readonly<Record<'held' | 'reported' | 'rejected' | 'all', string>>
  readonly emptyMore: string
  readonly approve: string
  readonly keep: string
  readonly reject: string
  readonly edit: string
  readonly remove: string
  readonly restrain: string
  readonly approved: Forms
  readonly kept: Forms
  readonly rejected: Forms
  readonly removed: string
  readonly edited: string
  readonly restrained: Readonly<Record<'mute' | 'shadow' | 'ban' | 'none', string>>
  readonly restrainedMark: Readonly<Record<'mute' | 'shadow' | 'ban', string>>
  readonly undo: string
  readonly undone: string
  readonly notDone: string
  /** Why something did not work, by code. */
  readonly errors: Readonly<Record<string, string>>
  readonly status: Readonly<Record<'visible' | 'held' | 'hidden' | 'rejected', string>>
  readonly reasons: Readonly<Record<string, string>>
  readonly reasonOwn: string
  readonly reasonOther: string
  readonly reported: Forms
  readonly reportReasons: Readonly<Record<string, string>>
  readonly newcomer: string
  readonly historyApproved: Forms
  readonly historyRejected: Forms
  readonly verified: string
  readonly changed: string
  readonly justNow: string
  readonly inAnswerTo: string
  readonly inAnswer: string
  readonly before: string
  readonly onWords: string
  readonly openPage: string
  readonly showAll: string
  readonly showLess: string
  readonly text: string
  readonly editTitle: string
  readonly editLead: string
  readonly save: string
  readonly saveApprove: string
  readonly removeTitle: string
  readonly removeLead: string
  readonly reason: string
  readonly restrainTitle: string
  readonly what: string
  readonly mute: string
  readonly muteMore: string
  readonly shadow: string
  readonly shadowMore: string
  readonly ban: string
  readonly banMore: string
  readonly howLong: string
  /** For an hour, a day, a week, thirty days, for good. */
  readonly periods: readonly [string, string, string, string, string]
  readonly rejectTheirs: string
  readonly apply: string
  readonly lift: string
  readonly forGood: string
  readonly until: string
  readonly search: string
  readonly nobody: string
  readonly nobodyFound: string
  readonly restrainedTitle: string
  readonly foundTitle: string
  readonly person: string
  readonly back: string
  readonly since: string
  readonly theirComments: string
  readonly noComments: string
  readonly theirActs: string
  readonly takeAlong: string
  readonly erase: string
  readonly eraseTitle: string
  readonly eraseLead: string
  readonly erased: string
  readonly emptyLog: string
  readonly someone: string
  /** As an object, where no name is known. */
  readonly someoneElse: string
  readonly acts: Readonly<Record<string, string>>
  readonly actOther: string
  readonly help: string
  readonly helpLead: string
  readonly keysWork: string
  readonly keys: Readonly<
    Record<
      'next' | 'previous' | 'choose' | 'chooseAll' | 'before' | 'openPage' | 'person' | 'undo' | 'tabs' | 'help',
      string
    >
  >
}
