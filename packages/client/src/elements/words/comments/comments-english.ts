/** Every text of `<roomful-comments>`, in English. Other languages are the same table; `{…}` is filled in, `#` is the number. */
import type { Forms } from '../words.js'

/** What every language has to say about comments. */
export interface CommentWords {
  readonly title: string
  readonly order: string
  readonly orders: Readonly<Record<'new' | 'old' | 'top', string>>
  readonly empty: string
  readonly emptyMore: string
  readonly emptyClosed: string
  readonly loading: string
  readonly failed: string
  readonly tryAgain: string
  readonly closed: string
  readonly cannotWrite: string
  readonly offline: string
  readonly write: string
  readonly yourComment: string
  readonly reply: string
  readonly replyTo: string
  readonly yourReply: string
  readonly inAnswerTo: string
  readonly send: string
  readonly save: string
  readonly cancel: string
  readonly keys: string
  readonly tools: string
  readonly bold: string
  readonly italic: string
  readonly link: string
  readonly quote: string
  readonly code: string
  readonly preview: string
  readonly previewEmpty: string
  readonly left: Forms
  readonly over: Forms
  readonly name: string
  readonly nameHint: string
  readonly people: string
  readonly nobody: string
  readonly found: Forms
  readonly typing: string
  readonly typingTwo: string
  readonly typingMany: string
  readonly sending: string
  readonly willBeSent: string
  readonly held: string
  readonly rejected: string
  readonly sent: string
  readonly saved: string
  readonly edit: string
  readonly discard: string
  readonly edited: string
  readonly pinned: string
  readonly resolved: string
  readonly verified: string
  readonly robot: string
  readonly you: string
  readonly self: string
  readonly here: string
  readonly justNow: string
  readonly more: string
  readonly moreAnswers: string
  readonly readOn: string
  readonly around: string
  readonly showAll: string
  readonly showAnswers: Forms
  readonly showFresh: Forms
  readonly saidFresh: Forms
  readonly saidAnswers: Forms
  readonly actions: string
  readonly remove: string
  readonly removing: string
  readonly undo: string
  readonly ignored: string
  readonly showIgnored: string
  readonly removed: string
  readonly copyLink: string
  readonly copied: string
  readonly pin: string
  readonly unpin: string
  readonly resolve: string
  readonly reopen: string
  readonly react: string
  readonly reacted: Forms
  readonly showPassage: string
  readonly passageGone: string
  readonly dropPassage: string
  readonly gone: string
  readonly report: string
  readonly reportTitle: string
  readonly reportLead: string
  readonly reportReasons: readonly [string, string, string, string]
  readonly reportMore: string
  readonly reported: string
  readonly moderation: string
  readonly waiting: Forms
  readonly queueTitle: string
  readonly queueEmpty: string
  readonly reports: Forms
  readonly approve: string
  readonly reject: string
  readonly approved: string
  readonly declined: string
  readonly restrain: string
  readonly restrainTitle: string
  readonly mute: string
  readonly muteMore: string
  readonly shadow: string
  readonly shadowMore: string
  readonly ban: string
  readonly banMore: string
  readonly lift: string
  readonly liftMore: string
  readonly howLong: string
  readonly periods: readonly [string, string, string, string, string]
  readonly reason: string
  readonly apply: string
  readonly applied: string
  readonly close: string
  readonly open: string
  readonly dismiss: string
  readonly refusals: Refusals
}

/** Why a write was refused, in words for its author. */
export interface Refusals {
  readonly other: string
  readonly rules: string
  readonly rate: string
  readonly closed: string
  readonly muted: string
  readonly grant: string
  readonly text: string
  readonly window: string
  readonly unknown: string
  readonly full: string
}

