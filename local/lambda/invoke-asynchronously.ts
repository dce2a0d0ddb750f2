import type { AsyncInvokeWiring } from '../assembly/wiring.ts';

/** Lambda waits one minute before the second try and two before the third. */
const RETRY_AFTER_MS = [60_000, 120_000];

export interface AsyncInvokeOptions {
  readonly wiring: AsyncInvokeWiring;
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** Rejects when there is no time left to wait: the event is given up. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly sendToQueue: (body: string) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
  readonly now: () => Date;
}

/**
 * Hands an event over whose sender does not wait for the answer. It is tried again as often as the template says; what fails to the end
 * goes to the queue for failures, in Lambda's envelope.
 */
export async function invokeAsynchronously(options: AsyncInvokeOptions, event: unknown): Promise<void> {
  const { wiring, invoke, sleep, sendToQueue, onFailure, now } = options;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await invoke(event);
      return;
    } catch (error) {
      onFailure(error);
      const retryAfterMs = RETRY_AFTER_MS[attempt];
      if (attempt < wiring.retries && retryAfterMs !== undefined) {
        await sleep(retryAfterMs);
        continue;
      }
      const envelope = {
        version: '1.0',
        timestamp: now().toISOString(),
        requestContext: {
          functionArn: `${wiring.functionArn}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: attempt + 1,
        },
        requestPayload: event,
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorMessage: String(error) },
      };
      await sendToQueue(JSON.stringify(envelope));
      return;
    }
  }
}
