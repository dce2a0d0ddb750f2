import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateScan,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

/** Who holds a ticket or a connection. */
export interface SocketOwner {
  readonly userId: number;
  /** By which sign-in: core/live/read-viewers.ts. */
  readonly credential: string;
}

export interface SocketRow extends SocketOwner {
  readonly connectionId: string;
  readonly topics: readonly string[];
}

/** Who pushes in this region. */
export interface PushRow {
  /** Undefined: nobody. */
  readonly holder: string | undefined;
  /** The holder's right ends here unless it is renewed. */
  readonly untilMs: number;
  /** What the last holder left for the next one; undefined: it ended without a word. */
  readonly handover: Uint8Array | undefined;
}

/**
 * Rows of the table `sockets`, key `connectionId`, TTL `expiresAt`: tickets, connections, how many a person has, and the lease of who pushes. The
 * table is a global one, so keys name the region: a connection lives where it was made.
 */
export interface LiveTable {
  putTicket(hash: string, owner: SocketOwner, expiresAtMs: number): Promise<void>;
  /** @returns undefined for a ticket that is not there, was used, or is over */
  takeTicket(hash: string, nowMs: number): Promise<SocketOwner | undefined>;
  /** @returns false when the person has as many as they may */
  addConnection(connectionId: string, owner: SocketOwner, limit: number, nowMs: number): Promise<boolean>;
  removeConnection(connectionId: string, userId: number | undefined): Promise<void>;
  /** @returns undefined when there is no such connection, or a later subscription of it is there */
  setTopics(
    connectionId: string,
    topics: readonly string[],
    saidAtMs: number,
  ): Promise<SocketOwner | undefined>;
  /** Strongly consistent; of this region. */
  listConnections(nowMs: number): Promise<SocketRow[]>;
  readPush(): Promise<PushRow>;
  /** Takes the lease when nobody has it, or its time is over. @returns what was there; undefined when another has it */
  takePush(holder: string, untilMs: number, nowMs: number): Promise<PushRow | undefined>;
  /** @returns false when it was lost */
  renewPush(holder: string, untilMs: number): Promise<boolean>;
  /** @returns false when it was lost before */
  releasePush(holder: string, handover: Uint8Array | undefined): Promise<boolean>;
}

/** API Gateway ends a connection after two hours. */
const CONNECTION_LIFE_MS = 2 * 3_600_000 + 300_000;
/** Of two that connect at once one counts again. */
const COUNT_TRIES = 5;

const text = z.object({ S: z.string() }).transform(({ S }) => S);
const number = z.object({ N: z.string().regex(/^\d{1,16}$/) }).transform(({ N }) => Number(N));
const ownerItem = z.object({ userId: number, credential: text });
const connectionItem = ownerItem.extend({
  connectionId: text,
  expiresAt: number,
  topics: z
    .object({ L: z.array(text) })
    .transform(({ L }) => L)
    .default([]),
});
const countItem = z.object({
  connections: z
    .object({ M: z.record(z.string(), number) })
    .transform(({ M }) => M)
    .default({}),
  version: number.default(0),
});
const pushItem = z.object({
  holder: text.optional(),
  untilMs: number.default(0),
  handover: z
    .object({ B: z.instanceof(Uint8Array) })
    .transform(({ B }) => B)
    .optional(),
});

