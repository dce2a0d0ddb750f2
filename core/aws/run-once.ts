import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Of Lambda's context: how long this execution may still take. */
export interface Execution {
  getRemainingTimeInMillis(): number;
}

/** What tells one piece of work from another. */
export type WorkKey = Readonly<Record<string, string | number>>;

/**
 * Does a piece of work unless it was done before.
 * @returns `done-before`: nothing was called
 * @throws StillRunningError when another execution is at it; what `work` throws, and then the next try runs again; what the SDK throws
 */
export type RunOnce = (
  key: WorkKey,
  execution: Execution,
  work: () => Promise<void>,
) => Promise<'done' | 'done-before'>;

export class StillRunningError extends Error {
  override readonly name = 'StillRunningError';
}

export interface RunOnceSettings {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Keeps the keys of one purpose apart from others', and the same in both regions: by default it would be the function's name. */
  readonly purpose: string;
  readonly rememberSeconds: number;
}

/**
 * Once per key on the idempotency table. A key that is held is free again when its Lambda execution has run out of time, so that an
 * execution that was killed does not block the next try. Under a global table that is once per region at the same moment, and once over
 * both from about a second later.
 */
export function makeRunOnce({ client, tableName, purpose, rememberSeconds }: RunOnceSettings): RunOnce {
  const persistenceStore = new DynamoDBPersistenceLayer({ tableName, awsSdkV3Client: client });
  return async (key, execution, work) => {
    const outcome: { value: 'done' | 'done-before' } = { value: 'done-before' };
    // Powertools takes its arguments' first as the key, and from the second learns when the key is free again.
    const runOnce: (key: WorkKey, execution: Execution) => Promise<void> = makeIdempotent(
      async () => {
        await work();
        outcome.value = 'done';
      },
      {
        persistenceStore,
        config: new IdempotencyConfig({ expiresAfterSeconds: rememberSeconds }),
        keyPrefix: purpose,
      },
    );
    try {
      await runOnce(key, execution);
    } catch (error) {
      if (error instanceof IdempotencyAlreadyInProgressError)
        throw new StillRunningError('another execution is at it', { cause: error });
      throw error;
    }
    return outcome.value;
  };
}
