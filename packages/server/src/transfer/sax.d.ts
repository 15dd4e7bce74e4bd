/** The part of the package `sax` that is used here; it comes without types. */
declare module 'sax' {
  interface Parser {
    onopentagstart: (tag: { readonly name: string }) => void
    onattribute: (attribute: { readonly name: string; readonly value: string }) => void
    onopentag: () => void
    onclosetag: () => void
    ontext: (text: string) => void
    oncdata: (text: string) => void
    ondoctype: () => void
    onerror: (error: Error) => void
    /** Named entities and what they stand for. */
    ENTITIES: Record<string, string>
    error: Error | null
    /** From 0. */
    readonly line: number
    write(text: string): void
    close(): void
  }
  const sax: {
    parser(isStrict: boolean): Parser
    readonly ENTITIES: Readonly<Record<string, string>>
  }
  export default sax
}
