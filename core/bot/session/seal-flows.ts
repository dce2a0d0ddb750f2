import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { SessionRow, SessionTable } from '../../aws/session-table.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const withFlow = z.looseObject({ flow: z.unknown() });
const withSealed = z.looseObject({ sealedFlow: z.string() });

/**
 * Sessions whose open flows are sealed in the table (AES-256-GCM, `nonce (12) | tag (16) | ciphertext`, bound to the row's id): until a flow
 * ends its answers stand there, passwords among them. A flow that was sealed with another key is over; the rest of the session stays.
 * @param readKey 32 bytes, from which this purpose's own key is derived; asked for only when there is a flow
 */
export function sealFlows(table: SessionTable, readKey: () => Promise<Buffer>): SessionTable {
  const deriveKey = async (): Promise<Buffer> =>
    Buffer.from(hkdfSync('sha256', await readKey(), Buffer.alloc(0), 'telefleet session flow', 32));
  const open = async (id: string, row: SessionRow): Promise<SessionRow> =>
    row.state.includes('"sealedFlow":')
      ? { ...row, state: openState(await deriveKey(), id, row.state) }
      : row;
  return {
    ...table,
    load: async (id) => open(id, await table.load(id)),
    async claim(id, holder, untilMs) {
      const row = await table.claim(id, holder, untilMs);
      return row === undefined ? undefined : await open(id, row);
    },
    async save(id, state, seen, expiresAtMs) {
      const sealed = state.includes('"flow":') ? sealState(await deriveKey(), id, state) : state;
      await table.save(id, sealed, seen, expiresAtMs);
    },
  };
}

function sealState(key: Buffer, id: string, state: string): string {
  const { flow, ...rest } = withFlow.parse(JSON.parse(state));
  if (flow === undefined) return state;
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(id));
  const text = Buffer.concat([cipher.update(JSON.stringify(flow), 'utf8'), cipher.final()]);
  return JSON.stringify({
    ...rest,
    sealedFlow: Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64'),
  });
}

function openState(key: Buffer, id: string, state: string): string {
  const parsed = withSealed.safeParse(JSON.parse(state));
  // What looked like one stands in a reply.
  if (!parsed.success) return state;
  const { sealedFlow, ...rest } = parsed.data;
  const sealed = Buffer.from(sealedFlow, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES)).setAAD(
      Buffer.from(id),
    );
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    const flow: unknown = JSON.parse(text.toString('utf8'));
    return JSON.stringify({ ...rest, flow });
  } catch {
    return JSON.stringify(rest);
  }
}