export const words: CommentWords = {
  title: 'Comments',
  order: 'Order',
  orders: { new: 'Newest first', old: 'Oldest first', top: 'Most reactions' },
  empty: 'No comments yet',
  emptyMore: 'What do you think? Be the first to say it.',
  emptyClosed: 'Nobody has written here.',
  loading: 'Loading the comments …',
  failed: 'The comments are out of reach at the moment.',
  tryAgain: 'Try again',
  closed: 'This page takes no more comments.',
  cannotWrite: 'On this site only people who are logged in can write.',
  offline: 'You are offline. What you write is sent as soon as you are connected again.',
  write: 'Write a comment …',
  yourComment: 'Your comment',
  reply: 'Reply',
  replyTo: 'Reply to {name}',
  yourReply: 'Your reply to {name}',
  inAnswerTo: 'in answer to {name}',
  send: 'Send',
  save: 'Save',
  cancel: 'Cancel',
  keys: '{key} sends',
  tools: 'Formatting',
  bold: 'Bold',
  italic: 'Italic',
  link: 'Link',
  quote: 'Quote',
  code: 'Code',
  preview: 'Preview',
  previewEmpty: 'Nothing to show yet.',
  left: { one: '# character left', other: '# characters left' },
  over: { one: '# character too many', other: '# characters too many' },
  name: 'Name',
  nameHint: 'optional',
  people: 'People',
  nobody: 'Nobody found',
  found: { one: '# person found', other: '# people found' },
  typing: '{name} is writing',
  typingTwo: '{name} and {other} are writing',
  typingMany: 'Several people are writing',
  sending: 'Sending …',
  willBeSent: 'Will be sent when you are connected',
  held: 'Waits for a moderator. Only you can see it.',
  rejected: 'A moderator has declined this. Only you can see it.',
  sent: 'Sent.',
  saved: 'Saved.',
  edit: 'Edit',
  discard: 'Discard',
  edited: 'edited',
  pinned: 'Pinned',
  resolved: 'Resolved',
  verified: 'Verified by this site',
  robot: 'Robot',
  you: 'you',
  self: 'You',
  here: 'here now',
  justNow: 'just now',
  more: 'More comments',
  moreAnswers: 'More answers',
  readOn: 'Read on',
  around: 'You came by a link to one comment.',
  showAll: 'All comments',
  showAnswers: { one: 'Show # answer', other: 'Show # answers' },
  showFresh: { one: 'Show # new comment', other: 'Show # new comments' },
  saidFresh: { one: '# new comment', other: '# new comments' },
  saidAnswers: { one: '# new answer', other: '# new answers' },
  actions: 'Actions: comment by {name}',
  remove: 'Delete',
  removing: 'This comment is being deleted.',
  undo: 'Undo',
  ignored: 'Written by somebody you ignore.',
  showIgnored: 'Show',
  removed: 'This comment was deleted.',
  copyLink: 'Copy link',
  copied: 'Link copied.',
  pin: 'Pin to the top',
  unpin: 'Unpin',
  resolve: 'Mark as resolved',
  reopen: 'Open again',
  react: 'Add a reaction',
  reacted: { one: '{emoji} # person', other: '{emoji} # people' },
  showPassage: 'Show these words on the page: {words}',
  passageGone: 'These words are no longer on the page.',
  dropPassage: 'Write about the whole page instead',
  gone: 'The comment this link leads to is no longer here.',
  report: 'Report',
  reportTitle: 'Report this comment',
  reportLead: 'A moderator will look at it. Its author does not learn who reported it.',
  reportReasons: ['Spam or advertising', 'Insulting or hateful', 'Off topic', 'Something else'],
  reportMore: 'Anything to add? (optional)',
  reported: 'Thank you. A moderator will look at it.',
  moderation: 'Moderation',
  waiting: { one: '# waiting', other: '# waiting' },
  queueTitle: 'Waiting for a decision',
  queueEmpty: 'Nothing is waiting.',
  reports: { one: '# report', other: '# reports' },
  approve: 'Approve',
  reject: 'Reject',
  approved: 'Approved.',
  declined: 'Rejected.',
  restrain: 'Mute or ban …',
  restrainTitle: 'Mute or ban {name}',
  mute: 'Mute',
  muteMore: 'Can read, but not write or send anything.',
  shadow: 'Hide',
  shadowMore: 'Only they themselves see what they write.',
  ban: 'Ban',
  banMore: 'Is put out at once and cannot come back.',
  lift: 'Lift everything',
  liftMore: 'No longer muted, hidden or banned.',
  howLong: 'For how long',
  periods: ['1 hour', '1 day', '1 week', '30 days', 'For good'],
  reason: 'Reason (only moderators see it)',
  apply: 'Apply',
  applied: 'Done.',
  close: 'Close the comments',
  open: 'Open the comments again',
  dismiss: 'Dismiss',
  refusals: {
    other: 'That did not work.',
    rules: 'The rules of this site do not allow this text.',
    rate: 'That was a little fast. Wait a moment.',
    closed: 'This page takes no more comments.',
    muted: 'A moderator has asked you to be silent for a while.',
    grant: 'You may not do this here.',
    text: 'This text cannot be a comment.',
    window: 'The time for changing this comment is over.',
    unknown: 'The comment is no longer there.',
    full: 'Too much is waiting to be sent.',
  },
}
