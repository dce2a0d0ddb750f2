import { CALL_TIMEOUT_MS } from '../sending/telegram-client.ts';
import { CLAIM_SECONDS } from './claim-messages.ts';

/** Messages that are claimed at once. At a bot's 30 a second it is some seconds of work. */
export const CLAIM_SIZE = 100;

/** Chats that are spoken to at the same time: a call takes some 100 ms, so 30 a second need three and a slow Telegram more. */
export const LANES = 8;

/** What settling a message may take after its call. */
const SETTLE_MS = 5_000;

/** Kept back of the execution's time for giving up what is still claimed, and for the report. */
export const RESERVE_MS = CALL_TIMEOUT_MS + SETTLE_MS;

/** No call is begun when the claim is older: its end and its settlement would come after the claim may be taken over. */
export const CLAIM_USABLE_MS = CLAIM_SECONDS * 1_000 - CALL_TIMEOUT_MS - 2 * SETTLE_MS;

/** A pace's wait up to this is sat out; a longer one puts the message off and lets the others go on. */
export const MAX_PACE_WAIT_MS = 1_500;

/** Calls without an answer until a message is given up. */
export const MAX_FAILURES = 8;

const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 15 * 60_000;

/**
 * Eight tries take 50 minutes: 10 s, 30 s, 90 s, 4.5 min, 13.5 min, 15 min, 15 min apart.
 * @param failures that there were, this one included
 */
export function retryAfterMs(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 3 ** (failures - 1), LONGEST_RETRY_MS);
}
