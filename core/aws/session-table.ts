import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

/** A row as it was read: JSON, and the version that a write has to name. No row, or one that is over, is version 0 or more without state. */
export interface SessionRow {
  readonly version: number;
  readonly state: string;
}

/** What a write follows: the row as it was seen, by whom. */
export interface SeenRow {
  readonly version: number;
  readonly holder: string;
}

/**
 * Rows of JSON in one DynamoDB table with the key `id` and the TTL attribute `expiresAt`. A session is written by who has claimed it, or by
 * anybody while nobody has: so two updates of one person are handled one after the other, and a state that is not the newest is never saved.
 */
export interface SessionTable {
  /** Strongly consistent in its region, as every read here. */
  load(id: string): Promise<SessionRow>;
  /**
   * Reads the row and takes it until `untilMs`; saving lets it go.
   * @param holder never the same twice
   * @returns undefined: another has it
   */
  claim(id: string, holder: string, untilMs: number): Promise<SessionRow | undefined>;
  /** Lets go of a row that is not going to be saved. */
  release(id: string, holder: string): Promise<void>;
  /**
   * @throws SessionChangedError when another has it, or has written it since it was read
   * @throws SessionTooLargeError
   */
  save(id: string, state: string, seen: SeenRow, expiresAtMs: number): Promise<void>;
  /** Writes a row once and for ever, whatever stood there. */
  put(id: string, state: string, expiresAtMs: number): Promise<void>;
}

/** Somebody else has, or has written, the row. */
export class SessionChangedError extends Error {
  override readonly name = 'SessionChangedError';
}

export class SessionTooLargeError extends Error {
  override readonly name = 'SessionTooLargeError';
}

/** An item may have 400 KB, the names of its attributes included. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Limits.html */
export const MAX_SESSION_BYTES = 390 * 1024;

const wholeNumber = z.object({ N: z.string().regex(/^\d{1,15}$/) }).transform(({ N }) => Number(N));
const rowSchema = z.object({
  version: wholeNumber.default(0),
  state: z
    .object({ S: z.string() })
    .transform(({ S }) => S)
    .default(''),
  expiresAt: wholeNumber,
});

/** A claim on a row that there is not makes it; if nobody saves it, it goes after a day. */
const CLAIMED_ROW_SECONDS = 86_400;

const IS_FREE = 'attribute_not_exists(claimedBy) OR claimedUntil < :now OR claimedBy = :holder';

/** @param nowMs the clock that tells which rows and claims are over */
export function openSessionTable(
  client: DynamoDBClient,
  tableName: string,
  nowMs: () => number,
): SessionTable {
  const key = (id: string) => ({ TableName: tableName, Key: { id: { S: id } } });
  const number = (value: number) => ({ N: String(value) });
  const readRow = (item: unknown): SessionRow => {
    const row = rowSchema.safeParse(item);
    if (!row.success) return { version: 0, state: '' };
    const { version, state, expiresAt } = row.data;
    // DynamoDB takes a row that is over away some day. Its version counts on: a write from before must not fit.
    return { version, state: expiresAt * 1_000 <= nowMs() ? '' : state };
  };
  const item = (id: string, state: string, version: number, expiresAtMs: number) => {
    const bytes = Buffer.byteLength(state);
    if (bytes > MAX_SESSION_BYTES) throw new SessionTooLargeError(`${bytes} bytes`);
    return {
      id: { S: id },
      version: number(version),
      state: { S: state },
      expiresAt: number(Math.ceil(expiresAtMs / 1_000)),
    };
  };
  return {
    async load(id) {
      const { Item } = await client.send(new GetItemCommand({ ...key(id), ConsistentRead: true }));
      return readRow(Item);
    },

    async claim(id, holder, untilMs) {
      try {
        const { Attributes } = await client.send(
          new UpdateItemCommand({
            ...key(id),
            UpdateExpression:
              'SET claimedBy = :holder, claimedUntil = :until, expiresAt = if_not_exists(expiresAt, :end)',
            ConditionExpression: IS_FREE,
            ExpressionAttributeValues: {
              ':holder': { S: holder },
              ':until': number(Math.ceil(untilMs)),
              ':now': number(nowMs()),
              ':end': number(Math.ceil(untilMs / 1_000) + CLAIMED_ROW_SECONDS),
            },
            ReturnValues: 'ALL_NEW',
          }),
        );
        return readRow(Attributes);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    async release(id, holder) {
      try {
        await client.send(
          new UpdateItemCommand({
            ...key(id),
            UpdateExpression: 'REMOVE claimedBy, claimedUntil',
            ConditionExpression: 'claimedBy = :holder',
            ExpressionAttributeValues: { ':holder': { S: holder } },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    async save(id, state, { version, holder }, expiresAtMs) {
      const isSeen = version === 0 ? 'attribute_not_exists(version)' : 'version = :seen';
      try {
        await client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: item(id, state, version + 1, expiresAtMs),
            ConditionExpression: `${isSeen} AND (${IS_FREE})`,
            ExpressionAttributeValues: {
              ...(version === 0 ? {} : { ':seen': number(version) }),
              ':now': number(nowMs()),
              ':holder': { S: holder },
            },
          }),
        );
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException)
          throw new SessionChangedError('another update has the session', { cause: error });
        throw error;
      }
    },

    async put(id, state, expiresAtMs) {
      await client.send(new PutItemCommand({ TableName: tableName, Item: item(id, state, 1, expiresAtMs) }));
    },
  };
}
