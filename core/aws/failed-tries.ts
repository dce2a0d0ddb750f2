import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';

export class TriesUncountedError extends Error {
  override readonly name = 'TriesUncountedError';
}

const answerSchema = z.object({
  tries: z.object({ N: z.string().regex(/^\d{1,9}$/) }).transform(({ N }) => Number(N)),
});

/**
 * Counts failed tries of a piece of work in the idempotency table, in rows beside powertools' own, which go by its TTL attribute.
 * @returns the how-manieth failure this is
 */
export async function countFailedTry(
  client: DynamoDBClient,
  tableName: string,
  key: string,
  expiresAtMs: number,
): Promise<number> {
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: { id: { S: `tries#${key}` } },
      UpdateExpression: 'ADD tries :one SET expiration = :end',
      ExpressionAttributeValues: {
        ':one': { N: '1' },
        ':end': { N: String(Math.ceil(expiresAtMs / 1_000)) },
      },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  const parsed = answerSchema.safeParse(Attributes);
  if (!parsed.success) throw new TriesUncountedError(`no count of ${key} in DynamoDB's answer`);
  return parsed.data.tries;
}
