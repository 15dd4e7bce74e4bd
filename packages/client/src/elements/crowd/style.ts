/** How the glow looks. It lies below the pods and above the page, and fades out before the text begins. */
import { sheet } from '../dom.js'

export const glowStyle = sheet(`
.glow { position: absolute; inset: 0; --_warm: var(--roomful-glow, light-dark(#f08c00, #ffb347)); --_hot: var(--roomful-glow-hot, light-dark(#e8384f, #ff6b6b)) }
.page[data-lost] .glow { opacity: .3; filter: saturate(.3) }
.light { position: absolute; top: 0; left: 0; opacity: 1; transition: opacity 1.2s; --_glow: color-mix(in oklab, var(--_hot) calc(var(--_heat) * 100%), var(--_warm)) }
.light::before { content: ""; position: absolute; inset: -36px 0; transition: opacity 1.2s, transform 1.2s; opacity: calc(.2 + var(--_heat) * .75); transform: scaleX(calc(.55 + var(--_heat) * .45));
  background: linear-gradient(90deg, transparent, color-mix(in srgb, var(--_glow) 5%, transparent) 14%, color-mix(in srgb, var(--_glow) 20%, transparent) 28%, color-mix(in srgb, var(--_glow) 44%, transparent) 40%, color-mix(in srgb, var(--_glow) 58%, transparent) 50%, color-mix(in srgb, var(--_glow) 44%, transparent) 60%, color-mix(in srgb, var(--_glow) 20%, transparent) 72%, color-mix(in srgb, var(--_glow) 5%, transparent) 86%, transparent);
  mask: linear-gradient(transparent, rgb(0 0 0 / .5) min(36px, 25%), #000 min(72px, 50%), #000 calc(100% - min(72px, 50%)), rgb(0 0 0 / .5) calc(100% - min(36px, 25%)), transparent) }
.light::after { content: ""; position: absolute; inset: -14px 0; margin-inline: auto; width: 3px; border-radius: 3px; background: var(--_glow); mask: linear-gradient(transparent, #000 28px, #000 calc(100% - 28px), transparent); transition: opacity 1.2s, background 1.2s; opacity: calc(.12 + var(--_heat) * .7) }
.light[data-gone] { opacity: 0 }
@starting-style { .light { opacity: 0 } }
.warm { position: absolute; top: 50%; left: 50%; translate: -50% -50%; z-index: 1; min-width: 22px; height: 20px; padding: 0 7px; border-radius: 10px; display: grid; place-items: center; background: var(--_surface); color: var(--_text); box-shadow: 0 0 0 1.5px var(--_glow), 0 1px 6px rgb(10 12 20 / .18); font: 650 11px/1 var(--_font); font-variant-numeric: tabular-nums; white-space: nowrap }
@media (forced-colors: active) { .light::before { display: none } .light::after { background: Highlight } .warm { border: 1px solid } }
`)
