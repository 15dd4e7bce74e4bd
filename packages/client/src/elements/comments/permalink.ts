/** `#comment-<id>` in the address: which comment the reader came for. */

const PREFIX = '#comment-'

/** The comment that the address names. */
export function wanted(hash: string): string | undefined {
  if (!hash.startsWith(PREFIX)) return undefined
  const id = hash.slice(PREFIX.length)
  // The server's ids; whatever else stands there is another script's business.
  return /^[\w.:-]{1,64}$/.test(id) ? id : undefined
}

/** The address of a comment on the page, which may be another one than this. */
export function addressOf(id: string, page: string | undefined): string {
  const { pathname, search } = location
  return `${page ?? pathname + search}${PREFIX}${id}`
}

/** Calls `go` now, where the address names a comment, and whenever it comes to name one. Returns how to stop. */
export function followAddress(go: (id: string) => void): () => void {
  const look = (): void => {
    const id = wanted(location.hash)
    if (id !== undefined) go(id)
  }
  addEventListener('hashchange', look)
  look()
  return () => removeEventListener('hashchange', look)
}
