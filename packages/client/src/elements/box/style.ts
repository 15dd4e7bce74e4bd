/** How the box looks: pill, panel, sheet on small screens. Positions are by corner; everything else is by logical side. */
import { avatarStyle } from '../avatar.js'
import { sheet } from '../dom.js'
import { stackStyle } from '../people-stack.js'

export const boxStyle = sheet(`
:host { position: fixed; inset: 0 auto auto 0; inline-size: 0; block-size: 0; z-index: var(--_z); font: 14px/1.45 var(--_font); color: var(--_text); text-align: start; letter-spacing: normal; text-transform: none }
.dock { position: fixed; z-index: 1; display: flex; max-inline-size: calc(100vw - 2 * var(--_gap)) }
.dock[data-corner|=top], .panel[data-corner|=top] { top: max(var(--_gap), env(safe-area-inset-top)) }
.dock[data-corner|=bottom], .panel[data-corner|=bottom] { bottom: max(var(--_gap), env(safe-area-inset-bottom)) }
.dock[data-corner$=right], .panel[data-corner$=right] { right: max(var(--_gap), env(safe-area-inset-right)) }
.dock[data-corner$=left], .panel[data-corner$=left] { left: max(var(--_gap), env(safe-area-inset-left)) }

button { font: inherit; color: inherit }
.pill { appearance: none; border: 0; display: flex; align-items: center; gap: 8px; block-size: 38px; padding-inline: 13px; border-radius: 999px; background: var(--_surface); box-shadow: var(--_shadow);
  font-weight: 600; font-size: 13px; line-height: 1; white-space: nowrap; font-variant-numeric: tabular-nums; cursor: pointer; touch-action: none; user-select: none; -webkit-user-select: none;
  transition: box-shadow .2s, transform .2s }
.pill:hover { transform: translateY(-1px) }
.pill[data-dragging] { cursor: grabbing; transition: none; transform: scale(1.04) }
.pill .stack .avatar { --_size: 23px }
.pill .stack .extra { min-inline-size: 26px; block-size: 26px }
.pill .stack { margin-inline-end: -6px }
.pill .stack:empty { display: none }
.dot { position: relative; inline-size: 8px; block-size: 8px; border-radius: 50%; background: var(--_live); flex: none }
.dot::after { content: ""; position: absolute; inset: 0; border-radius: 50%; background: var(--_live); animation: breathe 2.6s ease-out infinite }
@keyframes breathe { from { transform: none; opacity: .55 } 70%, to { transform: scale(2.6); opacity: 0 } }
[data-status=offline] .dot, [data-status=refused] .dot { background: var(--_muted) }
[data-status=offline] .dot::after, [data-status=refused] .dot::after { display: none }
.dock:is([data-mini], [data-scrolled]) .pill { inline-size: 30px; block-size: 30px; padding: 0; justify-content: center; opacity: .82 }
.dock:is([data-mini], [data-scrolled]) .pill:is(:hover, :focus-visible) { opacity: 1 }
.dock:is([data-mini], [data-scrolled]) .pill > .stack { display: none }
.dock:is([data-mini], [data-scrolled]) .pill > .says { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%) }
.dock[data-open] .pill { display: none }

.panel { position: fixed; inline-size: 328px; max-inline-size: calc(100vw - 2 * var(--_gap)); max-block-size: min(640px, calc(100dvh - 2 * var(--_gap))); display: flex; flex-direction: column; overflow: hidden;
  background: var(--_surface); border-radius: var(--_radius); box-shadow: var(--_shadow), 0 24px 60px -16px rgb(10 12 20 / .35); transition: opacity .16s, transform .16s cubic-bezier(.2, .8, .2, 1), display .16s allow-discrete }
.panel[data-corner|=top] { transform-origin: top } .panel[data-corner|=bottom] { transform-origin: bottom }
@starting-style { .panel { opacity: 0; transform: scale(.96) } }
header { display: flex; align-items: center; gap: 9px; padding: 10px 8px 8px 16px; padding-inline: 16px 8px; cursor: grab; touch-action: none; user-select: none; -webkit-user-select: none }
header:active { cursor: grabbing }
.title { font-weight: 650; font-size: 15px; flex: 1; min-inline-size: 0; display: flex; white-space: nowrap } .title span { min-inline-size: 0; overflow: hidden; text-overflow: ellipsis }
.view[data-form] > :is(.people, .button) { display: none }
.title b { font-weight: 500; color: var(--_muted); margin-inline-start: 5px; font-variant-numeric: tabular-nums } header .tool + .tool { margin-inline-start: -6px }
.tool { appearance: none; border: 0; background: none; border-radius: 10px; padding: 0; inline-size: 34px; block-size: 34px; display: grid; place-items: center; color: var(--_muted); cursor: pointer; flex: none }
.tool:hover { background: var(--_raised); color: var(--_text) }
.tool[aria-pressed=true] { background: var(--_raised); color: var(--_text) }
.body { overflow: auto; overscroll-behavior: contain; padding: 0 10px 12px; flex: 1; min-block-size: 0; scrollbar-width: thin }
.view { display: grid; gap: 12px }
.people { max-block-size: 236px; overflow: auto; overscroll-behavior: contain; scrollbar-width: thin }
.note { padding-inline: 6px; margin-block-start: -4px }
.card { background: var(--_raised); border-radius: calc(var(--_radius) - 4px); padding: 14px; display: grid; gap: 12px }
.lead { margin: 0; font-size: 13px; color: var(--_muted); text-wrap: pretty }
.fine { margin: 0; font-size: 12px; line-height: 1.45; color: var(--_muted); text-wrap: pretty }
.fine + .fine { margin-block-start: -6px }
.alert { margin: 0; padding: 10px 12px; border-radius: 10px; font-size: 13px; background: light-dark(#fff4e5, #3a2c14); color: light-dark(#7a3e00, #ffd699) }
.row { display: flex; align-items: center; gap: 10px; min-inline-size: 0 }
.row.wrap { flex-wrap: wrap; justify-content: space-between } .row.wrap > .button { margin-inline-start: auto } .row.wrap > .switch { flex: 1 1 0; inline-size: auto; white-space: nowrap; gap: 10px } .row.wrap > .switch span:first-child { flex: none }
.row > .grow { flex: 1; min-inline-size: 0; display: grid }
.row .name { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.button { appearance: none; border: 0; border-radius: 10px; min-block-size: 38px; padding: 8px 14px; font-weight: 600; font-size: 13.5px; line-height: 1.2; cursor: pointer; background: light-dark(#fff, #353943); color: var(--_text); box-shadow: inset 0 0 0 1px var(--_line); transition: filter .15s, background .15s }
.button:hover { filter: brightness(.97) }
.button.main { background: var(--_accent); color: var(--_accent-text); box-shadow: none }
.button.main:hover { filter: brightness(1.08) }
.button.wide { inline-size: 100% }
.button kbd { margin-inline-start: 8px; padding: 1px 6px; border-radius: 5px; background: var(--_raised); color: var(--_muted); font: 600 11.5px/1.4 var(--_font) } @media (pointer: coarse) { .button kbd { display: none } }
.buttons { display: flex; gap: 8px } .buttons > .button { flex: 1 }
label.field, .field { display: grid; gap: 5px; font-size: 12.5px; font-weight: 600; border: 0; padding: 0; margin: 0; min-inline-size: 0 }
legend { padding: 0; margin-block-end: 6px }
.input { display: flex; border-radius: 10px; background: var(--_surface); box-shadow: inset 0 0 0 1px light-dark(#8b91a0, #767d8c) }
.input:focus-within { outline: 2px solid var(--_accent); outline-offset: 1px }
.input input { appearance: none; flex: 1; min-inline-size: 0; font: 500 15px/1.3 var(--_font); color: var(--_text); background: none; border: 0; padding: 9px 11px; outline: none }
.input .tool { block-size: 38px; inline-size: 38px }
.swatches { display: grid; grid-template-columns: repeat(6, 1fr); gap: 4px }
.swatch { position: relative; display: grid; place-items: center; block-size: 34px; cursor: pointer }
.swatch input { appearance: none; margin: 0; inline-size: 26px; block-size: 26px; border-radius: 50%; background: var(--_color); cursor: pointer; transition: transform .15s; forced-color-adjust: none }
.swatch input:checked { box-shadow: 0 0 0 2px var(--_raised), 0 0 0 4px var(--_text) }
.swatch input:focus-visible { outline-offset: 5px }
.switch { appearance: none; border: 0; background: none; padding: 8px 6px; margin: 0; display: flex; align-items: center; gap: 10px; inline-size: 100%; text-align: start; cursor: pointer; border-radius: 10px; min-block-size: 40px; font-size: 13.5px }
.switch:hover { background: var(--_raised) } .card .switch { padding: 2px 0; min-block-size: 32px } .card .switch:hover { background: none }
.switch span:first-child { flex: 1 }
.track { inline-size: 36px; block-size: 22px; border-radius: 999px; background: light-dark(#8b91a0, #767d8c); flex: none; position: relative; transition: background .18s }
.track::after { content: ""; position: absolute; inset-block-start: 3px; inset-inline-start: 3px; inline-size: 16px; block-size: 16px; border-radius: 50%; background: #fff; box-shadow: 0 1px 2px rgb(0 0 0 / .3); transition: inset-inline-start .18s }
[aria-checked=true] > .track { background: var(--_accent) } [aria-checked=true] > .track::after { inset-inline-start: 17px; background: var(--_accent-text) }
.corners { direction: ltr; display: grid; grid-template-columns: auto auto; justify-content: space-between; align-content: space-between; inline-size: 96px; block-size: 64px; padding: 5px; border-radius: 10px; background: var(--_raised); box-shadow: inset 0 0 0 1px var(--_line) }
.corners label { display: grid; place-items: center; inline-size: 26px; block-size: 24px; cursor: pointer }
.corners input { appearance: none; margin: 0; inline-size: 20px; block-size: 10px; border-radius: 5px; background: light-dark(#8b91a0, #767d8c); cursor: pointer; forced-color-adjust: none }
.corners input:checked { background: var(--_accent) }
.setting { display: flex; align-items: center; justify-content: space-between; gap: 12px; padding: 4px 6px; font-size: 13.5px }
hr { border: 0; border-block-start: 1px solid var(--_line); margin: 0 6px; inline-size: auto }
footer roomful-reactions { display: block }
footer { border-block-start: 1px solid var(--_line); padding: 6px 10px }
.grip { display: none }

@media (pointer: coarse) {
  .pill { block-size: 44px; padding-inline: 15px } .tool { inline-size: 44px; block-size: 44px } .input .tool { block-size: 44px; inline-size: 44px } .button, .switch, .card .switch { min-block-size: 44px } .swatch { block-size: 44px }
  .dock:is([data-mini], [data-scrolled]) .pill { position: relative } .dock:is([data-mini], [data-scrolled]) .pill::before { content: ""; position: absolute; inset: -7px; border-radius: 50% }
  .corners { inline-size: 120px; block-size: 100px } .corners label { inline-size: 46px; block-size: 44px }
}
@media (max-width: 480px) {
  :host { --_gap: var(--roomful-gap, 10px) }
  .pill .stack { display: none } .people { max-block-size: none }
  .panel { inset: auto 0 0 0 !important; inline-size: auto; max-inline-size: none; max-block-size: 60dvh; border-end-start-radius: 0; border-end-end-radius: 0; padding-block-end: env(safe-area-inset-bottom); transform-origin: bottom }
  .body:has([data-form]) + footer { display: none }
  header { cursor: default; position: relative; padding-block-start: 14px }
  .grip { display: block; position: absolute; inset-block-start: 6px; inset-inline: 0; margin-inline: auto; inline-size: 36px; block-size: 4px; border-radius: 4px; background: var(--_line) }
  @starting-style { .panel { opacity: 1; transform: translateY(40%) } }
}
@media (forced-colors: active) {
  .pill, .panel, .button, .input, .corners { border: 1px solid CanvasText } .dot { background: Highlight; forced-color-adjust: none } .track { border: 1px solid ButtonText } .track::after { background: ButtonText }
  .swatch input:checked, .corners input:checked { outline: 2px solid Highlight; outline-offset: 3px }
}
@media print { :host { display: none } }
${avatarStyle}${stackStyle}`)
