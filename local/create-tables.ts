import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { IndexWiring, TableWiring } from './assembly/wiring.ts';

/** dynalite needs a turn of its event loop. */
const WAIT_SECONDS = { minDelay: 0.01, maxDelay: 0.1, maxWaitTime: 10 };

/** A table of an earlier run has other keys than the template: DynamoDB would replace it, with what is in it. */
export class TableChangedError extends Error {
  override readonly name = 'TableChangedError';
}

/**
 * Makes the tables that are not there yet; those of an earlier run keep their items.
 * @throws TableChangedError
 */
export async function createTables(
  endpoint: string,
  region: string,
  tables: readonly TableWiring[],
): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    for (const table of tables) {
      const keys = await readKeys(client, table.name);
      if (keys === undefined) await create(client, table);
      else if (keys !== JSON.stringify(table.KeySchema))
        throw new TableChangedError(
          `table ${table.name} has the keys ${keys}, the template says ${JSON.stringify(table.KeySchema)}: delete the folder dynamodb of the data directory`,
        );
    }
  } finally {
    client.destroy();
  }
}

async function readKeys(client: DynamoDBClient, name: string): Promise<string | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    return JSON.stringify(
      Table?.KeySchema?.map(({ AttributeName, KeyType }) => ({ AttributeName, KeyType })),
    );
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function create(client: DynamoDBClient, table: TableWiring): Promise<void> {
  const indexes = (list: readonly IndexWiring[]) =>
    list.map(({ IndexName, KeySchema, Projection: { ProjectionType, NonKeyAttributes } }) => ({
      IndexName,
      KeySchema: [...KeySchema],
      Projection: {
        ProjectionType: ProjectionType ?? 'ALL',
        ...(NonKeyAttributes === undefined ? {} : { NonKeyAttributes: [...NonKeyAttributes] }),
      },
    }));
  const { GlobalSecondaryIndexes: global, LocalSecondaryIndexes: local } = table;
  await client.send(
    new CreateTableCommand({
      TableName: table.name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [...table.KeySchema],
      AttributeDefinitions: [...table.AttributeDefinitions],
      ...(global === undefined ? {} : { GlobalSecondaryIndexes: indexes(global) }),
      ...(local === undefined ? {} : { LocalSecondaryIndexes: indexes(local) }),
    }),
  );
  // Until then every request to it is refused as if it were not there.
  await waitUntilTableExists({ client, ...WAIT_SECONDS }, { TableName: table.name });
}
