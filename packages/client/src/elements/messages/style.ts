/** How messages look: the cards of those that arrived, and the dialog about a person. */
import { avatarStyle } from '../avatar.js'
import { sheet } from '../dom.js'

export const messageStyle = sheet(`
:host { position: fixed !important; inset: auto 0 0 auto !important; inline-size: 0; block-size: 0; z-index: calc(var(--_z) + 1); font: 14px/1.45 var(--_font); color: var(--_text) }
:host(:dir(rtl)) { inset: auto auto 0 0 !important }
.inbox { position: fixed; inset-inline-end: max(16px, env(safe-area-inset-right)); inset-block-end: calc(var(--_lift, 16px) + env(safe-area-inset-bottom)); inline-size: min(336px, calc(100vw - 24px)); display: grid; gap: 8px }
.cards { list-style: none; margin: 0; padding: 0; display: grid; gap: 8px }
.more { margin: 0; justify-self: center; padding: 3px 12px; border-radius: 999px; background: var(--_surface); color: var(--_muted); box-shadow: var(--_shadow); font: 600 12px/1.5 var(--_font) }
.card { position: relative; display: grid; gap: 8px; padding: 12px 14px 12px; background: var(--_surface); border-radius: var(--_radius); box-shadow: var(--_shadow), 0 18px 44px -14px rgb(10 12 20 / .4); transition: opacity .2s, translate .25s cubic-bezier(.2, .8, .2, 1) }
@starting-style { .card { opacity: 0; translate: 0 14px } }
.from { display: flex; align-items: center; gap: 9px; padding-inline-end: 30px; min-inline-size: 0 } .from .avatar { --_size: 28px }
.name { font-weight: 650; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-inline-size: 0 }
.words { margin: 0; max-block-size: 8.7em; overflow: auto; overscroll-behavior: contain; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; text-align: start; scrollbar-width: thin }
.row { display: flex; align-items: center; justify-content: flex-end; gap: 10px }
.tool { appearance: none; border: 0; background: none; border-radius: 10px; padding: 0; inline-size: 34px; block-size: 34px; display: grid; place-items: center; color: var(--_muted); cursor: pointer; flex: none }
.tool:hover { background: var(--_raised); color: var(--_text) }
.card > .tool { position: absolute; inset-block-start: 8px; inset-inline-end: 8px }
.button { appearance: none; border: 0; border-radius: 10px; min-block-size: 36px; padding: 7px 14px; font: 600 13.5px/1.2 var(--_font); cursor: pointer; background: light-dark(#fff, #353943); color: var(--_text); box-shadow: inset 0 0 0 1px var(--_line); transition: filter .15s }
.button:hover { filter: brightness(.97) } .button.main { background: var(--_accent); color: var(--_accent-text); box-shadow: none } .button.main:hover { filter: brightness(1.08) } .button[aria-disabled=true] { opacity: .45; cursor: default }
.dialog { box-sizing: border-box; inline-size: min(400px, calc(100vw - 24px)); max-block-size: min(640px, calc(100dvh - 24px)); margin: auto; padding: 16px; border: 0; border-radius: var(--_radius); background: var(--_surface); color: var(--_text); box-shadow: var(--_shadow), 0 24px 60px -16px rgb(10 12 20 / .45); overflow: auto; overscroll-behavior: contain }
.dialog[open] { display: grid; gap: 13px }
.dialog::backdrop { background: rgb(10 12 20 / .38) }
.dialog header { display: flex; align-items: center; gap: 10px; min-inline-size: 0 } .dialog header .avatar { --_size: 34px } .dialog h2 { margin: 0; flex: 1; font: 650 15.5px/1.3 var(--_font) }
blockquote { margin: 0; padding: 2px 12px; border-inline-start: 3px solid var(--_line); color: var(--_muted); font-size: 13.5px; max-block-size: 5.8em; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; text-align: start }
form { display: grid; gap: 10px; margin: 0 }
textarea { appearance: none; display: block; box-sizing: border-box; inline-size: 100%; min-block-size: 84px; max-block-size: 40dvh; field-sizing: content; resize: none; margin: 0; padding: 10px 12px; border: 0; border-radius: 10px; background: var(--_raised); color: var(--_text); box-shadow: inset 0 0 0 1px light-dark(#8b91a0, #767d8c); font: 500 15px/1.45 var(--_font); overflow-wrap: anywhere }
textarea::placeholder { color: var(--_muted); opacity: 1 }
textarea:focus-visible { outline: 2px solid var(--_accent); outline-offset: 1px }
.outcome { margin: 0; flex: 1; font: 550 13px/1.4 var(--_font); color: var(--_muted); text-wrap: pretty }
.outcome[data-kind=good] { color: light-dark(#12703e, #3ddc84) } .outcome[data-kind=bad] { color: light-dark(#a32b00, #ffb38a) }
.fine { margin: 0; font: 12px/1.45 var(--_font); color: var(--_muted); text-wrap: pretty }
.ignore { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center; gap: 12px; padding-block-start: 13px; border-block-start: 1px solid var(--_line) } .ignore .button { max-inline-size: 170px; overflow: hidden; text-overflow: ellipsis; color: light-dark(#a32b00, #ffb38a) }
@media (pointer: coarse) { .button { min-block-size: 44px } .tool { inline-size: 44px; block-size: 44px } .card > .tool { inset-block-start: 4px; inset-inline-end: 4px } textarea { font-size: 16px } }
@media (max-width: 480px) {
  .inbox { inset-inline: 12px; inline-size: auto }
  .dialog { inline-size: 100%; max-inline-size: none; margin: auto 0 0; border-end-start-radius: 0; border-end-end-radius: 0; inset-block-end: var(--_keys, 0px); padding-block-end: calc(16px + env(safe-area-inset-bottom)); transition: translate .22s cubic-bezier(.2, .8, .2, 1) }
  @starting-style { .dialog[open] { translate: 0 40% } }
}
@media (forced-colors: active) { .card, .dialog, .button, textarea, .more { border: 1px solid CanvasText } }
@media print { :host { display: none !important } }
${avatarStyle}`)
