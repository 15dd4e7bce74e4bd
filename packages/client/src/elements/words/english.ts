/** Every text of the elements, in English. Other languages are the same table; `{…}` is filled in, `#` is the number. */
import { brief, type Brief, type Forms } from './words.js'

/** What every language has to say. */
export interface Words extends Brief {
  readonly pill: Forms
  readonly offlineMore: string
  readonly refused: string
  readonly title: string
  readonly alone: string
  readonly nobodySeen: string
  readonly unseen: Forms
  /** In a crowd: how many chose to be seen. */
  readonly crowdSeen: Forms
  /** In a crowd: after the names of those who are told one by one. */
  readonly crowdMore: Forms
  /** What the glow beside the text means. */
  readonly crowdGlow: string
  /** What screen readers read of the glow; `{words}` is a heading. */
  readonly crowdAt: Forms
  readonly you: string
  readonly verified: string
  readonly robot: string
  readonly lookalike: string
  readonly here: string
  readonly idle: string
  readonly away: string
  readonly follow: string
  readonly followingName: string
  readonly stop: string
  readonly stopped: string
  readonly gone: string
  /** Not among those who are told; whether they have left, nobody says. */
  readonly outOfSight: string
  readonly waiting: string
  readonly beSeen: string
  readonly beSeenLead: string
  readonly name: string
  readonly otherName: string
  readonly color: string
  readonly colors: readonly string[]
  readonly othersSee: string
  readonly stored: string
  readonly showMe: string
  readonly notNow: string
  readonly youAreSeen: string
  readonly siteName: string
  readonly edit: string
  readonly save: string
  readonly hideMe: string
  readonly pause: string
  readonly hidePods: string
  readonly settings: string
  readonly back: string
  readonly close: string
  readonly minimise: string
  readonly restore: string
  readonly drag: string
  readonly corner: string
  readonly corners: readonly [string, string, string, string]
  readonly hideVisit: string
  readonly hideVisitMore: string
  readonly gather: string
  readonly gathered: string
  readonly gatherAsk: string
  readonly goThere: string
  /** On the button that opens the words beside one's own pod. */
  readonly sayHere: string
  readonly messageTo: string
  readonly aboutPerson: string
  readonly ignored: string
  readonly dismiss: string
  readonly react: string
  readonly reactions: readonly [string, string, string, string, string, string]
  readonly reacted: string
  readonly reactedMany: Forms
  readonly someone: string
  readonly failed: string
  readonly cannotAppear: string
  readonly adjectives: readonly string[]
  readonly animals: readonly string[]
  readonly anonymous: string
}

export const words: Words = {
  ...brief,
  pill: { other: '# here' },
  offlineMore: 'The live part of this page is out of reach. It comes back by itself.',
  refused: 'The live part of this page is not open to you.',
  title: 'On this page',
  alone: 'You are the only one here right now.',
  nobodySeen: 'Nobody here has chosen to be seen yet.',
  unseen: { one: '# reader unseen', other: '# readers unseen' },
  crowdSeen: { other: '# people can be seen' },
  crowdMore: { one: 'and # more', other: 'and # more' },
  crowdGlow: 'The glow beside the text shows where everyone is.',
  crowdAt: { other: '# people can be seen here, most of them at “{words}”.' },
  you: 'you',
  verified: 'Verified by this site',
  robot: 'Robot',
  lookalike: 'Not the verified person of this name',
  here: 'here',
  idle: 'idle',
  away: 'away',
  follow: 'Follow {name}',
  followingName: 'Following {name}',
  stop: 'Stop',
  stopped: 'You are no longer following {name}.',
  gone: '{name} has left.',
  outOfSight: '{name} is out of sight.',
  waiting: 'Waiting for {name} to move',
  beSeen: 'Be seen',
  beSeenLead: 'You count as one anonymous reader. Nothing else about you is sent or stored.',
  name: 'Name',
  otherName: 'Suggest another name',
  color: 'Color',
  colors: ['Red', 'Orange', 'Amber', 'Olive', 'Leaf', 'Green', 'Teal', 'Petrol', 'Blue', 'Violet', 'Purple', 'Pink'],
  othersSee: 'Others on this page see your name, your color and where you point or scroll. Never what you type.',
  stored: 'This browser keeps your name and this choice until you hide yourself.',
  showMe: 'Show me',
  notNow: 'Not now',
  youAreSeen: 'Everyone here sees you',
  siteName: 'Your name comes from this site.',
  edit: 'Change name or color',
  save: 'Save',
  hideMe: 'Hide me',
  pause: 'Pause my pointer',
  hidePods: 'Hide all pointers',
  settings: 'Settings',
  back: 'Back',
  close: 'Close',
  minimise: 'Shrink to a dot',
  restore: 'Show who is here',
  drag: 'Drag to another corner',
  corner: 'Corner',
  corners: ['Top left', 'Top right', 'Bottom left', 'Bottom right'],
  hideVisit: 'Hide for this visit',
  hideVisitMore: 'Gone until you close this tab. The tab remembers that, and nothing else.',
  gather: 'Bring everyone here',
  gathered: 'Everyone was asked to come here.',
  gatherAsk: '{name} asks everyone to look at this place.',
  goThere: 'Go there',
  sayHere: 'Say something here',
  messageTo: 'Message to {name}',
  aboutPerson: 'More about {name}',
  ignored: 'ignored',
  dismiss: 'Dismiss',
  react: 'React',
  reactions: ['Applause', 'Love', 'Agree', 'Laughter', 'Celebrate', 'Wow'],
  reacted: '{name}: {reaction}',
  reactedMany: { one: '# reaction', other: '# reactions' },
  someone: 'Someone',
  failed: 'That did not work. Try again in a moment.',
  cannotAppear: 'On this site only people who are logged in can be seen.',
  adjectives: ['Quiet', 'Curious', 'Gentle', 'Bright', 'Swift', 'Calm', 'Kind', 'Patient', 'Merry', 'Brave'],
  animals: ['Heron', 'Otter', 'Fox', 'Wren', 'Badger', 'Lynx', 'Finch', 'Hare', 'Owl', 'Seal', 'Deer', 'Robin'],
  anonymous: '{adjective} {animal}',
}
