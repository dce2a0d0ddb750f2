import { createHash } from 'node:crypto';
import type { Queryable, Session } from '../../database/pool.ts';
import { requireRole } from '../terminals/fleets.ts';

/** Long enough to be found in the chat the next morning, short enough not to lie about for ever. */
export const INVITE_DAYS = 7;

/** 16 bytes: nobody guesses one. */
export const INVITE_TOKEN_BYTES = 16;

const MAX_OPEN_INVITES = 50;

export type InvitedRole = 'operator' | 'viewer';

/** Used, expired, withdrawn, or never there: whoever tries links is not told which. */
export class InviteUnknownError extends Error {
  override readonly name = 'InviteUnknownError';
}

export class TooManyInvitesError extends Error {
  override readonly name = 'TooManyInvitesError';
}

export interface InviteRequest {
  readonly fleetId: string;
  readonly by: number;
  readonly role: InvitedRole;
  readonly now: Date;
  /** Random, `INVITE_TOKEN_BYTES` of them. */
  readonly token: Buffer;
}

/**
 * Makes a link's word for one person. Only its hash is kept: it is shown once.
 * @returns 22 characters of base64url
 * @throws FleetUnknownError, NotAllowedError, TooManyInvitesError
 */
export async function makeInvite(
  writer: Queryable,
  { fleetId, by, role, now, token }: InviteRequest,
): Promise<string> {
  await requireRole(writer, by, fleetId, 'owner');
  const { rowCount } = await writer.query(
    `insert into fleet_invites (token_sha256, fleet_id, role, created_by, created_at, expires_at)
     select $1, $2, $3, $4, $5::timestamptz, $5::timestamptz + make_interval(days => ${INVITE_DAYS})
     where (select count(*) from fleet_invites where fleet_id = $2 and used_at is null and expires_at > $5) < ${MAX_OPEN_INVITES}`,
    [hashOf(token.toString('base64url')), fleetId, role, by, now],
  );
  if (rowCount === 0) throw new TooManyInvitesError('the fleet has too many open invitations');
  return token.toString('base64url');
}

export interface AcceptedInvite {
  readonly fleetId: string;
  readonly fleetName: string;
  readonly role: InvitedRole | 'owner';
  /** They were a member before; the link stays for somebody else. */
  readonly wasMember: boolean;
  /** Who gets to know of it. */
  readonly invitedBy: number;
}

/**
 * Takes somebody into a fleet, once a link. Within a transaction.
 * @throws InviteUnknownError
 */
export async function acceptInvite(
  session: Session,
  token: string,
  userId: number,
  now: Date,
): Promise<AcceptedInvite> {
  const { rows } = await session.query<{
    fleet_id: string;
    name: string;
    role: InvitedRole;
    created_by: string;
    used_by: string | null;
    present: InvitedRole | 'owner' | null;
  }>(
    `select i.fleet_id::text, f.name, i.role, i.created_by::text, i.used_by::text, m.role as present
     from fleet_invites i join fleets f on f.id = i.fleet_id
     left join fleet_members m on m.fleet_id = i.fleet_id and m.user_id = $2
     where i.token_sha256 = $1 and i.expires_at > $3 for update of i`,
    [hashOf(token), userId, now],
  );
  const [invite] = rows;
  // The same person again: a second tap on their own link.
  if (invite === undefined || (invite.used_by !== null && Number(invite.used_by) !== userId))
    throw new InviteUnknownError('no such invitation');
  const accepted = { fleetId: invite.fleet_id, fleetName: invite.name, invitedBy: Number(invite.created_by) };
  if (invite.present !== null) return { ...accepted, role: invite.present, wasMember: true };
  // Used by them before, and not a member any more: somebody removed them since.
  if (invite.used_by !== null) throw new InviteUnknownError('no such invitation');
  await session.query(
    `insert into fleet_members (fleet_id, user_id, role, added_by, added_at) values ($1, $2, $3, $4, $5)`,
    [invite.fleet_id, userId, invite.role, invite.created_by, now],
  );
  await session.query('update fleet_invites set used_by = $2, used_at = $3 where token_sha256 = $1', [
    hashOf(token),
    userId,
    now,
  ]);
  return { ...accepted, role: invite.role, wasMember: false };
}

/**
 * Makes every open link of a fleet worthless.
 * @returns how many there were
 * @throws FleetUnknownError, NotAllowedError
 */
export async function withdrawInvites(writer: Queryable, fleetId: string, by: number): Promise<number> {
  await requireRole(writer, by, fleetId, 'owner');
  const { rowCount } = await writer.query(
    'delete from fleet_invites where fleet_id = $1 and used_at is null',
    [fleetId],
  );
  return rowCount ?? 0;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
