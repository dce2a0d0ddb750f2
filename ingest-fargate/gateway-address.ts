import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { z } from 'zod';

const ATTEMPTS = 5;
const TIMEOUT_MS = 1_000;
const PAUSE_MS = 500;

/** Of the container's metadata (ECS, "Task metadata endpoint version 4"). */
const metadataSchema = z.object({
  Networks: z.array(z.object({ IPv4Addresses: z.array(z.ipv4()).optional() })),
});

export interface AddressSource {
  /** Of ECS; undefined on one machine. */
  readonly metadataUri: string | undefined;
  readonly httpHost: string;
}

/**
 * Where other programs reach this task's HTTP server: the private address of its network interface, on one machine the loopback.
 * @returns undefined when ECS does not tell it: the task then receives as ever, and takes no commands
 */
export async function findGatewayAddress(
  { metadataUri, httpHost }: AddressSource,
  port: number,
  log: Pick<Logger, 'error'>,
): Promise<string | undefined> {
  if (metadataUri === undefined) return `http://${httpHost === '0.0.0.0' ? '127.0.0.1' : httpHost}:${port}`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return `http://${await readPrivateAddress(metadataUri)}:${port}`;
    } catch (error) {
      if (attempt >= ATTEMPTS) {
        log.error({ err: error }, 'the own address cannot be found: this task takes no commands');
        return undefined;
      }
      await delay(PAUSE_MS);
    }
  }
}

async function readPrivateAddress(uri: string): Promise<string> {
  const answer = await fetch(uri, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new AddressUnknownError(`the metadata endpoint answered ${answer.status}`);
  const { Networks } = metadataSchema.parse(await answer.json());
  const address = Networks.flatMap(({ IPv4Addresses = [] }) => IPv4Addresses)[0];
  if (address === undefined) throw new AddressUnknownError('the metadata holds no IPv4 address');
  return address;
}

export class AddressUnknownError extends Error {
  override readonly name = 'AddressUnknownError';
}
