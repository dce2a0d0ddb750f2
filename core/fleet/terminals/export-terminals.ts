import type { Queryable } from '../../database/pool.ts';
import { requireRole } from './fleets.ts';

/**
 * A fleet as a file that `readTerminalsCsv` takes again, without passwords: the column is there and empty, and an import of it leaves the
 * passwords that are known.
 * @throws FleetUnknownError
 */
export async function exportTerminals(database: Queryable, userId: number, fleetId: string): Promise<string> {
  await requireRole(database, userId, fleetId, 'viewer');
  const { rows } = await database.query<{
    name: string;
    host: string;
    port: number;
    groups: string[];
    tags: string[];
  }>(
    `select t.name, t.host, t.port,
            array(select l.name from terminal_labels l where l.terminal_id = t.id and l.kind = 'group' order by lower(l.name)) as groups,
            array(select l.name from terminal_labels l where l.terminal_id = t.id and l.kind = 'tag' order by lower(l.name)) as tags
       from terminals t where t.fleet_id = $1 and t.removed_at is null order by lower(t.name), t.id`,
    [fleetId],
  );
  const lines = rows.map((row) =>
    [row.name, row.host, String(row.port), '', row.groups.join(';'), row.tags.join(';')].map(cell).join(','),
  );
  return ['name,host,port,password,groups,tags', ...lines, ''].join('\r\n');
}

/** Quoted where CSV asks for it (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe, which the import takes off. */
function cell(text: string): string {
  const plain = /^'*[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
