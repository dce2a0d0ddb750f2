import * as z from 'zod';
import type { SessionTable } from '../../aws/session-table.ts';
import type { ActionCall } from '../action.ts';

/** 96 bits: nobody guesses another's button. */
const TOKEN_BYTES = 12;
const BUTTON_DAYS = 30;
const BUTTON_MS = BUTTON_DAYS * 24 * 3_600_000;

const rowSchema = z.object({
  bot: z.string(),
  ownerId: z.int(),
  id: z.string(),
  args: z.array(z.union([z.string(), z.number(), z.boolean()])),
});

export interface ButtonOwner {
  readonly bot: string;
  readonly ownerId: number;
}

/** Keeps a call that is too long for a button. @returns the token for the button */
export async function keepCall(
  table: SessionTable,
  owner: ButtonOwner,
  call: ActionCall,
  randomBytes: (count: number) => Buffer,
  nowMs: number,
): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const row: z.infer<typeof rowSchema> = { ...owner, id: call.id, args: [...call.args] };
  await table.put(rowId(token), JSON.stringify(row), nowMs + BUTTON_MS);
  return token;
}

export interface KeptCall {
  readonly call: ActionCall;
  readonly ownerId: number;
}

/** @returns undefined for a token that is over, or of another bot */
export async function findCall(
  table: Pick<SessionTable, 'load'>,
  bot: string,
  token: string,
): Promise<KeptCall | undefined> {
  const row = await table.load(rowId(token));
  if (row.state === '') return undefined;
  const parsed = rowSchema.safeParse(JSON.parse(row.state));
  if (!parsed.success || parsed.data.bot !== bot) return undefined;
  const { id, args, ownerId } = parsed.data;
  return { call: { id, args }, ownerId };
}

function rowId(token: string): string {
  return `button#${token}`;
}
