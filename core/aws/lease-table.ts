import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  paginateScan,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

/** Who may speak to the terminals of a shard. */
export interface ShardRow {
  readonly shard: number;
  /** Undefined: nobody. An owner whose session has ended is nobody either. */
  readonly owner: string | undefined;
  /** Grows at each change of owner; 0 when the row does not exist yet. */
  readonly epoch: number;
}

/** A session: all that its task owns is valid while it is renewed, and free once the row is gone. */
export interface TaskRow {
  readonly task: string;
  readonly renewal: number;
  /** Where its command gateway is, `http://address:port`. A task of a release before there was one has none. */
  readonly address?: string | undefined;
}

export interface LeaseRows {
  readonly shards: readonly ShardRow[];
  readonly tasks: readonly TaskRow[];
}

/**
 * Leases in DynamoDB. Writes are conditional on what was seen: `false` says that it has changed. Anything thrown says nothing, not even
 * that the write was not done, or will not be done later.
 */
export interface LeaseTable {
  /** Strongly consistent by row, but no snapshot: rows are read one after the other. */
  read(): Promise<LeaseRows>;
  /** To be called once for an id: a second call could bring an ended session back. */
  openSession(task: string, address: string | undefined): Promise<void>;
  /** @returns false when the session was ended */
  renewSession(task: string, renewal: number): Promise<boolean>;
  /** Ends another task's session if it is still as seen. */
  expireSession(seen: TaskRow): Promise<boolean>;
  /** Ends a session of one's own. */
  closeSession(task: string): Promise<void>;
  /** Takes the shard with the next epoch. */
  takeShard(seen: ShardRow, task: string): Promise<boolean>;
  releaseShard(seen: ShardRow): Promise<boolean>;
}

export class LeaseRowInvalidError extends Error {
  override readonly name = 'LeaseRowInvalidError';
}

const SHARD = 'shard#';
const TASK = 'task#';

const wholeNumber = z.object({ N: z.string().regex(/^\d{1,15}$/) }).transform(({ N }) => Number(N));
const text = z.object({ S: z.string().min(1) }).transform(({ S }) => S);
const shardItem = z.object({ owner: text.optional(), epoch: wholeNumber });
const taskItem = z.object({ renewal: wholeNumber, address: text.optional() });

/** @param region where this task runs: for operators and for the fail-over, no decision here depends on it */
export function openLeaseTable(client: DynamoDBClient, tableName: string, region: string): LeaseTable {
  const key = (id: string) => ({ TableName: tableName, Key: { id: { S: id } } });
  return {
    async read() {
      const shards: ShardRow[] = [];
      const tasks: TaskRow[] = [];
      // Some twenty small rows: one page and one read unit. The table holds rows of others too, such as the state of the regions.
      for await (const page of paginateScan({ client }, { TableName: tableName, ConsistentRead: true })) {
        for (const item of page.Items ?? []) {
          const id = item.id?.S ?? '';
          if (id.startsWith(SHARD)) shards.push(readShard(id, item));
          else if (id.startsWith(TASK)) tasks.push(readTask(id, item));
        }
      }
      return { shards, tasks };
    },

    async openSession(task, address) {
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: {
            id: { S: TASK + task },
            region: { S: region },
            renewal: { N: '0' },
            ...(address === undefined ? {} : { address: { S: address } }),
          },
          ConditionExpression: 'attribute_not_exists(id)',
        }),
      );
    },

    renewSession: (task, renewal) =>
      isDone(
        client.send(
          new UpdateItemCommand({
            ...key(TASK + task),
            UpdateExpression: 'SET renewal = :next',
            // Only upwards: a renewal that was long on its way must not undo a later one, or an unchanged row could belong to a living task.
            ConditionExpression: 'renewal < :next',
            ExpressionAttributeValues: { ':next': { N: String(renewal) } },
          }),
        ),
      ),

    expireSession: ({ task, renewal }) =>
      isDone(
        client.send(
          new DeleteItemCommand({
            ...key(TASK + task),
            ConditionExpression: 'renewal = :seen',
            ExpressionAttributeValues: { ':seen': { N: String(renewal) } },
          }),
        ),
      ),

    async closeSession(task) {
      await client.send(new DeleteItemCommand(key(TASK + task)));
    },

    takeShard: (seen, task) =>
      isDone(
        client.send(
          new UpdateItemCommand({
            ...key(SHARD + String(seen.shard)),
            UpdateExpression: 'SET #owner = :task, #region = :region, epoch = :next',
            ConditionExpression: conditionOf(seen),
            ExpressionAttributeNames: { '#owner': 'owner', '#region': 'region' },
            ExpressionAttributeValues: {
              ...valuesOf(seen),
              ':task': { S: task },
              ':region': { S: region },
              ':next': { N: String(seen.epoch + 1) },
            },
          }),
        ),
      ),

    releaseShard: (seen) =>
      isDone(
        client.send(
          new UpdateItemCommand({
            ...key(SHARD + String(seen.shard)),
            UpdateExpression: 'REMOVE #owner',
            ConditionExpression: conditionOf(seen),
            ExpressionAttributeNames: { '#owner': 'owner' },
            ExpressionAttributeValues: valuesOf(seen),
          }),
        ),
      ),
  };
}

function readShard(id: string, item: unknown): ShardRow {
  const { owner, epoch } = parseRow(shardItem, id, item);
  return { shard: Number(id.slice(SHARD.length)), owner, epoch };
}

function readTask(id: string, item: unknown): TaskRow {
  return { task: id.slice(TASK.length), ...parseRow(taskItem, id, item) };
}

function parseRow<T>(schema: z.ZodType<T>, id: string, item: unknown): T {
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  throw new LeaseRowInvalidError(`row ${id} is not a lease: ${z.prettifyError(parsed.error)}`);
}

/** "The row is as it was seen", for each of the three states that a shard can be in. */
function conditionOf({ owner, epoch }: ShardRow): string {
  if (epoch === 0) return 'attribute_not_exists(id)';
  return owner === undefined
    ? 'epoch = :seen AND attribute_not_exists(#owner)'
    : 'epoch = :seen AND #owner = :owner';
}

/** DynamoDB refuses values that no expression uses. */
function valuesOf({ owner, epoch }: ShardRow): Record<string, AttributeValue> {
  return {
    ...(epoch === 0 ? {} : { ':seen': { N: String(epoch) } }),
    ...(owner === undefined ? {} : { ':owner': { S: owner } }),
  };
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
