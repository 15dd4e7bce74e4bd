/** The words of mails and of the pages their links open, in the languages that the elements speak. Plain text, `site` is a host. */

export interface MailWords {
  readonly dir: 'ltr' | 'rtl'
  /** Subjects: nothing in them that a visitor wrote. */
  replySubject(site: string): string
  mentionSubject(site: string): string
  confirmSubject(site: string): string
  /** First lines of a mail; the name stands alone before them. */
  readonly reply: string
  readonly mention: string
  readonly read: string
  why(site: string): string
  readonly stop: string
  confirmIntro(site: string): string
  readonly confirm: string
  readonly confirmElse: string
  /** Pages: a question and its button, and what became of it. */
  readonly confirmTitle: string
  readonly confirmText: string
  readonly confirmed: string
  readonly stopTitle: string
  readonly stopText: string
  readonly stopButton: string
  readonly stopped: string
  readonly uselessTitle: string
  readonly useless: string
}

const english: MailWords = {
  dir: 'ltr',
  replySubject: (site) => `A reply to your comment on ${site}`,
  mentionSubject: (site) => `You were mentioned on ${site}`,
  confirmSubject: (site) => `Please confirm your address for ${site}`,
  reply: 'has answered you:',
  mention: 'has mentioned you:',
  read: 'Read it in its place',
  why: (site) => `You asked ${site} to write to you when somebody answers or mentions you.`,
  stop: 'Stop these mails',
  confirmIntro: (site) =>
    `Somebody, you we hope, asked ${site} to write to this address when a comment of theirs is answered.`,
  confirm: 'Yes, write to me',
  confirmElse: 'If it was not you, do nothing, and nothing more will come of it.',
  confirmTitle: 'Mail about answers',
  confirmText: 'Shall we write to you when somebody answers or mentions you?',
  confirmed: 'Your address is confirmed. Every mail has a link that stops them.',
  stopTitle: 'No more mail',
  stopText: 'Shall we stop writing to you?',
  stopButton: 'Stop the mails',
  stopped: 'We will not write to you any more.',
  uselessTitle: 'Nothing to do',
  useless: 'This link cannot be used any more. Nothing was changed.',
}

const german: MailWords = {
  dir: 'ltr',
  replySubject: (site) => `Eine Antwort auf deinen Kommentar bei ${site}`,
  mentionSubject: (site) => `Du wurdest bei ${site} erwähnt`,
  confirmSubject: (site) => `Bitte bestätige deine Adresse für ${site}`,
  reply: 'hat dir geantwortet:',
  mention: 'hat dich erwähnt:',
  read: 'Auf der Seite lesen',
  why: (site) => `Du hast ${site} gebeten, dir zu schreiben, wenn dir jemand antwortet oder dich erwähnt.`,
  stop: 'Keine Mails mehr',
  confirmIntro: (site) =>
    `Jemand, hoffentlich du, hat ${site} gebeten, an diese Adresse zu schreiben, wenn jemand auf einen Kommentar antwortet.`,
  confirm: 'Ja, schreibt mir',
  confirmElse: 'Wenn du das nicht warst, tu nichts; dann geschieht auch nichts weiter.',
  confirmTitle: 'Mails über Antworten',
  confirmText: 'Sollen wir dir schreiben, wenn dir jemand antwortet oder dich erwähnt?',
  confirmed: 'Deine Adresse ist bestätigt. In jeder Mail steht ein Link, der sie abstellt.',
  stopTitle: 'Keine Mails mehr',
  stopText: 'Sollen wir dir nicht mehr schreiben?',
  stopButton: 'Mails abstellen',
  stopped: 'Wir schreiben dir nicht mehr.',
  uselessTitle: 'Nichts zu tun',
  useless: 'Dieser Link gilt nicht mehr. Es wurde nichts geändert.',
}

