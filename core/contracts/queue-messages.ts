import * as z from 'zod';

/** Bodies of SQS messages, JSON. Whoever reads one parses it by the schema here; an unknown version is a failed message, not a guess. */

/** A row id of PostgreSQL (bigint), as text: JSON's numbers end at 2^53. */
const rowId = z.string().regex(/^\d{1,19}$/);

/** Messages of the outbox that are due. An id that was sent already is skipped. */
export const messagesDueSchema = z.object({
  version: z.literal(1),
  outboxIds: z.array(rowId).min(1).max(100),
});
export type MessagesDue = z.infer<typeof messagesDueSchema>;

/** A run of a command that waits to be sent to its terminals. */
export const commandRunDueSchema = z.object({ version: z.literal(1), runId: z.uuid() });
export type CommandRunDue = z.infer<typeof commandRunDueSchema>;

/** What the command gateway of an ingest task is posted: `POST /commands`. It takes what it needs of the run from the database. */
export const gatewayRequestSchema = z.object({ runId: z.uuid() });
export type GatewayRequest = z.infer<typeof gatewayRequestSchema>;
