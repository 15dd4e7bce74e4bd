/**
 * Colours, sizes and the ground rules of every shadow root.
 *
 * A page changes the looks in two ways: by custom properties, set on `:root` or on one element, and by `::part()`.
 *
 * | custom property          | default                    | what it paints                                        |
 * |--------------------------|----------------------------|-------------------------------------------------------|
 * | `--roomful-accent`       | indigo                     | main button, switches, focus ring                     |
 * | `--roomful-accent-text`  | white (dark: near black)   | text on the accent                                    |
 * | `--roomful-surface`      | white (dark: near black)   | pill, panel, notices                                  |
 * | `--roomful-raised`       | a shade off the surface    | fields and cards on the panel                         |
 * | `--roomful-text`         | near black (dark: white)   | text                                                  |
 * | `--roomful-muted`        | grey                       | secondary text; keep 4.5:1 on the surface             |
 * | `--roomful-line`         | translucent                | hairlines                                             |
 * | `--roomful-live`         | green                      | the live dot, "here"                                  |
 * | `--roomful-radius`       | 16px                       | corners of the panel; smaller ones follow             |
 * | `--roomful-font`         | the system's interface font| all text of the elements, except `<roomful-count>`    |
 * | `--roomful-shadow`       | soft, three layers         | pill, panel, notices                                  |
 * | `--roomful-z`            | 2147483000                 | z-index of box and pods                               |
 * | `--roomful-gap`          | 16px                       | distance of the box from the edges of the window      |
 * | `--roomful-passage`      | amber                      | words that comments are about, and their markers      |
 * | `--roomful-glow`         | orange                     | the margin where some people are                      |
 * | `--roomful-glow-hot`     | red                        | the margin where most people are                      |
 * | `--roomful-margin-z`     | 40                         | z-index of markers and cards beside the text          |
 * | `--roomful-color-0` … `-11` | twelve, 4.7:1 with white | a person's colour                                     |
 *
 * | element             | parts                                                                                         |
 * |---------------------|-----------------------------------------------------------------------------------------------|
 * | `roomful-count`     | `number`, `label`                                                                             |
 * | `roomful-people`    | `list`, `person`, `avatar`, `name`, `more`, `empty`                                           |
 * | `roomful-box`       | `pill`, `dot`, `panel`, `header`, `people`, `you`, `form`, `field`, `swatch`, `button`, `reactions`, `settings` |
 * | `roomful-pods`      | `pod`, `pointer`, `label`, `edge`, `follow`, `notice`, `chat`, `chat-form`, `chat-button`, `glow` |
 * | `roomful-reactions` | `bar`, `reaction`                                                                             |
 * | `roomful-margin`    | `marker`, `comment-button`, `pick`, `card`, `passage`, `button`, and those of the comments    |
 * | `roomful-messages`  | `messages`, `message`, `dialog`, `field`, `button`                                            |
 * | `roomful-inbox`     | `bell`, `badge`, `panel`, `list`, `notice`, `mail`, `field`, `button`                         |
 */
import { sheet } from './dom.js'

/** Every colour is at least 4.7:1 with white, so that a name can be read on it, and 3.7:1 with a dark page. */
const PALETTE = [
  '#e40050',
  '#d33b02',
  '#a86003',
  '#887100',
  '#527e03',
  '#038342',
  '#068076',
  '#037c9a',
  '#006fde',
  '#7152ff',
  '#ad2fe7',
  '#d6029c',
] as const

/** The colour of a person as a CSS value; any number is folded into the twelve. */
export function colorOf(color: number): string {
  const index = ((Math.trunc(color) % PALETTE.length) + PALETTE.length) % PALETTE.length
  return `var(--roomful-color-${String(index)},${PALETTE[index] ?? PALETTE[0]})`
}

/** In every shadow root. Private names start with `--_`; each reads its public twin. */
export const ground = sheet(`
:host {
  --_accent: var(--roomful-accent, light-dark(#4f46e5, #a9a5ff));
  --_accent-text: var(--roomful-accent-text, light-dark(#fff, #14131f));
  --_surface: var(--roomful-surface, light-dark(#fff, #1c1e24));
  --_raised: var(--roomful-raised, light-dark(#f5f6f8, #272a32));
  --_text: var(--roomful-text, light-dark(#15171c, #f3f4f6));
  --_muted: var(--roomful-muted, light-dark(#5a6170, #a8afbd));
  --_line: var(--roomful-line, light-dark(rgb(18 22 33 / .12), rgb(255 255 255 / .14)));
  --_live: var(--roomful-live, light-dark(#12874a, #3ddc84));
  --_radius: var(--roomful-radius, 16px);
  --_z: var(--roomful-z, 2147483000);
  --_gap: var(--roomful-gap, 16px);
  --_shadow: var(--roomful-shadow, 0 0 0 1px var(--_line), 0 1px 2px rgb(10 12 20 / .08), 0 8px 24px -6px rgb(10 12 20 / .22));
  --_font: var(--roomful-font, -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, system-ui, sans-serif);
}
:host([hidden]), [hidden] { display: none !important }
*, ::before, ::after { box-sizing: border-box }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.icon { inline-size: 20px; block-size: 20px; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; flex: none; display: block }
:focus { outline: none }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px }
@media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation-duration: .01ms !important; animation-iteration-count: 1 !important; transition-duration: .01ms !important } }
`)
