import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LiveTable, openLiveTable } from '../../core/aws/live-table.ts';
import { createTables } from '../../local/create-tables.ts';
import { startDynamoDb } from '../../local/dynamodb.ts';

const REGION = 'eu-west-1';

/** The table of live connections, on a DynamoDB of the test file's own. */
export async function openSocketsTable(): Promise<{ readonly table: LiveTable; close(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'telefleet-sockets-'));
  const dynamodb = await startDynamoDb(directory);
  await createTables(dynamodb.endpoint, REGION, [
    {
      name: 'sockets',
      KeySchema: [{ AttributeName: 'connectionId', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'connectionId', AttributeType: 'S' }],
    },
  ]);
  const client = new DynamoDBClient({
    endpoint: dynamodb.endpoint,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    table: openLiveTable(client, 'sockets', REGION),
    close: async () => {
      client.destroy();
      await dynamodb.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
