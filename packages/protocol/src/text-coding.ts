/** The two Web-standard globals this package uses; every runtime has them, and no runtime’s whole library is wanted here. */
declare global {
  class TextEncoder {
    encode(text: string): Uint8Array
  }
  class TextDecoder {
    constructor(label: 'utf-8', options: { fatal: boolean; ignoreBOM?: boolean })
    decode(bytes: Uint8Array): string
  }
}
export {}
