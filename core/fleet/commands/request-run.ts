import { type Database, inTransaction, type Session } from '../../database/pool.ts';
import type { Danger } from './catalogue.ts';
import { describeCommand } from './describe-command.ts';
import { type CheckedRequest, checkRequest, type RunRequest } from './run-request.ts';
import { type ResolvedTarget, resolveTarget, TargetTooLargeError } from './targets.ts';

/** Above so many terminals every command is asked about. */
export const CONFIRM_ABOVE_TERMINALS = 20;

/** A run that nobody began to send within this time is not sent: whoever asked for it does not expect it any more. */
export const SEND_WITHIN_SECONDS = 60;

/** Rows of results that one request may make: twenty commands to the largest fleet that is promised. */
const MAX_RESULTS = 60_000;

/** Has to be asked about: dangerous in itself (`always`), or by the number of terminals (`many`). */
export class ConfirmationNeededError extends Error {
  override readonly name = 'ConfirmationNeededError';
  readonly count: number;
  readonly danger: Danger;
  /** What has to be confirmed, word for word. */
  readonly command: string;

  constructor(count: number, danger: Danger, command: string) {
    super(`a command to ${count} terminals has to be confirmed`);
    this.count = count;
    this.danger = danger;
    this.command = command;
  }
}

/** The key was used for something else. */
export class IdempotencyKeyReusedError extends Error {
  override readonly name = 'IdempotencyKeyReusedError';
}

export interface RequestedRun {
  readonly runId: string;
  /** How many it goes to. */
  readonly terminals: number;
  /** False: an earlier request with this key made it. */
  readonly isNew: boolean;
  /** Nobody has begun to send it yet, and it is not too late. */
  readonly isWaiting: boolean;
}

/**
 * Writes a run and its results, one a terminal, in one transaction; nothing is sent by that (`start-run.ts`). Several commands become runs
 * that follow each other. The same key makes one run, however often and from wherever at once it is used.
 *
 * @param newId a UUID
 * @throws RunRequestInvalidError, ConfirmationNeededError, IdempotencyKeyReusedError, and what `resolveTarget` throws
 */
export async function requestRun(
  database: Database,
  request: RunRequest,
  newId: () => string,
): Promise<RequestedRun> {
  const checked = checkRequest(request);
  return inTransaction(database, async (session) => {
    const earlier = await findEarlier(session, checked);
    if (earlier !== undefined) return earlier;
    const target = await resolveTarget(session, checked.requester, checked.fleetId, checked.target);
    if (target.terminalIds.length * checked.commands.length > MAX_RESULTS)
      throw new TargetTooLargeError('so many commands to so many terminals have to be sent in parts');
    requireConfirmation(checked, target.terminalIds.length);
    const runId = await insertRuns(session, checked, target, newId);
    if (runId !== undefined)
      return { runId, terminals: target.terminalIds.length, isNew: true, isWaiting: true };
    // The same request was written meanwhile; its transaction has ended, or the insert would still be waiting for it.
    const concurrent = await findEarlier(session, checked);
    if (concurrent === undefined) throw new Error('a run of this key is neither new nor there');
    return concurrent;
  });
}

function requireConfirmation({ commands, confirmed }: CheckedRequest, count: number): void {
  const danger: Danger = commands.some((text) => describeCommand(text).danger === 'always')
    ? 'always'
    : 'many';
  if (danger === 'many' && count <= CONFIRM_ABOVE_TERMINALS) return;
  const command = commands.join('\n');
  // Lines are sent without the spaces around them; who confirmed them as they were typed has confirmed these.
  const agreed = confirmed?.command.split('\n').map((line) => line.trim());
  if (confirmed?.count !== count || agreed?.join('\n') !== command)
    throw new ConfirmationNeededError(count, danger, command);
}

/** @throws IdempotencyKeyReusedError */
async function findEarlier(session: Session, request: CheckedRequest): Promise<RequestedRun | undefined> {
  const { rows } = await session.query<{
    id: string;
    is_same: boolean | null;
    is_waiting: boolean | null;
    terminals: number;
  }>(
    `select run.id, run.request_sha256 = $3 as is_same,
            run.expires_at is null and run.settled_at is null and run.send_by > clock_timestamp() as is_waiting,
            (select count(*)::int from command_results r where r.created_at = run.created_at and r.run_id = run.id) as terminals
       from command_runs run where coalesce(run.requested_by, 0) = $1 and run.idempotency_key = $2`,
    [requesterId(request) ?? 0, request.idempotencyKey, request.sha256],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  if (row.is_same !== true) throw reused();
  return { runId: row.id, terminals: row.terminals, isNew: false, isWaiting: row.is_waiting === true };
}

/** @returns the id of the first run; undefined when there is one of this key */
async function insertRuns(
  session: Session,
  request: CheckedRequest,
  { fleetId, terminalIds, label }: ResolvedTarget,
  newId: () => string,
): Promise<string | undefined> {
  const ids = request.commands.map(() => newId());
  // Each line tells its progress in a message of its own. A Date in JavaScript holds milliseconds: the key of the results has to survive it. The first of a chain may be sent now, the others
  // when the one before is settled. A key as the caller makes it has no space, so `KEY 2` is nobody else's.
  const { rows } = await session.query<{ id: string; created_at: Date }>(
    `insert into command_runs (id, fleet_id, requested_by, source, address, target, command, by_bot_name, timeout_ms,
                               idempotency_key, request_sha256, undo_of, next_run_id, created_at, send_by, follow)
     select line.id, $3, $4, $5, $6, $7, line.command, $8, $9,
            case line.place when 1 then $10 else $10 || ' ' || line.place end, $11, $12,
            lead(line.id) over (order by line.place), date_trunc('milliseconds', clock.now),
            case line.place when 1 then clock.now + make_interval(secs => $13) end,
            case line.place when 1 then $14::jsonb else $14::jsonb - 'messageId' end
       from unnest($1::uuid[], $2::text[]) with ordinality as line(id, command, place),
            (select clock_timestamp() as now) as clock
      order by line.place
     on conflict (coalesce(requested_by, 0), idempotency_key) do nothing
     returning id, created_at`,
    [
      ids,
      request.commands,
      fleetId,
      requesterId(request),
      request.source,
      request.address,
      label,
      request.byBotName,
      request.timeoutMs,
      request.idempotencyKey,
      request.sha256,
      request.undoOf ?? null,
      SEND_WITHIN_SECONDS,
      request.follow === undefined ? null : JSON.stringify(request.follow),
    ],
  );
  if (rows.length === 0) return undefined;
  // Of another request with this key, written meanwhile, which has fewer lines: nothing of this one may stay.
  if (rows.length < ids.length) throw reused();
  await session.query(
    `insert into command_results (created_at, run_id, terminal_id)
     select $1, run, terminal from unnest($2::uuid[]) as run, unnest($3::bigint[]) as terminal`,
    [rows[0]?.created_at, rows.map(({ id }) => id), terminalIds],
  );
  return ids[0];
}

function reused(): IdempotencyKeyReusedError {
  return new IdempotencyKeyReusedError('this idempotency key was used for another command');
}

function requesterId({ requester }: CheckedRequest): number | null {
  return requester === 'system' ? null : requester.userId;
}
