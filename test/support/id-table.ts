import type { TableWiring } from '../../local/assembly/wiring.ts';

/** A table with the one key `id`, as all that programs write to here have. For `createTables`. */
export function idTable(name: string): TableWiring {
  return {
    name,
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  };
}
