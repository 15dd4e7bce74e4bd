/** Whether what a file calls an address of mail is one, by its looks. */

/** In small letters; undefined when nobody could be written to. */
export function emailOf(text: string): string | undefined {
  const isEmail = text.length <= 254 && /^[^\s@<>"(),:;[\]\\]{1,64}@[^\s@<>"(),:;[\]\\]+$/.test(text)
  return isEmail ? text.toLowerCase() : undefined
}
