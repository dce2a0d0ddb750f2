import { createHash } from 'node:crypto';
import { inTransaction } from '../../core/database/pool.ts';
import {
  DEFAULT_ALERTS,
  readAlertSettings,
  writeAlertSettings,
} from '../../core/fleet/alerts/alert-settings.ts';
import { markTold, readUntold } from '../../core/fleet/alerts/read-untold.ts';
import {
  acceptInvite,
  InviteUnknownError,
  makeInvite,
  TooManyInvitesError,
  withdrawInvites,
} from '../../core/fleet/sharing/invites.ts';
import {
  changeRole,
  giveFleet,
  leaveFleet,
  listMembers,
  MemberUnknownError,
  OwnerCannotLeaveError,
  removeMember,
} from '../../core/fleet/sharing/members.ts';
import { FleetUnknownError, NotAllowedError } from '../../core/fleet/terminals/fleets.ts';
import { createResultsServices } from '../../functions/receive-update/results-services.ts';
import { makeFleet } from '../support/fleet-rows.ts';
import { useTestDatabase } from '../support/test-database.ts';

const ADA = 1;
const BORIS = 2;
const CHEN = 3;
const NOW = new Date('2026-03-10T12:00:00Z');
const later = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);

const test = useTestDatabase('sharing');
let fleet: string;
let tokens = 0;

beforeEach(async () => {
  await test.database.query('truncate fleets, users restart identity cascade');
  fleet = await makeFleet(test.database, ADA, 'Ours');
});

function invite(role: 'operator' | 'viewer' = 'operator', by = ADA): Promise<string> {
  tokens += 1;
  const token = createHash('sha256').update(String(tokens)).digest().subarray(0, 16);
  return makeInvite(test.database, { fleetId: fleet, by, role, now: NOW, token });
}

const accept = (token: string, userId: number, now = NOW) =>
  inTransaction(test.database, (session) => acceptInvite(session, token, userId, now));
const roles = async () =>
  (await listMembers(test.database, fleet, ADA)).map(({ userId, role }) => [userId, role]);

describe('a link of invitation', () => {
  it('takes one person in, with the role that it was made for', async () => {
    const token = await invite('viewer');

    expect(await accept(token, BORIS)).toEqual({
      fleetId: fleet,
      fleetName: 'Ours',
      role: 'viewer',
      wasMember: false,
      invitedBy: ADA,
    });
    await expect(accept(token, CHEN)).rejects.toThrow(InviteUnknownError);
    expect(await accept(token, BORIS)).toMatchObject({ wasMember: true });
    expect(await roles()).toEqual([
      [ADA, 'owner'],
      [BORIS, 'viewer'],
    ]);
  });

  it('does not let one back in who was removed', async () => {
    const token = await invite();
    await accept(token, BORIS);
    await removeMember(test.database, fleet, ADA, BORIS);

    await expect(accept(token, BORIS)).rejects.toThrow(InviteUnknownError);
  });

  it('tells who comes back nothing of what happened while they were away', async () => {
    const told = () =>
      inTransaction(test.database, async (session) => {
        const untold = await readUntold(session, 'fleet', NOW, 100);
        await markTold(session, untold);
        return untold.map(({ userId, alerts }) => [userId, alerts.length]);
      });
    await test.database.query(`insert into users (id, first_name) values ($1, 'Boris')`, [BORIS]);
    await test.database.query(`insert into bot_users (bot, user_id) values ('fleet', $1)`, [BORIS]);
    const happen = () =>
      test.database.query(
        `insert into alerts (fleet_id, kind, subject, occurred_at) values ($1, 'back', '{"count":1,"terminals":[]}', $2)`,
        [fleet, NOW],
      );
    for (const goAway of [
      () => leaveFleet(test.database, fleet, BORIS),
      () => removeMember(test.database, fleet, ADA, BORIS),
    ]) {
      await accept(await invite(), BORIS);
      expect(await told()).toEqual([]);
      await happen();
      expect(await told()).toEqual([[BORIS, 1]]);
      await goAway();
      await happen();
      expect(await told()).toEqual([]);
    }
  });

  it('is worth nothing once it has expired or was withdrawn, and an unknown one says no more than that', async () => {
    const [expired, withdrawn] = [await invite(), await invite()];
    await expect(accept(expired, BORIS, later(8))).rejects.toThrow(InviteUnknownError);
    expect(await withdrawInvites(test.database, fleet, ADA)).toBe(2);
    await expect(accept(withdrawn, BORIS)).rejects.toThrow(InviteUnknownError);
    await expect(accept('nothing', BORIS)).rejects.toThrow(InviteUnknownError);
  });

  it('used by two people at the same moment takes one of them in', async () => {
    const token = await invite();

    const outcomes = await Promise.allSettled([accept(token, BORIS), accept(token, CHEN)]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await roles()).toHaveLength(2);
  });

  it('cannot be read out of the database', async () => {
    const token = await invite();
    const { rows } = await test.database.query<{ row: string }>(
      'select row_to_json(i)::text as row from fleet_invites i',
    );

    expect(rows[0]?.row).not.toContain(token);
    expect(rows[0]?.row).not.toContain(Buffer.from(token, 'base64url').toString('hex'));
  });

  it('is made by the owner alone, and not by the thousand', async () => {
    await accept(await invite('operator'), BORIS);
    await expect(invite('viewer', BORIS)).rejects.toThrow(NotAllowedError);
    await expect(invite('viewer', CHEN)).rejects.toThrow(FleetUnknownError);
    for (let open = 0; open < 50; open += 1) await invite();
    await expect(invite()).rejects.toThrow(TooManyInvitesError);
  });
});

