/**
 * The outer half of every element: a tag that exists at once and fetches what it does only when it stands in a page.
 *
 * Owns the shadow root and the order of mount and stop. What an element shows is in the file of its name, as a `Mount`.
 * Invariant: the shadow root is made when the element's code has arrived, so that what the page wrote between the tags
 * stays visible until then, and for good when the server is down.
 */
import type { Live } from './live.js'

/** An element at work. */
export interface Mounted {
  /** Undoes everything but the shadow root. */
  stop(): void
  /** An observed attribute has changed. Without it the element is mounted anew. */
  changed?(): void
}

/** Brings an element to life inside its shadow root. */
export type Mount = (host: HTMLElement, root: ShadowRoot, live: Live) => Mounted

/** A tag and where its code is. */
export interface Tag {
  readonly name: string
  readonly attributes: readonly string[]
  load(): Promise<{ readonly mount: Mount }>
}

/** Defines the custom element, once. `live` starts the connection when the first element needs it. */
export function defineTag(tag: Tag, live: () => Promise<Live>): void {
  if (customElements.get(tag.name) !== undefined) return
  customElements.define(
    tag.name,
    class extends HTMLElement {
      static readonly observedAttributes = tag.attributes
      #mounted: Mounted | undefined
      #turn = 0

      connectedCallback(): void {
        const turn = ++this.#turn
        // A failure to load means that the server is away: the page is left as it is, and the browser has already logged it.
        Promise.all([tag.load(), live()]).then(
          ([part, started]) => {
            if (turn !== this.#turn) return
            const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
            this.#mounted = part.mount(this, root, started)
          },
          () => undefined,
        )
      }

      disconnectedCallback(): void {
        this.#turn++
        this.#mounted?.stop()
        this.#mounted = undefined
        this.shadowRoot?.replaceChildren()
      }

      attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
        if (this.#mounted === undefined || before === after) return
        if (this.#mounted.changed !== undefined) return this.#mounted.changed()
        this.disconnectedCallback()
        this.connectedCallback()
      }
    },
  )
}
