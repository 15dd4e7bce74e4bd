/** The few words of pages that are made on the server, in the languages that the elements speak. */

export interface PageWords {
  readonly dir: 'ltr' | 'rtl'
  comments(count: number): string
  readonly none: string
  readonly closed: string
  readonly deleted: string
  readonly reply: string
  readonly cancelReply: string
  replyingTo(name: string): string
  readonly more: string
  readonly name: string
  readonly text: string
  readonly hint: string
  readonly send: string
  readonly held: string
  readonly pinned: string
  readonly resolved: string
  readonly edited: string
  readonly verified: string
  readonly passage: string
  readonly back: string
  readonly failed: string
  readonly leaveEmpty: string
}

const english: PageWords = {
  dir: 'ltr',
  comments: (count) => (count === 1 ? '1 comment' : `${count} comments`),
  none: 'No comments yet.',
  closed: 'This page takes no more comments.',
  deleted: 'This comment was deleted.',
  reply: 'Reply',
  cancelReply: 'Write a comment of its own instead',
  replyingTo: (name) => `Your reply to ${name}`,
  more: 'More comments',
  name: 'Your name',
  text: 'Your comment',
  hint: '**bold**, *italic*, `code`, > quote, [words](https://…)',
  send: 'Send',
  held: 'Thank you. Your comment waits for a moderator.',
  pinned: 'Pinned',
  resolved: 'Resolved',
  edited: 'edited',
  verified: 'confirmed by this site',
  passage: 'On these words:',
  back: 'Back to the page',
  failed: 'Your comment was not sent',
  leaveEmpty: 'Leave this empty',
}

const german: PageWords = {
  dir: 'ltr',
  comments: (count) => (count === 1 ? '1 Kommentar' : `${count} Kommentare`),
  none: 'Noch keine Kommentare.',
  closed: 'Diese Seite nimmt keine Kommentare mehr an.',
  deleted: 'Dieser Kommentar wurde gelöscht.',
  reply: 'Antworten',
  cancelReply: 'Stattdessen einen eigenen Kommentar schreiben',
  replyingTo: (name) => `Deine Antwort an ${name}`,
  more: 'Weitere Kommentare',
  name: 'Dein Name',
  text: 'Dein Kommentar',
  hint: '**fett**, *kursiv*, `Code`, > Zitat, [Wörter](https://…)',
  send: 'Senden',
  held: 'Danke. Dein Kommentar wartet auf die Moderation.',
  pinned: 'Angeheftet',
  resolved: 'Erledigt',
  edited: 'bearbeitet',
  verified: 'von dieser Website bestätigt',
  passage: 'Zu diesen Worten:',
  back: 'Zurück zur Seite',
  failed: 'Dein Kommentar wurde nicht gesendet',
  leaveEmpty: 'Leer lassen',
}

const french: PageWords = {
  dir: 'ltr',
  comments: (count) => (count <= 1 ? `${count} commentaire` : `${count} commentaires`),
  none: 'Aucun commentaire pour l’instant.',
  closed: 'Cette page n’accepte plus de commentaires.',
  deleted: 'Ce commentaire a été supprimé.',
  reply: 'Répondre',
  cancelReply: 'Écrire plutôt un nouveau commentaire',
  replyingTo: (name) => `Votre réponse à ${name}`,
  more: 'Plus de commentaires',
  name: 'Votre nom',
  text: 'Votre commentaire',
  hint: '**gras**, *italique*, `code`, > citation, [mots](https://…)',
  send: 'Envoyer',
  held: 'Merci. Votre commentaire attend la modération.',
  pinned: 'Épinglé',
  resolved: 'Résolu',
  edited: 'modifié',
  verified: 'confirmé par ce site',
  passage: 'À propos de ces mots :',
  back: 'Retour à la page',
  failed: 'Votre commentaire n’a pas été envoyé',
  leaveEmpty: 'Laissez ce champ vide',
}

const spanish: PageWords = {
  dir: 'ltr',
  comments: (count) => (count === 1 ? '1 comentario' : `${count} comentarios`),
  none: 'Todavía no hay comentarios.',
  closed: 'Esta página ya no admite comentarios.',
  deleted: 'Este comentario se ha borrado.',
  reply: 'Responder',
  cancelReply: 'Escribir un comentario propio',
  replyingTo: (name) => `Tu respuesta a ${name}`,
  more: 'Más comentarios',
  name: 'Tu nombre',
  text: 'Tu comentario',
  hint: '**negrita**, *cursiva*, `código`, > cita, [palabras](https://…)',
  send: 'Enviar',
  held: 'Gracias. Tu comentario espera a la moderación.',
  pinned: 'Fijado',
  resolved: 'Resuelto',
  edited: 'editado',
  verified: 'confirmado por este sitio',
  passage: 'Sobre estas palabras:',
  back: 'Volver a la página',
  failed: 'Tu comentario no se ha enviado',
  leaveEmpty: 'Deja esto vacío',
}

const arabicPlurals = new Intl.PluralRules('ar')
const ARABIC_COMMENTS: Readonly<Record<Intl.LDMLPluralRule, string>> = {
  zero: 'لا تعليقات',
  one: 'تعليق واحد',
  two: 'تعليقان',
  few: '# تعليقات',
  many: '# تعليقًا',
  other: '# تعليق',
}

const arabic: PageWords = {
  dir: 'rtl',
  comments: (count) => ARABIC_COMMENTS[arabicPlurals.select(count)].replace('#', String(count)),
  none: 'لا تعليقات بعد.',
  closed: 'لم تعد هذه الصفحة تقبل التعليقات.',
  deleted: 'حُذف هذا التعليق.',
  reply: 'رد',
  cancelReply: 'اكتب تعليقًا مستقلًا بدلًا من ذلك',
  replyingTo: (name) => `ردك على ${name}`,
  more: 'تعليقات أخرى',
  name: 'اسمك',
  text: 'تعليقك',
  hint: '**عريض**، *مائل*، `رمز`، > اقتباس، [كلمات](https://…)',
  send: 'إرسال',
  held: 'شكرًا. ينتظر تعليقك موافقة المشرف.',
  pinned: 'مثبّت',
  resolved: 'محلول',
  edited: 'معدّل',
  verified: 'أكّده هذا الموقع',
  passage: 'حول هذه الكلمات:',
  back: 'العودة إلى الصفحة',
  failed: 'لم يُرسل تعليقك',
  leaveEmpty: 'اترك هذا فارغًا',
}

const LANGUAGES: ReadonlyMap<string, PageWords> = new Map([
  ['en', english],
  ['de', german],
  ['fr', french],
  ['es', spanish],
  ['ar', arabic],
])

/** The words for a language tag (`de-AT`), or for the first of an `Accept-Language` header that is known; else English. */
export function pageWords(languages: string | undefined): { readonly lang: string; readonly words: PageWords } {
  for (const each of (languages ?? '').slice(0, 200).split(',')) {
    const lang = each.trim().split(/[-;_]/, 1)[0]?.toLowerCase() ?? ''
    const words = LANGUAGES.get(lang)
    if (words) return { lang, words }
  }
  return { lang: 'en', words: english }
}
