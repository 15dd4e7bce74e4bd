/** A page, or a part of one, that is written from code: compares it, or rewrites it with `--write`. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Holds a whole file against `text`. `gate` is named in the hint. */
export function holdFile(root, path, text, { write, gate }) {
  const file = join(root, path)
  const current = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  if (current === text) return []
  if (write) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return []
  }
  const hint = `run \`npm run check -- ${gate} --write\` and look at what it changed`
  return [
    current === undefined
      ? `${path} does not exist: ${hint}`
      : `${path} is not what the code says: ${hint}\n${difference(current, text)}`,
  ]
}

/** Holds the part between `<!-- generated: name -->` and `<!-- /generated -->` of a page. */
export function holdPart(root, path, name, part, options) {
  const file = join(root, path)
  const current = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const open = `<!-- generated: ${name} -->\n`
  const close = '<!-- /generated -->'
  const start = current.indexOf(open)
  const end = current.indexOf(close, start)
  if (start === -1 || end === -1) return [`${path} has no place for the generated part "${name}"`]
  return holdFile(
    root,
    path,
    `${current.slice(0, start + open.length)}\n${part.trim()}\n\n${current.slice(end)}`,
    options,
  )
}

/** The first lines that differ, enough to see what happened. */
function difference(before, after) {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const gone = old.filter((line) => !now.includes(line)).slice(0, 8)
  const come = now.filter((line) => !old.includes(line)).slice(0, 8)
  return [...gone.map((line) => `- ${line}`), ...come.map((line) => `+ ${line}`)].join('\n')
}
