import { type Alongside, type Database, inTransaction, type Queryable } from '../../database/pool.ts';
import * as z from 'zod';
import { FleetUnknownError, requireRole } from '../terminals/fleets.ts';
import { MAX_COMMANDS } from './run-request.ts';

/** Commands under a name, sent one after the other. One with a place among the quick buttons is a tap away. */
export interface Preset {
  readonly id: string;
  readonly name: string;
  readonly commands: readonly string[];
  /** From 1; null: only in the list. */
  readonly quickPosition: number | null;
}

export type PresetFields = Omit<Preset, 'id'>;

/** What was done to which preset, for who notes it. */
export interface PresetDone {
  readonly fleetId: string;
  readonly presetId: string;
  readonly name: string;
}

/** More would not be found again. */
export const MAX_PRESETS = 200;
export const MAX_QUICK = 24;

/** What is wrong, in words that can be shown to its author. */
export class PresetInvalidError extends Error {
  override readonly name = 'PresetInvalidError';
}

export class PresetUnknownError extends Error {
  override readonly name = 'PresetUnknownError';
}

/** The fleet has one of this name. */
export class PresetNameTakenError extends Error {
  override readonly name = 'PresetNameTakenError';
}

const fields = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'a preset has a name')
    .max(50, 'a name has at most 50 characters')
    .regex(/^\P{Cc}*$/u, 'a name has no control characters'),
  commands: z
    .array(
      z
        .string()
        .trim()
        .min(1, 'a line is empty')
        .max(2_000, 'a line has at most 2,000 characters')
        .regex(/^\P{Cc}*$/u, 'a line has no control characters'),
    )
    .min(1, 'a preset has a command')
    .max(MAX_COMMANDS, `a preset has at most ${MAX_COMMANDS} commands`),
  quickPosition: z.int().min(1).max(MAX_QUICK, `there are ${MAX_QUICK} quick buttons`).nullable(),
});

const row = z.object({
  id: z.string(),
  name: z.string(),
  commands: z.array(z.string()),
  quick_position: z.number().int().nullable(),
});

/** Of a fleet that the person is a member of, quick ones first; of another one: none. */
export async function listPresets(database: Queryable, userId: number, fleetId: string): Promise<Preset[]> {
  const { rows } = await database.query(
    `select p.id::text, p.name, p.commands, p.quick_position
       from command_presets p join fleet_members m on m.fleet_id = p.fleet_id and m.user_id = $1
      where p.fleet_id = $2 order by p.quick_position nulls last, lower(p.name), p.id`,
    [userId, fleetId],
  );
  return z.array(row).parse(rows).map(toPreset);
}

/** @throws PresetUnknownError also for one of another's fleet */
export async function findPreset(
  database: Queryable,
  userId: number,
  presetId: string,
): Promise<Preset & { readonly fleetId: string }> {
  const { rows } = await database.query(
    `select p.id::text, p.fleet_id::text, p.name, p.commands, p.quick_position
       from command_presets p join fleet_members m on m.fleet_id = p.fleet_id and m.user_id = $1 where p.id = $2`,
    [userId, readId(presetId)],
  );
  const parsed = row.extend({ fleet_id: z.string() }).optional().parse(rows[0]);
  if (parsed === undefined) throw new PresetUnknownError('no such preset');
  return { ...toPreset(parsed), fleetId: parsed.fleet_id };
}

/**
 * Operators make presets: whoever may send a command may keep it.
 * @returns its id
 * @throws FleetUnknownError, NotAllowedError, PresetInvalidError, PresetNameTakenError
 */
export async function addPreset(
  writer: Database,
  userId: number,
  fleetId: string,
  given: PresetFields,
  alongside?: Alongside<PresetDone>,
): Promise<string> {
  const { name, commands, quickPosition } = readFields(given);
  return orNameTaken(
    inTransaction(writer, async (session) => {
      await requireRole(session, userId, fleetId, 'operator');
      const { rows } = await session.query<{ id: string }>(
        `insert into command_presets (fleet_id, name, commands, quick_position, created_by)
         select $1, $2, $3, $4, $5 where (select count(*) from command_presets where fleet_id = $1) < $6 returning id::text`,
        [fleetId, name, commands, quickPosition, userId, MAX_PRESETS],
      );
      const [made] = rows;
      if (made === undefined) throw new PresetInvalidError(`a fleet has at most ${MAX_PRESETS} presets`);
      await alongside?.(session, { fleetId, presetId: made.id, name });
      return made.id;
    }),
  );
}

