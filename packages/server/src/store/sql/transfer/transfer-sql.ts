/** What goes in and out in bulk, and what is forgotten: the table of the files that do it. */
import type { TransferChanges, TransferQueries } from '../../person-store.js'
import { erasePerson } from './erase-sql.js'
import { exportPage } from './export-sql.js'
import { importRecords } from './import-records-sql.js'
import { importComments } from './import-sql.js'
import { retentionDue, runRetention } from './retention-sql.js'
import { EPOCH_SETTING, newEpoch } from '../rooms.js'
import type { ChangeContext, ChangeRules, QueryRules } from '../sql.js'

/** None is remembered: done again, each finds nothing left to do. */
export const transferChanges: ChangeRules<TransferChanges> = {
  'import.add': { apply: importComments },
  'import.records': { apply: importRecords },
  'person.erase': { apply: erasePerson },
  'retention.run': { apply: runRetention },
  'log.renew': { apply: async (tx) => ({ result: { rooms: await renewLogs(tx) }, entries: [] }) },
}

export const transferQueries: QueryRules<TransferQueries> = {
  'export.page': exportPage,
  'retention.due': retentionDue,
}

/** [G4] Also for the rooms to come, which begin with the store's own epoch. */
async function renewLogs({ sql, random }: ChangeContext): Promise<number> {
  const epoch = newEpoch(random)
  // In one order, as everybody locks them.
  if (sql.dialect === 'postgres') await sql.all('SELECT 1 AS one FROM roomful_rooms ORDER BY room FOR UPDATE')
  await sql.run('UPDATE roomful_settings SET value = ? WHERE name = ?', epoch, EPOCH_SETTING)
  return sql.run('UPDATE roomful_rooms SET epoch = ?', epoch)
}
