/**
 * Finds a key that stands twice in one JSON object, which `JSON.parse` quietly forgives. [S9]
 *
 * Two parsers that disagree on which of two `sub` claims counts is how a checked token becomes somebody else's.
 * Expects text that `JSON.parse` has accepted; one pass, no recursion.
 */
export function hasDuplicateKeys(json: string): boolean {
  const open: (Set<string> | undefined)[] = []
  // Inside an object, a string is a key when it follows `{` or `,`.
  let isKeyNext = false
  for (let at = 0; at < json.length; at++) {
    const unit = json[at]
    if (unit === '"') {
      const end = stringEnd(json, at)
      const keys = open.at(-1)
      if (isKeyNext && keys) {
        const key = JSON.parse(json.slice(at, end + 1)) as string
        if (keys.has(key)) return true
        keys.add(key)
        isKeyNext = false
      }
      at = end
    } else if (unit === '{') {
      open.push(new Set())
      isKeyNext = true
    } else if (unit === '[') {
      open.push(undefined)
      isKeyNext = false
    } else if (unit === '}' || unit === ']') {
      open.pop()
      isKeyNext = false
    } else if (unit === ',') {
      isKeyNext = open.at(-1) !== undefined
    }
  }
  return false
}

function stringEnd(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at
}
