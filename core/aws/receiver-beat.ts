import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

/** When some task of this region received last: told in the coordination table, since a task's disk dies with it. */
export interface ReceiverBeat {
  /** Milliseconds of the epoch; `undefined` when none ever received here. */
  read(): Promise<number | undefined>;
  write(atMs: number): Promise<void>;
}

const itemSchema = z.object({ atMs: z.object({ N: z.string().regex(/^\d{1,15}$/) }) });

export function openReceiverBeat(client: DynamoDBClient, tableName: string, region: string): ReceiverBeat {
  const id = { S: `receiver#${region}` };
  return {
    async read() {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: { id }, ConsistentRead: true }),
      );
      const item = itemSchema.safeParse(Item);
      return item.success ? Number(item.data.atMs.N) : undefined;
    },
    async write(atMs) {
      await client.send(
        new PutItemCommand({ TableName: tableName, Item: { id, atMs: { N: String(Math.round(atMs)) } } }),
      );
    },
  };
}
