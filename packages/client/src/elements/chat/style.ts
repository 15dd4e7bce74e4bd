/** How words beside a pod look: others', and the form for one's own. Added to the sheets of `<roomful-pods>` with the first words. */
import { sheet } from '../dom.js'

export const chatStyle = sheet(`
.says { position: absolute; top: 45px; left: 13px; width: max-content; max-width: 240px; max-height: 186px; overflow: clip; padding: 7px 12px 8px; border-radius: 4px 16px 16px 16px; background: var(--_color); color: #fff;
  box-shadow: 0 0 0 1.5px #fff, 0 4px 14px rgb(10 12 20 / .3); font: 500 14px/1.4 var(--_font); text-align: start; overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: isolate; opacity: 1; transition: opacity .3s }
.says[data-over] { opacity: 0 }
@starting-style { .says { opacity: 0 } }
.says[data-flip~=x] { left: auto; right: 0; border-radius: 16px 4px 16px 16px } .says[data-flip~=y] { top: auto; bottom: 8px; border-radius: 16px 16px 16px 4px } .says[data-flip~=x][data-flip~=y] { border-radius: 16px 16px 4px 16px }
.pod[data-flip~=y] .says { top: auto; bottom: 34px }
.pod:not([data-kind=glide]) .says { top: 16px } .pod[data-kind=scroll] .says { left: auto; right: 8px; border-radius: 16px 4px 16px 16px }

.aside { position: absolute; left: 12px; bottom: calc(12px + env(safe-area-inset-bottom)); display: grid; gap: 6px; justify-items: start; max-width: min(320px, calc(100% - 24px)) }
.voice { display: grid; grid-template-columns: auto minmax(0, 1fr); column-gap: 7px; max-width: 100%; padding: 6px 12px 7px 6px; border-radius: 15px; background: var(--_color); color: #fff; box-shadow: 0 0 0 1.5px #fff, 0 4px 14px rgb(10 12 20 / .3); font: 500 13.5px/1.4 var(--_font) }
.voice .name { font: 650 12px/18px var(--_font); overflow: hidden; text-overflow: ellipsis; white-space: nowrap } .voice .words { grid-column: 2; overflow-wrap: anywhere; max-height: 5.6em; overflow: clip; unicode-bidi: isolate; text-align: start }

.say { position: absolute; top: 0; left: 0; pointer-events: auto; width: max-content; min-width: 190px; max-width: min(292px, calc(100% - 16px)); padding: 8px 13px 8px 13px; border-radius: 4px 17px 17px 17px; background: var(--_color); color: #fff; box-shadow: 0 0 0 1.5px #fff, 0 6px 22px rgb(10 12 20 / .32); font: 500 14px/1.4 var(--_font); display: grid; gap: 5px; margin: 0 }
.say[hidden] { display: none }
.say textarea { appearance: none; display: block; field-sizing: content; box-sizing: border-box; min-width: 167px; width: 100%; max-height: 9.8em; margin: 0; padding: 0; border: 0; background: none; color: inherit; font: inherit; resize: none; overflow: auto; overflow-wrap: anywhere; outline: none; caret-color: #fff; text-align: start; scrollbar-width: none }
.say textarea::placeholder { color: #fff; opacity: .85 }
.say textarea::selection { background: rgb(255 255 255 / .35) } .say[data-said] textarea::selection { background: none }
.say .below { display: flex; align-items: center; gap: 8px; min-height: 20px; font: 500 11.5px/1.35 var(--_font) }
.say .hint { flex: 1; display: flex; flex-wrap: wrap; gap: 4px 9px } .say kbd { font: 600 10.5px/1 var(--_font); padding: 2px 5px; border-radius: 5px; background: rgb(0 0 0 / .24); margin-inline-end: 3px; white-space: nowrap } .say .hint span { white-space: nowrap }
.say button { appearance: none; border: 0; margin: 0; cursor: pointer; border-radius: 15px; min-height: 30px; padding: 0 12px; background: #fff; color: #15171c; font: 600 12.5px/1 var(--_font); white-space: nowrap; flex: none }
.say button.plain { background: rgb(0 0 0 / .24); color: #fff; padding: 0; width: 30px; display: grid; place-items: center; margin-inline-start: auto } .say button .icon { width: 16px; height: 16px }
.say button:focus-visible { outline-color: #fff }
.say .problem { margin: 0; padding: 6px 9px; border-radius: 9px; background: rgb(0 0 0 / .34); font: 500 12.5px/1.4 var(--_font) }
.say:not([data-said], [data-at=bar]) .act { display: none } .say[data-said] .hint { display: none }
.say[data-at=bar] { left: 50%; top: auto; translate: -50% 0; bottom: calc(12px + env(safe-area-inset-bottom) + var(--_keys, 0px)); width: min(480px, calc(100% - 16px)); max-width: none; border-radius: 18px; padding: 11px 12px 10px 15px; font-size: 16px }
.say[data-at=bar] .below { justify-content: flex-end; flex-wrap: wrap }
@media (pointer: coarse) { .say[data-at=bar] .hint { display: none } .say button { min-height: 44px; border-radius: 22px } .say button.plain { width: 44px } }
@media (forced-colors: active) { .says, .voice, .say { forced-color-adjust: none } }
`)
