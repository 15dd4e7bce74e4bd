/** For whoever opened the page with a moderator's key: the way to the queue, and out. Loaded for nobody else. [I6] */
import { h } from '../dom.js'
import type { Live } from '../live.js'
import { signOut } from '../token.js'
import { button } from './controls.js'

/** Signed in, to the queue, out. */
const WORDS: Readonly<Record<string, readonly [string, string, string]>> = {
  en: ['You are signed in as a moderator.', 'What waits', 'Sign out'],
  ar: ['أنت داخل بصفة مشرف.', 'ما ينتظر', 'خروج'],
  de: ['Du bist zum Moderieren angemeldet.', 'Was wartet', 'Abmelden'],
  es: ['Has entrado como moderador.', 'Lo que espera', 'Salir'],
  fr: ['Vous êtes connecté pour modérer.', 'Ce qui attend', 'Se déconnecter'],
}
const [ENGLISH] = Object.values(WORDS) as [readonly [string, string, string]]

export function moderatorMark({ settings }: Live, lang: string): readonly HTMLElement[] {
  const [signedIn, queue, out] = WORDS[lang.slice(0, 2)] ?? ENGLISH
  return [
    h('p', { class: 'fine note' }, signedIn),
    h(
      'div',
      { class: 'buttons' },
      button(queue, '', () => window.open(`${settings.server}/moderate`, '_blank', 'noopener')),
      button(out, '', signOut),
    ),
    h('hr'),
  ]
}
