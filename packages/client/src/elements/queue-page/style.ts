/** How the page looks: two schemes, any width from 320 pixels, both directions. One sheet, so that no markup carries a style. */
import { sheet } from '../dom.js'

export const pageStyle = sheet(`
:root {
  color-scheme: light dark;
  --ground: light-dark(#f4f5f8, #131419);
  --surface: light-dark(#fff, #1c1e24);
  --raised: light-dark(#f4f5f8, #272a32);
  --text: light-dark(#15171c, #f3f4f6);
  --muted: light-dark(#596070, #a8afbd);
  --line: light-dark(rgb(18 22 33 / .12), rgb(255 255 255 / .13));
  --accent: light-dark(#4f46e5, #a9a5ff);
  --accent-text: light-dark(#fff, #14131f);
  --good: light-dark(#0b6b3a, #6ee7a8);
  --good-ground: light-dark(#e5f5ec, #17352a);
  --warn: light-dark(#7a4a00, #fcc95c);
  --warn-ground: light-dark(#fdf1d7, #3a2f17);
  --bad: light-dark(#b0202c, #ff9d9d);
  --bad-ground: light-dark(#fdeaea, #3c2125);
  --shadow: 0 1px 2px rgb(10 12 20 / .05), 0 4px 16px -8px rgb(10 12 20 / .16);
  --wide: 52rem;
}
*, ::before, ::after { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, system-ui, sans-serif; -webkit-text-size-adjust: 100% }
h1, h2, h3, p, ul, ol, dl, dd, blockquote, figure, fieldset { margin: 0; padding: 0; border: 0 }
ul, ol { list-style: none }
a { color: inherit }
button, input, select, textarea { font: inherit; color: inherit }
[hidden] { display: none !important }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.icon { inline-size: 1.25em; block-size: 1.25em; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; flex: none }
:focus { outline: none }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.quiet:not(.button) { color: var(--muted) }
small { font-size: .8125rem }

.card { background: var(--surface); border: 1px solid var(--line); border-radius: 14px; box-shadow: var(--shadow) }
.emblem { display: grid; place-items: center; inline-size: 2rem; block-size: 2rem; border-radius: 9px; background: var(--accent); color: var(--accent-text); flex: none }
.face { display: grid; place-items: center; inline-size: 2.375rem; block-size: 2.375rem; border-radius: 50%; background: var(--_color); color: #fff; font-weight: 650; font-size: .8125rem; flex: none; user-select: none }

.button { display: inline-flex; align-items: center; justify-content: center; gap: .375rem; min-block-size: 2.25rem; padding: .25rem .8125rem; border: 1px solid var(--line); border-radius: 9px; background: var(--surface); font-weight: 550; font-size: .9375rem; text-decoration: none; cursor: pointer; transition: background-color .12s, border-color .12s }
.button:hover { background: var(--raised) }
.button:active { transform: translateY(1px) }
.button.main { background: var(--accent); border-color: transparent; color: var(--accent-text) }
.button.main:hover { background: color-mix(in oklab, var(--accent), #000 10%) }
.button.good { background: var(--good-ground); border-color: color-mix(in oklab, var(--good), transparent 75%); color: var(--good) }
.button.good:hover { background: color-mix(in oklab, var(--good-ground), var(--good) 10%) }
.button.bad { color: var(--bad) }
.button.bad:hover { background: var(--bad-ground) }
.button.grave { background: var(--bad); border-color: transparent; color: light-dark(#fff, #2a0d0f) }
.button.quiet { background: none; border-color: transparent; color: var(--muted) }
.button.quiet:hover { background: var(--raised); color: var(--text) }
.button.quiet.grave { color: var(--bad) }
.button.quiet.grave:hover { background: var(--bad-ground); color: var(--bad) }
.button.wide { inline-size: 100%; margin-block-start: .75rem }
.icon-only .word { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.icon-only { padding: .25rem; min-inline-size: 2.25rem; position: relative }

.top { position: sticky; inset-block-start: 0; z-index: 2; display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 0 1rem; padding: .75rem max(1rem, calc((100% - var(--wide)) / 2)) 0; background: color-mix(in srgb, var(--ground), transparent 8%); backdrop-filter: blur(10px); border-block-end: 1px solid var(--line) }
.brand { display: flex; align-items: center; gap: .625rem; min-inline-size: 0 }
.brand h1 { font-size: 1.0625rem; font-weight: 680; letter-spacing: -.01em }
.brand small { color: var(--muted); overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.tools { display: flex; align-items: center; gap: .25rem }
.state { display: inline-flex; align-items: center; gap: .4375rem; margin-inline-end: .375rem; font-size: .8125rem; color: var(--muted); white-space: nowrap }
.state i { inline-size: .5rem; block-size: .5rem; border-radius: 50%; background: var(--muted) }
.state[data-state=live] i { background: light-dark(#12874a, #3ddc84); box-shadow: 0 0 0 3px color-mix(in oklab, light-dark(#12874a, #3ddc84), transparent 78%) }
nav { grid-column: 1 / -1; display: flex; gap: .125rem; margin-block-start: .5rem; overflow-x: auto; scrollbar-width: none; margin-inline: -.625rem; padding-inline: .125rem }
nav::-webkit-scrollbar { display: none }
nav a { display: flex; align-items: center; gap: .375rem; padding: .5rem .625rem .625rem; color: var(--muted); font-size: .9375rem; font-weight: 550; text-decoration: none; white-space: nowrap; border-block-end: 2px solid transparent; border-start-start-radius: 8px; border-start-end-radius: 8px }
nav a:hover { color: var(--text); background: color-mix(in srgb, var(--text), transparent 95%) }
nav a[aria-current] { color: var(--text); border-color: var(--accent) }
nav a:focus-visible { outline-offset: -2px }
.badge { min-inline-size: 1.25rem; padding: .0625rem .375rem; border-radius: 99px; background: color-mix(in srgb, var(--text), transparent 90%); font-size: .75rem; font-weight: 650; text-align: center; font-variant-numeric: tabular-nums }
nav a[aria-current] .badge { background: var(--accent); color: var(--accent-text) }
.account { position: relative }
.account summary { display: flex; align-items: center; gap: .375rem; min-block-size: 2.25rem; padding: .25rem .5rem; border-radius: 9px; cursor: pointer; list-style: none; font-size: .9375rem; font-weight: 550; max-inline-size: 12rem }
.account summary::-webkit-details-marker { display: none }
.account summary:hover { background: var(--raised) }
.account summary bdi { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.menu { position: absolute; inset-inline-end: 0; inset-block-start: calc(100% + .375rem); inline-size: max-content; max-inline-size: min(20rem, 90vw); padding: .875rem; display: grid; gap: .625rem; box-shadow: 0 12px 40px -8px rgb(10 12 20 / .35) }
.menu p { font-size: .9375rem }
.offline { display: flex; gap: .5rem; align-items: center; padding: .5rem max(1rem, calc((100% - var(--wide)) / 2)); background: var(--warn-ground); color: var(--warn); font-size: .9375rem }

main { max-inline-size: calc(var(--wide) + 2rem); margin-inline: auto; padding: 1rem 1rem 6rem }
main:focus-visible { outline: none }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; min-block-size: 2.25rem; margin-block-end: .75rem; padding-inline: 1rem .125rem }
.bar[data-chosen] { position: sticky; inset-block-start: 6.125rem; z-index: 1; margin-block-start: -.5rem; padding-block: .5rem; background: color-mix(in srgb, var(--ground), transparent 8%); backdrop-filter: blur(10px) }
.bar select { margin-inline-start: auto; max-inline-size: 100% }
.bulk { display: flex; gap: .375rem }
.chosen { font-size: .9375rem; color: var(--muted) }
.tick { display: inline-flex; align-items: center; gap: .5625rem; cursor: pointer; font-size: .9375rem }
input[type=checkbox], input[type=radio] { inline-size: 1.125rem; block-size: 1.125rem; margin: 0; accent-color: var(--accent); flex: none; cursor: pointer }
select, input:not([type=checkbox], [type=radio]), textarea { min-block-size: 2.25rem; padding: .375rem .625rem; border: 1px solid light-dark(#8b91a0, #6d7380); border-radius: 9px; background: var(--surface); inline-size: 100% }
select { inline-size: auto; padding-inline-end: .25rem }
.bar .search { position: relative; flex: 1 }
.search .icon { position: absolute; inset-inline-start: .625rem; inset-block-start: .5625rem; color: var(--muted) }
.search input[type=search] { padding-inline-start: 2.25rem }
.bar:has(.search) { padding-inline: 0 }

.cards { display: grid; gap: .75rem }
.cards .card, article.card { padding: .875rem 1rem .75rem; scroll-margin-block: 10rem 5rem; position: relative; overflow-wrap: anywhere }
article.card[aria-current] { border-color: color-mix(in oklab, var(--accent), transparent 35%); box-shadow: 0 0 0 1px color-mix(in oklab, var(--accent), transparent 35%), var(--shadow) }
article.card[data-chosen] { background: color-mix(in oklab, var(--surface), var(--accent) 6%) }
article.card:focus-visible { outline-offset: -1px; border-color: transparent; box-shadow: var(--shadow) }
article header { display: flex; align-items: center; gap: .625rem }
.pick { display: grid; place-items: center; align-self: stretch; margin: -.875rem 0 -.5rem -1rem; margin-inline: -1rem -.25rem; padding-inline: 1rem .375rem; cursor: pointer }
.plain .pick { display: none }
.who { display: grid; min-inline-size: 0; line-height: 1.35 }
.name { display: flex; align-items: center; gap: .3125rem; font-weight: 640; min-inline-size: 0 }
.name a { text-decoration: none; overflow: hidden; text-overflow: ellipsis }
.name a:hover { text-decoration: underline; text-underline-offset: 2px }
.verified { display: grid; place-items: center; inline-size: 1.0625rem; block-size: 1.0625rem; border-radius: 50%; background: var(--accent); color: var(--accent-text); flex: none }
.verified .icon { inline-size: .8125rem; block-size: .8125rem; stroke-width: 2.6 }
.role { padding: 0 .375rem; border-radius: 5px; background: var(--raised); color: var(--muted); font-weight: 500 }
.history { display: flex; flex-wrap: wrap; font-size: .8125rem; color: var(--muted) }
.history > *:not(:last-child)::after { content: "·"; margin-inline: .3125rem; color: var(--muted) }
.history .bad { color: var(--bad) }
.history .new { color: var(--warn) }
.when { margin-inline-start: auto; align-self: start; display: grid; justify-items: end; font-size: .8125rem; color: var(--muted); white-space: nowrap; line-height: 1.35; padding-block-start: .125rem }
.marks { display: flex; flex-wrap: wrap; align-items: center; gap: .375rem .5rem; margin-block: .6875rem .5rem }
.mark { display: inline-flex; align-items: center; gap: .3125rem; padding: .125rem .5625rem .125rem .4375rem; border-radius: 99px; background: var(--raised); font-size: .8125rem; font-weight: 600 }
.mark .icon { inline-size: .9375rem; block-size: .9375rem }
.mark small { margin-inline-start: .375rem; font-weight: 450 }
.mark.warn { background: var(--warn-ground); color: var(--warn) }
.mark.bad { background: var(--bad-ground); color: var(--bad) }
.mark.good { background: var(--good-ground); color: var(--good) }
.reason { font-size: .875rem; color: var(--muted) }
.passage { margin-block: .5rem; padding-inline-start: .75rem; border-inline-start: 3px solid light-dark(#e9c46a, #b98f2e); font-size: .9375rem }
.passage small { display: block; color: var(--muted) }
.before { margin-block: .5rem; font-size: .9375rem }
.before summary { display: inline-flex; align-items: center; gap: .3125rem; color: var(--muted); cursor: pointer; list-style: none; border-radius: 6px }
.before summary::-webkit-details-marker { display: none }
.before summary:hover { color: var(--text) }
.before summary .icon:last-child { inline-size: 1rem; block-size: 1rem; transition: rotate .12s }
.before[open] summary .icon:last-child { rotate: 180deg }
[dir=rtl] .before summary .icon:first-child, [dir=rtl] .back .icon, [dir=rtl] .page .icon { transform: scaleX(-1) }
.thread { display: grid; gap: .5rem; margin-block-start: .5rem; padding-inline-start: .75rem; border-inline-start: 3px solid var(--line) }
.text { overflow-wrap: anywhere }
.text > * + * { margin-block-start: .5rem }
.text[data-cut] { max-block-size: 16rem; overflow: hidden; mask-image: linear-gradient(#000 75%, transparent) }
.text a { color: var(--accent); text-underline-offset: 2px }
.text blockquote { padding-inline-start: .75rem; border-inline-start: 3px solid var(--line); color: var(--muted) }
.text ul, .text ol { padding-inline-start: 1.5rem; list-style: disc }
.text ol { list-style: decimal }
.text code { padding: .0625rem .25rem; border-radius: 4px; background: var(--raised); font: .875em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace }
.text pre { padding: .625rem .75rem; border-radius: 8px; background: var(--raised); overflow-x: auto }
.text pre code { padding: 0; background: none }
.mention { color: var(--accent); font-weight: 550 }
.more { margin-inline-start: -.8125rem }
.reports { margin-block-start: .625rem; display: grid; gap: .25rem; padding: .5rem .75rem; border-radius: 9px; background: var(--bad-ground); font-size: .875rem }
.reports li { display: flex; gap: .75rem; justify-content: space-between }
.reports time { color: var(--muted); white-space: nowrap }
article footer { display: grid; grid-template: "page major minor" auto / 1fr auto auto; align-items: center; gap: .5rem .375rem; margin-block-start: .75rem }
a.page { grid-area: page; justify-self: start; display: inline-flex; align-items: center; gap: .25rem; min-inline-size: 0; max-inline-size: 100%; color: var(--muted); font-size: .875rem; text-decoration: none }
a.page bdi { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
a.page:hover { color: var(--text); text-decoration: underline; text-underline-offset: 2px }
a.page .icon { inline-size: .9375rem; block-size: .9375rem }
.actions, .major, .minor { display: flex; flex-wrap: wrap; align-items: center; gap: .375rem }
.major { grid-area: major }
.minor { grid-area: minor; gap: 0; margin-inline-end: -.5rem }

.notice { display: grid; justify-items: center; gap: .375rem; padding: clamp(2.5rem, 12vh, 7rem) 1rem; text-align: center; color: var(--muted) }
.notice > .icon { inline-size: 2.75rem; block-size: 2.75rem; stroke-width: 1.1; margin-block-end: .375rem }
.notice .big { font-size: 1.125rem; font-weight: 600; color: var(--text) }
.skeleton { display: grid; gap: .75rem }
.skeleton .card { block-size: 9rem; padding: 1.25rem; display: grid; gap: .75rem; align-content: start }
.skeleton i { display: block; block-size: .875rem; border-radius: 5px; background: var(--raised); animation: wait 1.4s ease-in-out infinite alternate }
.skeleton i:nth-child(1) { inline-size: 35% } .skeleton i:nth-child(2) { inline-size: 92% } .skeleton i:nth-child(3) { inline-size: 70% }
@keyframes wait { to { opacity: .45 } }

.view > h2, section > h3 { font-size: .9375rem; font-weight: 620; color: var(--muted); margin-block: 1.5rem .625rem }
.view > h2 { margin-block-start: .5rem }
.people { display: grid; gap: .5rem }
.person { display: flex; align-items: center; gap: .75rem; padding: .6875rem .875rem; text-decoration: none; flex-wrap: wrap }
.person:hover { border-color: color-mix(in oklab, var(--accent), transparent 50%) }
.person .marks { margin: 0; margin-inline-start: auto }
.profile { display: grid; grid-template-columns: auto 1fr; gap: .25rem .875rem; padding: 1.125rem; margin-block-start: .5rem }
.profile .face { inline-size: 3.25rem; block-size: 3.25rem; font-size: 1.0625rem }
.profile h2 { font-size: 1.1875rem; letter-spacing: -.01em; overflow-wrap: anywhere }
.profile .id { color: var(--muted); font-size: .75rem; overflow-wrap: anywhere }
.profile .marks, .profile .actions { grid-column: 1 / -1; margin-block-start: .625rem }
.rights { display: flex; flex-wrap: wrap; gap: .5rem; margin-block-start: 2rem; padding-block-start: 1rem; border-block-start: 1px solid var(--line) }
.back { padding-inline-start: .375rem; margin-inline-start: -.375rem }
.log { display: grid }
.log li:last-child { border: 0 }
.log li { display: grid; grid-template-columns: auto 1fr; gap: .75rem; padding-block: .75rem; border-block-end: 1px solid var(--line) }
.log .tool { display: grid; place-items: center; inline-size: 2rem; block-size: 2rem; border-radius: 50%; background: color-mix(in srgb, var(--text), transparent 92%); color: var(--muted) }
.log .tool .icon { inline-size: 1.0625rem; block-size: 1.0625rem }
.log .tool.good { background: var(--good-ground); color: var(--good) }
.log .tool.bad { background: var(--bad-ground); color: var(--bad) }
.log .why { margin-block: .125rem; padding-inline-start: .625rem; border-inline-start: 3px solid var(--line); font-size: .9375rem }
.links { display: flex; flex-wrap: wrap; gap: .125rem .75rem; font-size: .8125rem }

.toast { position: fixed; inset-inline: 1rem; inset-block-end: max(1rem, env(safe-area-inset-bottom)); z-index: 3; display: grid; justify-items: center; pointer-events: none }
.said { display: flex; align-items: center; gap: .75rem; max-inline-size: 34rem; padding: .375rem .5rem .375rem 1rem; min-block-size: 2.75rem; border-radius: 12px; background: light-dark(#1d1f27, #f3f4f6); color: light-dark(#fff, #15171c); font-size: .9375rem; box-shadow: 0 8px 32px -6px rgb(10 12 20 / .4); pointer-events: auto; animation: rise .18s ease-out }
.said:not(:has(button)) { padding-inline-end: 1rem }
.said .button { color: light-dark(#c7c4ff, #4038c8); font-weight: 650 }
.said .button:hover { background: light-dark(#33363f, #dddfe6); color: light-dark(#fff, #2a24a0) }
.said :focus-visible { outline-color: currentColor }
.said.bad { background: light-dark(#8d1721, #ffb9b9); color: light-dark(#fff, #3b0a0e) }
@keyframes rise { from { transform: translateY(8px); opacity: 0 } }

dialog { inline-size: min(32rem, calc(100vw - 2rem)); max-block-size: calc(100dvh - 2rem); padding: 0; border: 0; border-radius: 16px; background: var(--surface); color: inherit; box-shadow: 0 24px 80px -12px rgb(10 12 20 / .5) }
dialog::backdrop { background: rgb(10 12 20 / .45) }
dialog form { display: grid; gap: .875rem; padding: 1.25rem }
dialog h2 { font-size: 1.125rem; letter-spacing: -.01em; overflow-wrap: anywhere }
dialog h2:focus-visible { outline: none }
.lead { color: var(--muted); font-size: .9375rem }
.field { display: grid; gap: .3125rem; font-size: .9375rem; font-weight: 550 }
.field select { inline-size: 100% }
.field textarea { resize: vertical; font-weight: 400; line-height: 1.5 }
.field input { font-weight: 400 }
.choice { display: grid; gap: .375rem; min-inline-size: 0 }
.choice legend { padding: 0; margin-block-end: .3125rem; font-size: .9375rem; font-weight: 550 }
.choice label { display: flex; gap: .75rem; align-items: center; padding: .5625rem .75rem; border: 1px solid var(--line); border-radius: 10px; cursor: pointer }
.choice label:has(:checked) { border-color: var(--accent); background: color-mix(in oklab, var(--surface), var(--accent) 6%) }
.choice b { display: block; font-weight: 600 }
.choice small { color: var(--muted) }
.buttons { display: flex; flex-wrap: wrap; justify-content: end; gap: .5rem; margin-block-start: .25rem }
.keys { display: grid; grid-template-columns: 1fr 1fr; gap: .375rem 1.5rem; font-size: .9375rem }
.keys div { display: flex; gap: .75rem; align-items: baseline }
.keys dt { min-inline-size: 2.75rem }
kbd { display: inline-block; min-inline-size: 1.625rem; padding: 0 .375rem; border: 1px solid var(--line); border-block-end-width: 2px; border-radius: 6px; background: var(--raised); font: 600 .8125rem/1.5rem inherit; font-family: inherit; text-align: center; white-space: nowrap }

.gate { display: grid; place-items: center; min-block-size: 100dvh; padding: 1rem }
.sign-in { display: grid; gap: .875rem; inline-size: min(24rem, 100%); padding: 1.75rem }
.sign-in h1 { font-size: 1.3125rem; letter-spacing: -.015em }
.sign-in .emblem { inline-size: 2.75rem; block-size: 2.75rem; border-radius: 12px }
.sign-in .main { min-block-size: 2.75rem; margin-block-start: .25rem }
.problem { color: var(--bad); font-size: .9375rem }
.problem:empty { display: none }

@media (max-width: 40rem) {
  .brand small, .state .word, .account .word { display: none }
  .state { margin-inline-end: .125rem }
  .top { padding-block-start: .625rem }
  .keys { grid-template-columns: 1fr }
  article footer { grid-template: "page minor" auto "major major" auto / 1fr auto }
  .major .button { flex: 1 1 0; min-block-size: 2.75rem }
  .minor .button { min-inline-size: 2.75rem; min-block-size: 2.75rem }
  .bar { padding-inline: .25rem 0 }
  .bar select { inline-size: 100%; margin: 0 }
  .person .marks { margin-inline-start: 3.125rem; inline-size: 100% }
  .buttons .button { flex: 1 1 auto; min-block-size: 2.75rem }
}
@media (pointer: coarse) { .tools .icon-only { display: none } }
@media (forced-colors: active) {
  .face, .emblem, .verified { forced-color-adjust: none; border: 1px solid CanvasText }
  article.card[aria-current] { outline: 2px solid Highlight }
  nav a[aria-current] { border-color: Highlight }
}
@media (prefers-reduced-motion: reduce) { *, ::before, ::after { animation-duration: .01ms !important; animation-iteration-count: 1 !important; transition-duration: .01ms !important } }
`)
