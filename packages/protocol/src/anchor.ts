/** [C2] The name of an element: a hash of what it is. Apart from `place.ts`, because a page's own name needs it at once. */
const utf8 = new TextEncoder()

/** [C2] The low 24 bits of 32-bit FNV-1a over the UTF-8 of `key`. */
export function anchorHash(key: string): number {
  let hash = 0x811c9dc5
  for (const byte of utf8.encode(key)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash & 0xffffff
}
