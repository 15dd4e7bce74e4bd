/**
 * Notices that a single-page app went elsewhere.
 *
 * The Navigation API where there is one; otherwise `pushState` and `replaceState` are wrapped, passing everything on, and
 * unwrapped unless somebody else has wrapped them since. The canonical link is watched too: apps set it after navigating.
 */
export function onRoute(listener: () => void): () => void {
  const stopHead = watchHead(listener)
  const stopHistory = 'navigation' in window ? watchNavigation(listener) : wrapHistory(listener)
  return () => {
    stopHead()
    stopHistory()
  }
}

function watchHead(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  const attributeFilter = ['href', 'content', 'rel']
  observer.observe(document.head, { childList: true, subtree: true, attributes: true, attributeFilter })
  return () => observer.disconnect()
}

function watchNavigation(listener: () => void): () => void {
  const navigation = (window as unknown as { navigation: EventTarget }).navigation
  navigation.addEventListener('currententrychange', listener)
  return () => navigation.removeEventListener('currententrychange', listener)
}

function wrapHistory(listener: () => void): () => void {
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