const french: MailWords = {
  dir: 'ltr',
  replySubject: (site) => `Une réponse à votre commentaire sur ${site}`,
  mentionSubject: (site) => `Vous avez été mentionné sur ${site}`,
  confirmSubject: (site) => `Confirmez votre adresse pour ${site}`,
  reply: 'vous a répondu :',
  mention: 'vous a mentionné :',
  read: 'Lire sur la page',
  why: (site) => `Vous avez demandé à ${site} de vous écrire quand on vous répond ou vous mentionne.`,
  stop: 'Ne plus recevoir ces messages',
  confirmIntro: (site) =>
    `Quelqu’un, vous sans doute, a demandé à ${site} d’écrire à cette adresse quand on répond à un commentaire.`,
  confirm: 'Oui, écrivez-moi',
  confirmElse: 'Si ce n’était pas vous, ne faites rien : il ne se passera rien de plus.',
  confirmTitle: 'Messages sur les réponses',
  confirmText: 'Voulez-vous que nous vous écrivions quand on vous répond ou vous mentionne ?',
  confirmed: 'Votre adresse est confirmée. Chaque message contient un lien pour les arrêter.',
  stopTitle: 'Plus de messages',
  stopText: 'Voulez-vous que nous cessions de vous écrire ?',
  stopButton: 'Arrêter les messages',
  stopped: 'Nous ne vous écrirons plus.',
  uselessTitle: 'Rien à faire',
  useless: 'Ce lien ne peut plus servir. Rien n’a été changé.',
}

const spanish: MailWords = {
  dir: 'ltr',
  replySubject: (site) => `Una respuesta a tu comentario en ${site}`,
  mentionSubject: (site) => `Te han mencionado en ${site}`,
  confirmSubject: (site) => `Confirma tu dirección para ${site}`,
  reply: 'te ha respondido:',
  mention: 'te ha mencionado:',
  read: 'Leer en la página',
  why: (site) => `Pediste a ${site} que te escribiera cuando alguien te responde o te menciona.`,
  stop: 'No recibir más estos correos',
  confirmIntro: (site) =>
    `Alguien, esperamos que tú, pidió a ${site} que escribiera a esta dirección cuando respondan a un comentario.`,
  confirm: 'Sí, escribidme',
  confirmElse: 'Si no fuiste tú, no hagas nada y no pasará nada más.',
  confirmTitle: 'Correos sobre respuestas',
  confirmText: '¿Quieres que te escribamos cuando alguien te responda o te mencione?',
  confirmed: 'Tu dirección está confirmada. Cada correo lleva un enlace para dejar de recibirlos.',
  stopTitle: 'No más correos',
  stopText: '¿Quieres que dejemos de escribirte?',
  stopButton: 'Dejar de recibir correos',
  stopped: 'Ya no te escribiremos.',
  uselessTitle: 'Nada que hacer',
  useless: 'Este enlace ya no sirve. No se ha cambiado nada.',
}

const arabic: MailWords = {
  dir: 'rtl',
  replySubject: (site) => `رد على تعليقك في ${site}`,
  mentionSubject: (site) => `ذُكر اسمك في ${site}`,
  confirmSubject: (site) => `يرجى تأكيد عنوانك لدى ${site}`,
  reply: 'رد عليك:',
  mention: 'ذكرك:',
  read: 'اقرأه في الصفحة',
  why: (site) => `طلبت من ${site} أن يراسلك عندما يرد عليك أحد أو يذكرك.`,
  stop: 'إيقاف هذه الرسائل',
  confirmIntro: (site) => `طلب شخص ما، نرجو أن تكون أنت، من ${site} أن يراسل هذا العنوان عند الرد على تعليق له.`,
  confirm: 'نعم، راسلوني',
  confirmElse: 'إن لم تكن أنت فلا تفعل شيئًا، ولن يحدث شيء آخر.',
  confirmTitle: 'رسائل عن الردود',
  confirmText: 'هل تريد أن نراسلك عندما يرد عليك أحد أو يذكرك؟',
  confirmed: 'تأكد عنوانك. في كل رسالة رابط لإيقافها.',
  stopTitle: 'لا مزيد من الرسائل',
  stopText: 'هل تريد أن نتوقف عن مراسلتك؟',
  stopButton: 'أوقف الرسائل',
  stopped: 'لن نراسلك بعد الآن.',
  uselessTitle: 'لا شيء لفعله',
  useless: 'لم يعد هذا الرابط صالحًا. لم يتغير شيء.',
}

export const MAIL_WORDS = { en: english, de: german, fr: french, es: spanish, ar: arabic } as const

export type MailLanguage = keyof typeof MAIL_WORDS

export const MAIL_LANGUAGES = Object.keys(MAIL_WORDS) as readonly MailLanguage[]

/** The first language that is known of a tag (`de-AT`) or an `Accept-Language` header; `fallback` where there is none. */
export function mailLanguage(languages: string | undefined, fallback: MailLanguage = 'en'): MailLanguage {
  for (const each of (languages ?? '').slice(0, 200).split(',')) {
    const tag = each.trim().split(/[-;_]/, 1)[0]?.toLowerCase()
    const found = MAIL_LANGUAGES.find((lang) => lang === tag)
    if (found) return found
  }
  return fallback
}
