import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

/** What one region remembers of another's health. */
export interface RegionObservation {
  readonly observedAtMs: number;
  /** Undefined: it was never seen healthy. */
  readonly lastHealthyAtMs: number | undefined;
  /** First failure of a row without a gap. Undefined: it answered when it was asked last. */
  readonly unhealthySinceMs: number | undefined;
  readonly consecutiveFailures: number;
}

/**
 * Observations in the coordination table. With two regions it is strongly consistent over them: a region that is cut off from both others
 * cannot write here, so whoever writes before deciding decides nothing while it is the one that is away.
 */
export interface RegionObservations {
  read(region: string): Promise<RegionObservation | undefined>;
  /**
   * Replaces what was read.
   * @throws ObservationRacedError when somebody else has written meanwhile
   */
  replace(region: string, previous: RegionObservation | undefined, next: RegionObservation): Promise<void>;
}

export class ObservationRacedError extends Error {
  override readonly name = 'ObservationRacedError';
}

export class ObservationInvalidError extends Error {
  override readonly name = 'ObservationInvalidError';
}

const wholeNumber = z.object({ N: z.string().regex(/^\d{1,15}$/) }).transform(({ N }) => Number(N));
const itemSchema = z.object({
  observedAtMs: wholeNumber,
  lastHealthyAtMs: wholeNumber.optional(),
  unhealthySinceMs: wholeNumber.optional(),
  consecutiveFailures: wholeNumber,
});

export function openRegionObservations(client: DynamoDBClient, tableName: string): RegionObservations {
  const keyOf = (region: string) => ({ id: { S: `region-observation#${region}` } });
  const read = async (region: string): Promise<RegionObservation | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: keyOf(region), ConsistentRead: true }),
    );
    if (Item === undefined) return undefined;
    const item = itemSchema.safeParse(Item);
    if (!item.success)
      throw new ObservationInvalidError(
        `the observation of ${region} is wrong: ${z.prettifyError(item.error)}`,
      );
    const { observedAtMs, lastHealthyAtMs, unhealthySinceMs, consecutiveFailures } = item.data;
    return { observedAtMs, lastHealthyAtMs, unhealthySinceMs, consecutiveFailures };
  };
  /** Which write the row is of: a run knows its own by it. */
  const wrote = async (region: string): Promise<string | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: keyOf(region), ConsistentRead: true }),
    );
    return Item?.['write']?.S;
  };
  return {
    read,
    async replace(region, previous, next) {
      const numbers = Object.entries(next).flatMap(([name, value]: [string, number | undefined]) =>
        value === undefined ? [] : [[name, { N: String(value) }] as const],
      );
      const write = randomUUID();
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: { ...keyOf(region), ...Object.fromEntries(numbers), write: { S: write } },
            ...(previous === undefined
              ? { ConditionExpression: 'attribute_not_exists(id)' }
              : {
                  ConditionExpression: 'observedAtMs = :previous',
                  ExpressionAttributeValues: { ':previous': { N: String(previous.observedAtMs) } },
                }),
          }),
        );
      } catch (error) {
        // A write whose answer was lost is sent again by the SDK, and then refused by its own success.
        if (error instanceof ConditionalCheckFailedException && (await wrote(region)) === write) return;
        if (error instanceof ConditionalCheckFailedException)
          throw new ObservationRacedError(`another run has observed ${region} meanwhile`, { cause: error });
        throw error;
      }
    },
  };
}