/** @param region whose connections these are */
export function openLiveTable(client: DynamoDBClient, tableName: string, region: string): LiveTable {
  const key = (id: string) => ({ TableName: tableName, Key: { connectionId: { S: id } } });
  const ticketId = (hash: string): string => `ticket#${hash}`;
  const connectionPrefix = `connection#${region}#`;
  const countId = (userId: number): string => `user#${region}#${userId}`;
  const pushId = `push#${region}`;
  const seconds = (ms: number): AttributeValue => ({ N: String(Math.ceil(ms / 1_000)) });
  const n = (value: number): AttributeValue => ({ N: String(Math.ceil(value)) });

  const readCount = async (userId: number): Promise<z.infer<typeof countItem>> => {
    const { Item } = await client.send(new GetItemCommand({ ...key(countId(userId)), ConsistentRead: true }));
    return countItem.parse(Item ?? {});
  };

  /** @returns false when the limit is reached */
  const countIn = async (
    userId: number,
    connectionId: string,
    limit: number,
    nowMs: number,
  ): Promise<boolean> => {
    for (let tries = 0; ; tries += 1) {
      const { connections, version } = await readCount(userId);
      const living = Object.entries(connections).filter(([, expiresAt]) => expiresAt * 1_000 > nowMs);
      if (living.length >= limit) return false;
      const expiresAt = seconds(nowMs + CONNECTION_LIFE_MS);
      const M = Object.fromEntries(living.map(([id, ends]) => [id, n(ends)] as const));
      const written = await isDone(
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: {
              connectionId: { S: countId(userId) },
              connections: { M: { ...M, [connectionId]: expiresAt } },
              version: n(version + 1),
              expiresAt,
            },
            ConditionExpression: version === 0 ? 'attribute_not_exists(connectionId)' : 'version = :seen',
            ...(version === 0 ? {} : { ExpressionAttributeValues: { ':seen': n(version) } }),
          }),
        ),
      );
      if (written) return true;
      if (tries === COUNT_TRIES) throw new ConnectionsContendedError('too many connect at once');
    }
  };

  const readOwner = async (row: ReturnType<typeof key>): Promise<number | undefined> => {
    const { Item } = await client.send(new GetItemCommand({ ...row, ConsistentRead: true }));
    return ownerItem.safeParse(Item).data?.userId;
  };

  const updatePush = (
    set: string,
    condition: string,
    values: Record<string, AttributeValue>,
  ): Promise<boolean> =>
    isDone(
      client.send(
        new UpdateItemCommand({
          ...key(pushId),
          UpdateExpression: set,
          ConditionExpression: condition,
          ExpressionAttributeValues: values,
        }),
      ),
    );

  return {
    async putTicket(hash, { userId, credential }, expiresAtMs) {
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: {
            connectionId: { S: ticketId(hash) },
            userId: n(userId),
            credential: { S: credential },
            expiresAt: seconds(expiresAtMs),
          },
        }),
      );
    },

    async takeTicket(hash, nowMs) {
      try {
        const { Attributes } = await client.send(
          new DeleteItemCommand({
            ...key(ticketId(hash)),
            ConditionExpression: 'expiresAt >= :now',
            ExpressionAttributeValues: { ':now': { N: String(Math.floor(nowMs / 1_000)) } },
            ReturnValues: 'ALL_OLD',
          }),
        );
        return ownerItem.parse(Attributes);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    async addConnection(connectionId, { userId, credential }, limit, nowMs) {
      if (!(await countIn(userId, connectionId, limit, nowMs))) return false;
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: {
            connectionId: { S: connectionPrefix + connectionId },
            userId: n(userId),
            credential: { S: credential },
            saidAtMs: n(0),
            expiresAt: seconds(nowMs + CONNECTION_LIFE_MS),
          },
        }),
      );
      return true;
    },

    // The place among the person's ten first: who is stopped between the two leaves a row, which is found again, and no place that nobody frees.
    async removeConnection(connectionId, userId) {
      const row = key(connectionPrefix + connectionId);
      const owner = userId ?? (await readOwner(row));
      if (owner !== undefined)
        await isDone(
          client.send(
            new UpdateItemCommand({
              ...key(countId(owner)),
              UpdateExpression: 'REMOVE connections.#id ADD version :one',
              ConditionExpression: 'attribute_exists(connections.#id)',
              ExpressionAttributeNames: { '#id': connectionId },
              ExpressionAttributeValues: { ':one': n(1) },
            }),
          ),
        );
      await client.send(new DeleteItemCommand(row));
    },

    async setTopics(connectionId, topics, saidAtMs) {
      try {
        const { Attributes } = await client.send(
          new UpdateItemCommand({
            ...key(connectionPrefix + connectionId),
            UpdateExpression: 'SET topics = :topics, saidAtMs = :at',
            ConditionExpression: 'saidAtMs <= :at',
            ExpressionAttributeValues: {
              ':topics': { L: topics.map((topic) => ({ S: topic })) },
              ':at': n(saidAtMs),
            },
            ReturnValues: 'ALL_NEW',
          }),
        );
        return ownerItem.parse(Attributes);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    async listConnections(nowMs) {
      const rows: SocketRow[] = [];
      const pages = paginateScan(
        { client },
        {
          TableName: tableName,
          ConsistentRead: true,
          FilterExpression: 'begins_with(connectionId, :prefix) AND expiresAt > :now',
          ExpressionAttributeValues: { ':prefix': { S: connectionPrefix }, ':now': seconds(nowMs) },
        },
      );
      for await (const { Items = [] } of pages)
        for (const item of Items) {
          const { connectionId, userId, credential, topics } = connectionItem.parse(item);
          rows.push({
            connectionId: connectionId.slice(connectionPrefix.length),
            userId,
            credential,
            topics,
          });
        }
      return rows;
    },

    async readPush() {
      const { Item } = await client.send(new GetItemCommand({ ...key(pushId), ConsistentRead: true }));
      return readPush(Item);
    },

    async takePush(holder, untilMs, nowMs) {
      try {
        const { Attributes } = await client.send(
          new UpdateItemCommand({
            ...key(pushId),
            UpdateExpression: 'SET holder = :holder, untilMs = :until REMOVE handover',
            ConditionExpression: 'attribute_not_exists(holder) OR untilMs <= :now',
            ExpressionAttributeValues: { ':holder': { S: holder }, ':until': n(untilMs), ':now': n(nowMs) },
            ReturnValues: 'ALL_OLD',
          }),
        );
        return readPush(Attributes);
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    renewPush: (holder, untilMs) =>
      updatePush('SET untilMs = :until', 'holder = :holder', {
        ':until': n(untilMs),
        ':holder': { S: holder },
      }),

    releasePush: (holder, handover) =>
      updatePush(
        handover === undefined
          ? 'SET untilMs = :zero REMOVE holder, handover'
          : 'SET untilMs = :zero, handover = :handover REMOVE holder',
        'holder = :holder',
        {
          ':zero': n(0),
          ':holder': { S: holder },
          ...(handover === undefined ? {} : { ':handover': { B: handover } }),
        },
      ),
  };
}

/** Somebody connects more often at once than can be counted. */
export class ConnectionsContendedError extends Error {
  override readonly name = 'ConnectionsContendedError';
}

function readPush(item: unknown): PushRow {
  const { holder, untilMs, handover } = pushItem.parse(item ?? {});
  return { holder, untilMs, handover };
}

async function isDone(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
