/** Which part of a page is its text: what a selector names, else the one article, else the main part, else all of it. */

/** @param selector what the page's author says; a wrong one counts as none */
export function contentRoot(selector?: string | null): Element {
  const named = selector === undefined || selector === null || selector === '' ? null : find(selector)
  if (named !== null) return named
  const articles = document.querySelectorAll('article')
  // Of several, a list of posts: none of them is the page.
  return (articles.length === 1 ? articles[0] : document.querySelector('main')) ?? document.body
}

function find(selector: string): Element | null {
  try {
    return document.querySelector(selector)
  } catch {
    return null
  }
}
