import { z } from 'zod';
import type { TemplateResource } from './assembly.ts';
import { type ReadContext, type TableWiring, WiringUnsupportedError } from './wiring.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })).min(1);
const projection = z
  .object({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']).optional(),
    NonKeyAttributes: z.array(z.string()).optional(),
  })
  .default({ ProjectionType: 'ALL' });
const indexes = z.array(z.object({ IndexName: z.string(), KeySchema: keySchema, Projection: projection }));

const schema = z.object({
  KeySchema: keySchema,
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  GlobalSecondaryIndexes: indexes.optional(),
  LocalSecondaryIndexes: indexes.optional(),
});

/**
 * Keys and indexes of a table. Replicas, streams and back-ups have no part here; neither has time to live: dynalite keeps what has
 * expired, and DynamoDB itself takes up to days to delete it, so that no program may rely on it.
 * @throws WiringUnsupportedError
 */
export function readTable(resource: TemplateResource, { stack, resolver }: ReadContext): TableWiring {
  const where = `table ${resource.logicalId}`;
  const parsed = schema.safeParse(resource.properties);
  if (!parsed.success) throw new WiringUnsupportedError(`${where}: ${z.prettifyError(parsed.error)}`);
  return { name: resolver.resolveText({ Ref: resource.logicalId }, stack, where), ...parsed.data };
}
