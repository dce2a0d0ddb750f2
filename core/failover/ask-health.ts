import * as z from 'zod';

const said = z.object({ message: z.string() });
const thrown = said.extend({ cause: said.optional().catch(undefined) });

/** `cause` is for the log: the status, or why there was no answer. */
export type HealthAnswer =
  { readonly isHealthy: true } | { readonly isHealthy: false; readonly cause: string };

export interface HealthQuestion {
  readonly url: string;
  readonly timeoutMs: number;
  /** One lost packet is no outage. */
  readonly attempts: number;
}

/** Asks until the first 200 (or 429). Never throws: no answer is an answer. */
export async function askHealth({ url, timeoutMs, attempts }: HealthQuestion): Promise<HealthAnswer> {
  let cause = 'not asked';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      // A redirect is not our API: somebody else answers at its name.
      const response = await fetch(url, {
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      // A door that says "too many" is a living one: whoever floods it must not make the primary look dead.
      if (response.status === 200 || response.status === 429) return { isHealthy: true };
      cause = `status ${response.status}`;
    } catch (error) {
      cause = describe(error);
    }
  }
  return { isHealthy: false, cause };
}

/** What fetch throws says only "fetch failed"; the network's own word is its cause. */
function describe(error: unknown): string {
  const { message, cause } = thrown.catch({ message: 'failed without a word' }).parse(error);
  return cause === undefined ? message : `${message}: ${cause.message}`;
}