/** @throws PresetUnknownError, NotAllowedError, PresetInvalidError, PresetNameTakenError */
export async function changePreset(
  writer: Database,
  userId: number,
  presetId: string,
  given: PresetFields,
  alongside?: Alongside<PresetDone>,
): Promise<void> {
  const { name, commands, quickPosition } = readFields(given);
  await orNameTaken(
    inTransaction(writer, async (session) => {
      const { fleetId } = await findPreset(session, userId, presetId);
      await requireRole(session, userId, fleetId, 'operator');
      await session.query(
        'update command_presets set name = $3, commands = $4, quick_position = $5 where id = $1 and fleet_id = $2',
        [presetId, fleetId, name, commands, quickPosition],
      );
      await alongside?.(session, { fleetId, presetId, name });
    }),
  );
}

/** @returns what was removed, so that it can be made again @throws PresetUnknownError, NotAllowedError */
export async function removePreset(
  writer: Database,
  userId: number,
  presetId: string,
  alongside?: Alongside<PresetDone>,
): Promise<Preset & { readonly fleetId: string }> {
  return inTransaction(writer, async (session) => {
    const preset = await findPreset(session, userId, presetId);
    const { fleetId, name } = preset;
    await requireRole(session, userId, fleetId, 'operator');
    const { rowCount } = await session.query('delete from command_presets where id = $1 and fleet_id = $2', [
      presetId,
      fleetId,
    ]);
    // Another removed it a moment ago.
    if (rowCount === 0) throw new PresetUnknownError('no such preset');
    await alongside?.(session, { fleetId, presetId, name });
    return preset;
  });
}

/** A new fleet's quick buttons: what nearly everybody sends. */
export const FIRST_PRESETS: readonly PresetFields[] = Object.freeze(
  ['lst', 'START', 'STOP', 'list', 'report 1 days', 'CancelBuy', 'BL', 'ResetLoss', 'silent', 'talk'].map(
    (command, index) => ({ name: command, commands: [command], quickPosition: index + 1 }),
  ),
);

/**
 * Writes them unless the fleet has presets.
 * @param alongside gets their number; not called when none was written
 * @throws FleetUnknownError, NotAllowedError
 */
export async function addFirstPresets(
  writer: Database,
  userId: number,
  fleetId: string,
  alongside?: Alongside<number>,
): Promise<void> {
  await inTransaction(writer, async (session) => {
    await requireRole(session, userId, fleetId, 'operator');
    const { rowCount } = await session.query(
      `insert into command_presets (fleet_id, name, commands, quick_position, created_by)
       select $1, first.command, array[first.command], first.place, $2 from unnest($3::text[]) with ordinality as first(command, place)
        where not exists (select 1 from command_presets where fleet_id = $1)
       on conflict do nothing`,
      [fleetId, userId, FIRST_PRESETS.map(({ name }) => name)],
    );
    const written = rowCount ?? 0;
    if (written > 0) await alongside?.(session, written);
  });
}

function readFields(given: PresetFields): PresetFields {
  const parsed = fields.safeParse(given);
  if (!parsed.success) throw new PresetInvalidError(parsed.error.issues[0]?.message ?? 'unreadable');
  return parsed.data;
}

/** Ids come from buttons: what is none is unknown, not an error of the database. */
function readId(id: string): string {
  if (!/^\d{1,18}$/.test(id)) throw new PresetUnknownError('no such preset');
  return id;
}

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';

/** What the database refuses, as what it means. */
async function orNameTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw nameTaken(error) ?? error;
  }
}

function nameTaken(error: unknown): Error | undefined {
  if (!(error instanceof Error && 'code' in error)) return undefined;
  if (error.code === UNIQUE_VIOLATION) return new PresetNameTakenError('the fleet has a preset of this name');
  // The fleet was deleted in between.
  return error.code === FOREIGN_KEY_VIOLATION ? new FleetUnknownError('no such fleet') : undefined;
}

function toPreset({ quick_position, ...rest }: z.infer<typeof row>): Preset {
  return { id: rest.id, name: rest.name, commands: rest.commands, quickPosition: quick_position };
}
