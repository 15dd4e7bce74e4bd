/** What the buttons above a text do to its Markdown source: a replacement and where the selection is afterwards. Pure. */

export type FormatKind = 'bold' | 'italic' | 'link' | 'quote' | 'code'

/** Characters `from` to `to` become `insert`; then `start` to `end` are selected. Positions are UTF-16 units. */
export interface Change {
  readonly from: number
  readonly to: number
  readonly insert: string
  readonly start: number
  readonly end: number
}

const ADDRESS = 'https://'

/** Pressed twice, a button takes back what it did. */
export function format(text: string, from: number, to: number, kind: FormatKind): Change {
  switch (kind) {
    case 'bold':
      return wrap(text, from, to, '**')
    case 'italic':
      return wrap(text, from, to, '*')
    case 'code':
      return text.slice(from, to).includes('\n') ? fence(text, from, to) : wrap(text, from, to, '`')
    case 'quote':
      return quote(text, from, to)
    case 'link':
      return link(text, from, to)
  }
}

/** White space at the edges stays outside: `** word**` is no emphasis. */
function wrap(text: string, start: number, end: number, sign: string): Change {
  const picked = text.slice(start, end)
  const from = start + (picked.length - picked.trimStart().length) * Number(picked.trim() !== '')
  const to = from + picked.trim().length
  const size = sign.length
  const isWrapped =
    text.slice(from - size, from) === sign && text.slice(to, to + size) === sign && signsAround(text, from, to, sign)
  const inner = text.slice(from, to)
  if (isWrapped) {
    return { from: from - size, to: to + size, insert: inner, start: from - size, end: to - size }
  }
  return { from, to, insert: sign + inner + sign, start: from + size, end: to + size }
}

/** A star beside another belongs to `**`: italic does not take half of bold away, but it does of both together. */
function signsAround(text: string, from: number, to: number, sign: string): boolean {
  if (!sign.startsWith('*')) return true
  const before = /\**$/.exec(text.slice(0, from))?.[0].length ?? 0
  const after = /^\**/.exec(text.slice(to))?.[0].length ?? 0
  const count = Math.min(before, after)
  return sign === '*' ? count === 1 || count === 3 : count >= 2
}

function fence(text: string, from: number, to: number): Change {
  const before = from === 0 || text[from - 1] === '\n' ? '' : '\n'
  const after = to === text.length || text[to] === '\n' ? '' : '\n'
  const start = from + before.length + 4
  return {
    from,
    to,
    insert: `${before}\`\`\`\n${text.slice(from, to)}\n\`\`\`${after}`,
    start,
    end: start + (to - from),
  }
}

/** Whole lines, whatever of them is selected. */
function quote(text: string, start: number, end: number): Change {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const next = text.indexOf('\n', end)
  const to = next === -1 ? text.length : next
  const lines = text.slice(from, to).split('\n')
  const isQuoted = lines.every((line) => line.startsWith('>'))
  const insert = lines.map((line) => (isQuoted ? line.replace(/^> ?/, '') : `> ${line}`)).join('\n')
  const isEmpty = start === end
  const at = from + insert.length
  return { from, to, insert, start: isEmpty ? at : from, end: at }
}

function link(text: string, from: number, to: number): Change {
  const picked = text.slice(from, to)
  if (/^https?:\/\/\S+$/.test(picked)) {
    return { from, to, insert: `[](${picked})`, start: from + 1, end: from + 1 }
  }
  const at = from + picked.length + 3
  return { from, to, insert: `[${picked}](${ADDRESS})`, start: at, end: at + ADDRESS.length }
}
