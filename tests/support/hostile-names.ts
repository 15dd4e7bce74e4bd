/**
 * Names that try to be somebody or something else, and texts that are hostile by their length alone. [S14,S15,S17]
 *
 * What is markup or a link is in `hostile-texts.ts` and is tried as a name as well. Written for this project; add to it, take
 * nothing away.
 */

/** Names that read as another one, as nobody's, or as part of the page. */
export const HOSTILE_NAMES: readonly string[] = [
  // Somebody else at a glance.
  'Аdmin',
  'Adm\u0131n',
  'Adrnin',
  'ADM1N',
  'ＡＤＭＩＮ',
  '𝐀𝐝𝐦𝐢𝐧',
  '🅐🅓🅜🅘🅝',
  'A\u0301dmin',
  'Admin\u200b',
  '\ufeffAdmin',
  'Ad\u00admin',
  'Admin\u{e0041}',
  'Admin\u034f',
  '\u202enimdA',
  '\u2067Admin\u2069',
  'Admin ✓',
  'Admin ☑️',
  'Admin \u{1f6e1}\ufe0f moderator',
  'Ada (verified)',
  'Ada, editor',
  // Nobody, or something of the program.
  '\u200b',
  '\u2800\u3164',
  '\u0301\u0302',
  '   ',
  'null',
  'undefined',
  'NaN',
  '[object Object]',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '%s%n%d {name} {count} {0} ${name} $1 $& $`',
  // More than one line, or more than a name.
  'Ada\nBob said: yes',
  'Ada\r\nSet-Cookie: a=b',
  'Ada\u2028Bob',
  'Ada: “I agree with everything below”',
  '@Ada',
  '@everyone',
  '#comment-1',
  'Deleted comment',
  // Wide, tall and long.
  'W'.repeat(500),
  '﷽'.repeat(40),
  `Z${'\u0338\u0322\u031b\u0330'.repeat(30)}`,
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}'.repeat(20),
  // What other programs do with a name.
  "Robert'); DROP TABLE members;--",
  '../../../etc/passwd\u0000.png',
  '=cmd|calc!A1',
  'a@hostile.example>, b@hostile.example',
  '\u001b]0;title\u0007\u001b[31mred',
]

/** What is short to write and long to read: nothing here may cost more than its length. */
export const HOSTILE_LENGTHS: readonly string[] = [
  '['.repeat(65_536),
  '['.repeat(9_900),
  '[a]('.repeat(2_400),
  '![['.repeat(3_300),
  ']('.repeat(4_900),
  '*_~~`'.repeat(1_900),
  '**a '.repeat(2_400),
  '`'.repeat(9_900),
  '> '.repeat(4_900),
  '- '.repeat(4_900),
  '1. '.repeat(3_200),
  '<'.repeat(9_900),
  '&'.repeat(9_900),
  '@'.repeat(9_900),
  '<a href='.repeat(1_200),
  'https://'.repeat(1_200),
  'a'.repeat(9_900),
  '\u202e'.repeat(9_900),
  '\u0301'.repeat(9_900),
  `${'\n'.repeat(9_000)}x`,
]
