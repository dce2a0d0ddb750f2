import * as z from 'zod';
import type { Queryable } from '../../database/pool.ts';
import { requireRole } from '../terminals/fleets.ts';
import { InviteUnknownError } from './invites.ts';

const inviteRows = z.array(
  z
    .object({
      id: z.string(),
      role: z.enum(['operator', 'viewer']),
      created_by: z.coerce.number().int(),
      created_at: z.date(),
      expires_at: z.date(),
    })
    .transform((row) => ({
      id: row.id,
      role: row.role,
      createdBy: row.created_by,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
    })),
);

/** A link that nobody has used yet. Its id is of no use to who wants to join. */
export type OpenInvite = z.infer<typeof inviteRows>[number];

/**
 * The newest first.
 * @throws FleetUnknownError, NotAllowedError
 */
export async function listOpenInvites(
  database: Queryable,
  fleetId: string,
  by: number,
  now: Date,
): Promise<readonly OpenInvite[]> {
  await requireRole(database, by, fleetId, 'owner');
  const { rows } = await database.query(
    `select encode(token_sha256, 'hex') as id, role, created_by::text, created_at, expires_at from fleet_invites
      where fleet_id = $1 and used_at is null and expires_at > $2 order by created_at desc, token_sha256`,
    [fleetId, now],
  );
  return inviteRows.parse(rows);
}

/**
 * Makes one open link worthless.
 * @throws FleetUnknownError, NotAllowedError, InviteUnknownError
 */
export async function withdrawInvite(
  writer: Queryable,
  fleetId: string,
  by: number,
  inviteId: string,
): Promise<void> {
  await requireRole(writer, by, fleetId, 'owner');
  const { rowCount } = await writer.query(
    `delete from fleet_invites where fleet_id = $1 and encode(token_sha256, 'hex') = $2 and used_at is null`,
    [fleetId, inviteId],
  );
  if (rowCount === 0) throw new InviteUnknownError('no such invitation');
}
