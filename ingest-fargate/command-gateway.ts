import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { gatewayRequestSchema } from '../core/contracts/queue-messages.ts';
import type { Database } from '../core/database/pool.ts';
import { claimResults } from '../core/fleet/commands/claim-results.ts';
import type { Ownership } from '../core/fleet/leases/lease-keeper.ts';
import type { ResultWriter } from './result-writer.ts';
import type { TerminalSpeaker } from './terminal-speaker.ts';

const MAX_BODY_BYTES = 4 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface GatewayOptions {
  readonly database: Database;
  readonly ownership: Ownership;
  readonly speaker: Pick<TerminalSpeaker, 'take'>;
  readonly results: Pick<ResultWriter, 'releaseClaim'>;
  /** Never gives the same text twice, here or in another task. */
  readonly newClaim: () => string;
  readonly isLeaving: () => boolean;
  readonly log: Pick<Logger, 'warn' | 'info'>;
}

/**
 * `POST /commands {runId}`: claims those rows of the run whose terminals this task owns, and puts them into the lanes. The body says which
 * run and nothing else, so whoever reaches the port can send nothing that is not in the database already. Posting again is harmless.
 */
export class CommandGateway {
  readonly #options: GatewayOptions;

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  async post(request: IncomingMessage): Promise<HttpAnswer> {
    const text = await readBody(request);
    if (text === undefined) return { status: 413, body: { error: `at most ${MAX_BODY_BYTES} bytes` } };
    const parsed = gatewayRequestSchema.safeParse(parseJson(text));
    if (!parsed.success) return { status: 400, body: { error: 'expected { "runId": uuid }' } };
    return this.claim(parsed.data.runId);
  }

  async claim(runId: string): Promise<HttpAnswer> {
    const { ownership, isLeaving, database, newClaim, results, speaker, log } = this.#options;
    const shards = [...ownership.owned().keys()];
    if (isLeaving() || shards.length === 0)
      return { status: 503, body: { error: isLeaving() ? 'leaving' : 'no terminals are owned now' } };
    const claim = newClaim();
    try {
      const claimed = await claimResults(database, { runId, shards, claim });
      // Should a lease have run out meanwhile, the speaker gives the rows back.
      speaker.take(claim, claimed);
      if (claimed.length > 0) log.info({ runId, claimed: claimed.length }, 'commands taken');
      return { status: 202, body: { claimed: claimed.length } };
    } catch (error) {
      log.warn({ err: error, runId }, 'a run cannot be claimed');
      results.releaseClaim(runId, claim);
      return { status: 503, body: { error: 'the database is away' } };
    }
  }
}

/** @returns undefined when it is too long */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
