/**
 * Notices that a single-page app went elsewhere.
 *
 * The Navigation API where there is one; otherwise the history's functions are wrapped (`history-wrap.ts`). The canonical link
 * is watched too: apps set it after navigating.
 */
export function onRoute(listener: () => void): () => void {
  const stopHead = watchHead(listener)
  const stopHistory = 'navigation' in window ? watchNavigation(listener) : watchHistory(listener)
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

function watchHistory(listener: () => void): () => void {
  let isStopped = false
  let stop = (): void => {
    isStopped = true
  }
  import('./history-wrap.js').then(
    ({ wrapHistory }) => {
      if (isStopped) return
      stop = wrapHistory(listener)
      // Where the app went while this was fetched.
      listener()
    },
    () => undefined, // The head is still watched.
  )
  return () => stop()
}
