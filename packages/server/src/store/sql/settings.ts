/** Settings: single values that a server makes once and keeps, such as its secret. */
import { textOf } from './row.js'
import type { Sql } from './sql.js'

/** The value under this name; `value` where there was none. */
export async function keepSetting(sql: Sql, name: string, value: string): Promise<string> {
  const key = quoteNul(name)
  const select = 'SELECT value FROM roomful_settings WHERE name = ?'
  const known = await sql.first(select, key)
  if (known) return textOf(known, 'value')
  await sql.run('INSERT INTO roomful_settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING', key, value)
  const kept = await sql.first(select, key)
  if (!kept) throw new Error('a setting was made and is not there')
  return textOf(kept, 'value')
}

/** Postgres has no text with a NUL in it. */
function quoteNul(name: string): string {
  return name.replaceAll(/[%\0]/g, (char) => (char === '%' ? '%25' : '%00'))
}
