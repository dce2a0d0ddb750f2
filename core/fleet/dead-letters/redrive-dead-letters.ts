import { setTimeout as delay } from 'node:timers/promises';
import { constants, zstdCompressSync } from 'node:zlib';
import * as z from 'zod';
import { DATAGRAM_KINDS } from '../../contracts/datagram-kinds.ts';
import { RecordBatchWriter, recordFrameBytes } from '../../contracts/record-batch.ts';
import type { Queryable } from '../../database/pool.ts';

/** Of one request: it is answered with what became of each. */
export const MAX_REDRIVEN = 200;
/** SQS takes 10 messages a call, 1 MiB in all; some is left for what stands around a body. */
const MAX_MESSAGES = 10;
const MAX_CALL_BYTES = 1024 * 1024 - 8 * 1024;

const LOOK_EVERY_MS = 200;
const LOOK_FOR_MS = 3_000;

export type DeadLetterChoice =
  { readonly ids: readonly string[] } | { readonly reason: string; readonly limit: number };

/**
 * `stored`; `refused`: it could not be stored again, and is a dead letter with a new id; `sent`: the queue has it, and it was not stored
 * yet; `not-sent`: the queue did not take it, it is where it was; `unknown`: there is no such letter.
 */
export type RedriveOutcome = 'stored' | 'refused' | 'sent' | 'not-sent' | 'unknown';

export interface RedrivenLetter {
  readonly id: string;
  readonly outcome: RedriveOutcome;
  /** Of a refusal. */
  readonly reason?: string;
  readonly detail?: string;
}

export interface Redriver {
  readonly database: Queryable;
  /** @returns indexes of what was refused */
  readonly send: (messages: readonly { readonly body: string }[]) => Promise<readonly number[]>;
}

const letterRows = z.array(
  z.object({
    id: z.string(),
    terminal_id: z.coerce.number().int(),
    kind: z.enum(DATAGRAM_KINDS),
    received_at: z.date(),
    stored_at: z.date(),
    payload: z.instanceof(Buffer),
  }),
);
type Letter = z.infer<typeof letterRows>[number];

/**
 * Sends records that could not be stored back to the queue that they came by, so that `store-batch` stores them as it stores all others, and
 * waits a moment for what becomes of them. Each goes as a batch of its own whose id is made of the letter's: sent twice it is stored once.
 * @throws whatever `send` throws when there was no answer; letters that were sent before are gone from the table, the others stay
 */
export async function redriveDeadLetters(
  { database, send }: Redriver,
  choice: DeadLetterChoice,
): Promise<RedrivenLetter[]> {
  const letters = await readLetters(database, choice);
  const known = new Set(letters.map(({ id }) => id));
  const unknown = 'ids' in choice ? choice.ids.filter((id) => !known.has(id)) : [];
  const sent = new Set<string>();
  for (const call of inCalls(letters)) {
    const refused = new Set(await send(call.map(({ body }) => ({ body }))));
    const taken = call.filter((_, index) => !refused.has(index)).map(({ letter }) => letter.id);
    await database.query('delete from dead_letters where id = any($1::bigint[])', [taken]);
    for (const id of taken) sent.add(id);
  }
  const outcomes = await followUp(database, [...sent]);
  return [
    ...letters.map(
      ({ id }) => outcomes.get(id) ?? ({ id, outcome: sent.has(id) ? 'sent' : 'not-sent' } as const),
    ),
    ...unknown.map((id) => ({ id, outcome: 'unknown' }) as const),
  ];
}

async function readLetters(database: Queryable, choice: DeadLetterChoice): Promise<Letter[]> {
  const columns = 'id::text, terminal_id::text, kind, received_at, stored_at, payload';
  const { rows } =
    'ids' in choice
      ? await database.query<Record<string, unknown>>(
          `select ${columns} from dead_letters where id = any($1::bigint[]) order by id limit ${MAX_REDRIVEN}`,
          [choice.ids],
        )
      : await database.query<Record<string, unknown>>(
          `select ${columns} from dead_letters where reason = $1 order by id limit $2`,
          [choice.reason, Math.min(choice.limit, MAX_REDRIVEN)],
        );
  return letterRows.parse(rows);
}

const batchIdOf = (letterId: string): string => `dead-letter-${letterId}`;

interface Packed {
  readonly letter: Letter;
  readonly body: string;
}

function* inCalls(letters: readonly Letter[]): Generator<Packed[]> {
  let call: Packed[] = [];
  let bytes = 0;
  for (const letter of letters) {
    const body = packLetter(letter);
    if (call.length === MAX_MESSAGES || (call.length > 0 && bytes + body.length > MAX_CALL_BYTES)) {
      yield call;
      call = [];
      bytes = 0;
    }
    call.push({ letter, body });
    bytes += body.length;
  }
  if (call.length > 0) yield call;
}

function packLetter({ id, terminal_id, kind, received_at, stored_at, payload }: Letter): string {
  const writer = new RecordBatchWriter(recordFrameBytes(payload.length));
  writer.append(kind, terminal_id, received_at.getTime(), payload);
  const frame = writer.take(batchIdOf(id), stored_at.getTime());
  return zstdCompressSync(frame, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }).toString('base64');
}

const settledRows = z.array(
  z.object({ batch_id: z.string(), reason: z.string().nullable(), detail: z.string().nullable() }),
);

async function followUp(database: Queryable, ids: readonly string[]): Promise<Map<string, RedrivenLetter>> {
  const outcomes = new Map<string, RedrivenLetter>();
  const idByBatch = new Map(ids.map((id) => [batchIdOf(id), id]));
  for (let waitedMs = 0; outcomes.size < ids.length && waitedMs < LOOK_FOR_MS; waitedMs += LOOK_EVERY_MS) {
    if (waitedMs > 0) await delay(LOOK_EVERY_MS);
    const { rows } = await database.query<Record<string, unknown>>(
      `select b.batch_id, d.reason, d.detail from stored_batches b left join dead_letters d on d.batch_id = b.batch_id
        where b.batch_id = any($1::text[])`,
      [[...idByBatch.keys()]],
    );
    for (const { batch_id, reason, detail } of settledRows.parse(rows)) {
      const id = idByBatch.get(batch_id);
      if (id === undefined) continue;
      outcomes.set(
        id,
        reason === null
          ? { id, outcome: 'stored' }
          : { id, outcome: 'refused', reason, detail: detail ?? '' },
      );
    }
  }
  return outcomes;
}
