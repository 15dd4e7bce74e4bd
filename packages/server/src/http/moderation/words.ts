/** The words of the moderators' page before its script has come. */

export interface ModeratePageWords {
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  readonly title: string
  readonly needsScript: string
}

const LANGUAGES: readonly ModeratePageWords[] = [
  { lang: 'en', dir: 'ltr', title: 'Moderation', needsScript: 'This page needs JavaScript.' },
  { lang: 'de', dir: 'ltr', title: 'Moderation', needsScript: 'Diese Seite braucht JavaScript.' },
  { lang: 'fr', dir: 'ltr', title: 'Modération', needsScript: 'Cette page a besoin de JavaScript.' },
  { lang: 'es', dir: 'ltr', title: 'Moderación', needsScript: 'Esta página necesita JavaScript.' },
  { lang: 'ar', dir: 'rtl', title: 'الإشراف', needsScript: 'تحتاج هذه الصفحة إلى JavaScript.' },
]
const [ENGLISH] = LANGUAGES as readonly [ModeratePageWords]

/** For a language tag (`de-AT`), or for the first of an `Accept-Language` header that is known; else English. */
export function moderateWords(languages: string | undefined): ModeratePageWords {
  for (const each of (languages ?? '').slice(0, 200).split(',')) {
    const lang = each.trim().split(/[-;_]/, 1)[0]?.toLowerCase()
    const words = LANGUAGES.find((known) => known.lang === lang)
    if (words) return words
  }
  return ENGLISH
}
