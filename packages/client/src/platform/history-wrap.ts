/** Routes of a single-page app where the browser has no Navigation API. Loaded only there. */

/**
 * Calls `listener` after every `pushState`, `replaceState` and step in the history. Passes everything on, and unwraps unless
 * somebody else has wrapped since.
 */
export function wrapHistory(listener: () => void): () => void {
  const restores = (['pushState', 'replaceState'] as const).map((name) => {
    const original = history[name]
    const wrapped: History['pushState'] = function (this: History, ...args) {
      original.apply(this, args)
      if (isListening) listener()
    }
    history[name] = wrapped
    return () => {
      if (history[name] === wrapped) history[name] = original
    }
  })
  let isListening = true
  window.addEventListener('popstate', listener)
  return () => {
    isListening = false
    window.removeEventListener('popstate', listener)
    for (const restore of restores) restore()
  }
}