describe('members', () => {
  beforeEach(async () => {
    await accept(await invite('operator'), BORIS);
  });

  it('are changed and removed by the owner alone, and the owner by nobody', async () => {
    await expect(changeRole(test.database, fleet, BORIS, BORIS, 'viewer')).rejects.toThrow(NotAllowedError);
    await expect(removeMember(test.database, fleet, ADA, ADA)).rejects.toThrow(MemberUnknownError);
    await expect(changeRole(test.database, fleet, ADA, ADA, 'viewer')).rejects.toThrow(MemberUnknownError);
    await changeRole(test.database, fleet, ADA, BORIS, 'viewer');
    expect(await roles()).toContainEqual([BORIS, 'viewer']);
  });

  it('may leave; the owner gives the fleet away first and stays an operator', async () => {
    await expect(leaveFleet(test.database, fleet, ADA)).rejects.toThrow(OwnerCannotLeaveError);
    const give = (to: number) =>
      inTransaction(test.database, (session) => giveFleet(session, fleet, ADA, to));
    await expect(give(CHEN)).rejects.toThrow(MemberUnknownError);
    await give(BORIS);
    expect(await roles()).toEqual([
      [BORIS, 'owner'],
      [ADA, 'operator'],
    ]);
    await leaveFleet(test.database, fleet, ADA);
    await expect(listMembers(test.database, fleet, ADA)).rejects.toThrow(FleetUnknownError);
  });
});

describe('an act', () => {
  it('and its row of the audit are there both, or neither', async () => {
    const { sharing } = createResultsServices({
      databases: {
        write: test.database,
        read: (_, query) => query(test.database),
        replicaLagMs: undefined,
        end: () => Promise.resolve(),
      },
      messagesQueue: { send: () => Promise.resolve() },
    });
    const asker = (userId: number) => ({ userId, seesOwnWrites: true, now: NOW, address: `fleet ${userId}` });
    await test.database.query('truncate audit');
    await accept(await invite(), BORIS);
    await test.database.query('alter table audit add constraint nobody check (actor_id <> 2) not valid');

    await expect(sharing.leave(asker(BORIS), fleet)).rejects.toThrow('nobody');
    expect(await roles()).toHaveLength(2);
    await test.database.query('alter table audit drop constraint nobody');
    await sharing.changeRole(asker(ADA), fleet, BORIS, 'viewer');
    await sharing.leave(asker(BORIS), fleet);

    const { rows } = await test.database.query(
      'select action, actor_id::text as actor, address, subject, outcome from audit order by id',
    );
    expect(rows).toEqual([
      {
        action: 'fleet.change-role',
        actor: '1',
        address: 'fleet 1',
        subject: { member: BORIS, role: 'viewer' },
        outcome: 'done',
      },
      { action: 'fleet.leave', actor: '2', address: 'fleet 2', subject: {}, outcome: 'done' },
    ]);
    expect(await roles()).toEqual([[ADA, 'owner']]);
  });
});

describe('settings of alerts', () => {
  it('are the defaults until somebody chooses, and come back as they were chosen', async () => {
    const chosen = {
      silent: false,
      apiErrors: true,
      lossLimit: '50.5',
      lossCurrency: 'BTC',
      quiet: { from: '23:00', to: '07:30' },
    };
    expect(await readAlertSettings(test.database, fleet, ADA)).toEqual(DEFAULT_ALERTS);
    await writeAlertSettings(test.database, fleet, ADA, chosen);
    expect(await readAlertSettings(test.database, fleet, ADA)).toEqual(chosen);
    await expect(writeAlertSettings(test.database, fleet, CHEN, chosen)).rejects.toThrow(FleetUnknownError);
  });
});
