/**
 * Decides whether an element is painted light or dark: by `data-theme`, else as the page itself looks.
 *
 * A dark box on a light page looks broken even when the system prefers dark, so the page's declared colour scheme counts
 * first, then the brightness of its background, and only on a page that says neither the default of browsers: light.
 */
import type { Settings } from './settings.js'

/** Keeps `color-scheme` of `host` true until the returned undo is called. */
export function followScheme(host: HTMLElement, theme: Settings['theme']): () => void {
  const paint = (): void => host.style.setProperty('color-scheme', theme === 'auto' ? schemeOfPage() : theme)
  paint()
  if (theme !== 'auto') return () => undefined
  const dark = matchMedia('(prefers-color-scheme: dark)')
  dark.addEventListener('change', paint)
  const observer = new MutationObserver(paint)
  for (const element of [document.documentElement, document.body])
    observer.observe(element, { attributeFilter: ['class', 'style', 'data-theme', 'data-color-mode', 'data-bs-theme'] })
  return () => {
    dark.removeEventListener('change', paint)
    observer.disconnect()
  }
}

function schemeOfPage(): string {
  for (const element of [document.body, document.documentElement]) {
    const brightness = brightnessOf(getComputedStyle(element).backgroundColor)
    if (brightness !== undefined) return brightness < 0.5 ? 'dark' : 'light'
  }
  const declared = getComputedStyle(document.documentElement).colorScheme
  return declared === 'normal' ? 'light' : declared
}

/** 0 for black to 1 for white; undefined for what cannot be read or lets the layer below shine through. */
export function brightnessOf(color: string): number | undefined {
  const match = /^rgba?\(([^)]+)\)$/.exec(color)
  const [red = NaN, green = NaN, blue = NaN, alpha = 1] = (match?.[1] ?? '').split(/[\s,/]+/).map(Number)
  if (alpha < 0.5) return undefined
  const sum = (0.299 * red + 0.587 * green + 0.114 * blue) / 255
  return Number.isNaN(sum) ? undefined : sum
}
