/** How everything that lies over the page looks: pods, chips at the edges, the follow frame, notices, reactions. */
import { sheet } from '../dom.js'

export const podsStyle = sheet(`
:host { position: absolute !important; inset: 0 auto auto 0 !important; inline-size: 0 !important; block-size: 0 !important; margin: 0 !important; padding: 0 !important; border: 0 !important; pointer-events: none; z-index: calc(var(--_z) - 1); direction: ltr }
.page { position: absolute; top: 0; left: 0; overflow: clip; contain: strict; pointer-events: none; user-select: none }
.view { position: fixed; inset: 0; pointer-events: none; overflow: clip; font: 13px/1.4 var(--_font); color: var(--_text) }
.pod { position: absolute; top: 0; left: 0; will-change: transform; opacity: 1; transition: opacity .35s; color: #fff }
.pod[data-state=idle] { opacity: .6 } .pod[data-state=away] { opacity: .3 } .pod[data-gone] { opacity: 0 } .page[data-lost] .pod { opacity: .25; filter: saturate(.3) }
@starting-style { .pod { opacity: 0 } }
.pointer { position: absolute; top: -2px; left: -2px; width: 22px; height: 22px; overflow: visible; filter: drop-shadow(0 1px 2px rgb(10 12 20 / .35)) }
.pointer path { fill: var(--_color); stroke: #fff; stroke-width: 1.5; stroke-linejoin: round; paint-order: stroke }
.label { position: absolute; top: 17px; left: 13px; display: flex; align-items: center; gap: 6px; max-width: 190px; height: 24px; padding: 0 10px 0 3px; border-radius: 4px 13px 13px 13px; background: var(--_color);
  box-shadow: 0 0 0 1.5px #fff, 0 2px 8px rgb(10 12 20 / .28); font: 600 12px/1 var(--_font); white-space: nowrap; letter-spacing: .005em; transition: max-width .35s cubic-bezier(.3, .8, .3, 1), padding .35s, gap .35s }
.face { display: grid; place-items: center; min-width: 18px; height: 18px; padding: 0 2px; border-radius: 9px; background: rgb(0 0 0 / .22); font: 700 9px/1 var(--_font); letter-spacing: .02em; flex: none }
[data-robot] .face { border-radius: 5px }
.label .name { overflow: hidden; text-overflow: ellipsis; line-height: 1.4; transition: opacity .25s }
.pod[data-resting] .label { max-width: 24px; padding-right: 3px; gap: 0 } .pod[data-resting] .label .name { opacity: 0 }
.pod[data-flip~=x] .label { left: auto; right: 0; border-radius: 13px 4px 13px 13px } .pod[data-flip~=y] .label { top: auto; bottom: 6px; border-radius: 13px 13px 13px 4px }
.pod[data-flip~=x][data-flip~=y] .label { border-radius: 13px 13px 4px 13px }
.page[data-crowd] .pod:not([data-named]) :is(.pointer, .label) { scale: .84; transform-origin: 0 0 } .page[data-crowd] .pod:not([data-named]) .label { max-width: 24px; padding-right: 3px; gap: 0 } .page[data-crowd] .pod:not([data-named]) .name { opacity: 0 }
.page[data-crowd] .pod[data-resting]:not([data-named]) { opacity: .55 } .pod[data-named] { z-index: 1 }
.ring { position: absolute; width: 44px; height: 44px; margin: -22px 0 0 -22px; border-radius: 50%; border: 3px solid var(--_color); opacity: 0 }
.pod:not([data-kind=glide]) .pointer { display: none }
.pod[data-kind=tap] .label { top: -12px; left: 12px; border-radius: 13px }
.pod[data-kind=tap]::before { content: ""; position: absolute; width: 18px; height: 18px; margin: -9px; border-radius: 50%; background: var(--_color); opacity: .85; box-shadow: 0 0 0 2px #fff, 0 1px 6px rgb(10 12 20 / .3) }
.pod[data-kind=scroll] .label { top: -12px; left: auto; right: 8px; border-radius: 13px 0 0 13px; padding-right: 10px; max-width: 150px }
.pod[data-kind=scroll] .label { right: 0 } .pod[data-kind=scroll][data-resting] .label { max-width: 26px; padding-right: 4px }

.edges { display: flex; justify-content: center; gap: 6px } .edges:empty { display: none } .edges.up { position: absolute; left: 0; right: 0; top: 10px }
.edge { appearance: none; pointer-events: auto; cursor: pointer; border: 0; margin: 0; display: flex; align-items: center; gap: 5px; height: 28px; padding: 0 10px 0 4px; border-radius: 14px; background: var(--_color); color: #fff; font: 600 12px/1 var(--_font);
  max-width: 150px; box-shadow: 0 0 0 1.5px #fff, 0 2px 10px rgb(10 12 20 / .3); transition: filter .2s } .edge:hover { filter: brightness(1.08) }
.edge .face { display: none } .edge .icon { width: 15px; height: 15px; stroke-width: 2.4 } .edge .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; line-height: 1.4 } .edge.rest { background: light-dark(#3f4451, #4b5160); padding: 0 10px }
@media (max-width: 480px) { .edge .name { display: none } .edge .face { display: grid; margin-inline-start: -3px } .edge:not(.rest) { padding: 0 5px 0 4px } }
@media (pointer: coarse) { .edge { position: relative } .edge::after { content: ""; position: absolute; inset: -8px -3px } }

.frame { position: absolute; inset: 0; border: 3px solid var(--_color); border-radius: 2px; opacity: .85 }
.bottom { position: absolute; inset-inline: 0; bottom: calc(12px + env(safe-area-inset-bottom)); display: grid; gap: 10px; justify-items: center; padding-inline: 12px }
.chip { pointer-events: auto; display: flex; align-items: center; gap: 10px; max-width: min(440px, 100%); min-height: 44px; padding: 4px 6px 4px 14px; border-radius: 22px; background: var(--_surface); color: var(--_text); box-shadow: var(--_shadow), 0 12px 32px -8px rgb(10 12 20 / .35); font: 500 13.5px/1.35 var(--_font); transition: opacity .2s, translate .2s }
@starting-style { .chip { opacity: 0; translate: 0 10px } }
.chip.follow { background: var(--_color); color: #fff; box-shadow: 0 0 0 1.5px #fff, 0 6px 20px rgb(10 12 20 / .3) } .chip .text { min-width: 0; overflow: hidden; text-overflow: ellipsis; padding-block: 6px } .chip.follow .text { white-space: nowrap }
.chip button { appearance: none; border: 0; margin: 0; cursor: pointer; min-height: 34px; padding: 0 14px; border-radius: 17px; font: 600 13px/1 var(--_font); background: var(--_accent); color: var(--_accent-text); flex: none }
.chip.follow button { background: rgb(0 0 0 / .3); color: #fff } .chip.follow button:focus-visible { outline-color: #fff }
.chip button.plain { background: none; color: var(--_muted); padding: 0; width: 34px; display: grid; place-items: center } .chip button.plain:hover { color: var(--_text) }
@media (pointer: coarse) { .chip button { min-height: 44px; border-radius: 22px } .chip button.plain { width: 44px } }
.beacon { position: absolute; width: 56px; height: 56px; margin: -28px 0 0 -28px; border-radius: 50%; border: 4px solid var(--_accent) }
.burst { position: absolute; top: 0; left: 0; font: 30px/1 "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif; will-change: transform, opacity; margin: -15px 0 0 -15px; opacity: 0 }
@media print { :host { display: none !important } }
@media (forced-colors: active) { .label, .edge, .chip { forced-color-adjust: none } }
`)
