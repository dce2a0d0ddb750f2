import { createHash } from 'node:crypto';
import type { LiveTable } from '../aws/live-table.ts';

/** Long enough for a page that was just loaded, too short to be found in a log and used. */
export const TICKET_SECONDS = 30;

/** 32 bytes in base64url. What does not look like a ticket is not looked for. */
const TICKET = /^[A-Za-z0-9_-]{43}$/;
const TICKET_BYTES = 32;

/** Lets its holder open one live socket. Kept as a hash: who reads the table cannot connect. */
export async function issueTicket(
  table: Pick<LiveTable, 'putTicket'>,
  owner: { readonly userId: number; readonly credential: string },
  now: Date,
  randomBytes: (count: number) => Buffer,
): Promise<string> {
  const ticket = randomBytes(TICKET_BYTES).toString('base64url');
  await table.putTicket(hashOf(ticket), owner, now.getTime() + TICKET_SECONDS * 1_000);
  return ticket;
}

/** @returns hash by which the ticket is found; undefined for what is none */
export function ticketHash(text: string | undefined): string | undefined {
  return text !== undefined && TICKET.test(text) ? hashOf(text) : undefined;
}

function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex');
}
