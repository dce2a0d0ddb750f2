import { z } from 'zod';
import { type Item, itemSchema } from './attributes.ts';
import { type Condition, type Placeholders, readCondition } from './condition.ts';
import { readUpdate, type Update } from './update.ts';

/** Refused as DynamoDB refuses. */
export class TableRefusal extends Error {
  override readonly name = 'TableRefusal';
  /** DynamoDB's name of the error. */
  readonly type: string;
  /** The row as it stands, if the caller asked for it. */
  readonly item: Item | undefined;

  constructor(type: string, message: string, item?: Item) {
    super(message);
    this.type = type;
    this.item = item;
  }
}

const requestSchema = z.object({
  TableName: z.string(),
  Key: itemSchema.default({}),
  Item: itemSchema.default({}),
  ConditionExpression: z.string().optional(),
  UpdateExpression: z.string().default(''),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: itemSchema.default({}),
  ReturnValues: z.enum(['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_NEW']).default('NONE'),
  ReturnValuesOnConditionCheckFailure: z.enum(['NONE', 'ALL_OLD']).default('NONE'),
});
type TableRequest = z.output<typeof requestSchema>;

/**
 * Tables of DynamoDB in memory, each with one key attribute of text: what a read or a conditional write of one row does. Nothing is ever
 * deleted for its age. An expression is read once.
 */
export class MemoryTables {
  readonly #tables: ReadonlyMap<string, { readonly key: string; readonly rows: Map<string, Item> }>;
  readonly #conditions = new Map<string, Condition>();
  readonly #updates = new Map<string, Update>();

  /** @param keys the key attribute by table */
  constructor(keys: ReadonlyMap<string, string>) {
    this.#tables = new Map([...keys].map(([name, key]) => [name, { key, rows: new Map() }]));
  }

  /**
   * @param operation `GetItem`, `PutItem`, `UpdateItem` or `DeleteItem`
   * @throws TableRefusal, ExpressionUnsupportedError
   */
  answer(operation: string, body: unknown): object {
    const parsed = requestSchema.safeParse(body);
    if (!parsed.success) throw new TableRefusal('ValidationException', z.prettifyError(parsed.error));
    const request = parsed.data;
    const table = this.#tables.get(request.TableName);
    if (table === undefined) throw new TableRefusal('ResourceNotFoundException', request.TableName);
    const key = (operation === 'PutItem' ? request.Item : request.Key)[table.key]?.['S'];
    if (typeof key !== 'string') throw new TableRefusal('ValidationException', `no text in ${table.key}`);
    const before = table.rows.get(key);
    switch (operation) {
      case 'GetItem':
        return before === undefined ? {} : { Item: before };
      case 'PutItem':
        this.#check(request, before);
        table.rows.set(key, request.Item);
        return answerWith(request, before, request.Item);
      case 'UpdateItem': {
        this.#check(request, before);
        const after = this.#update(request, before ?? request.Key);
        table.rows.set(key, after);
        return answerWith(request, before, after);
      }
      case 'DeleteItem':
        this.#check(request, before);
        table.rows.delete(key);
        return answerWith(request, before, undefined);
      default:
        throw new TableRefusal('UnknownOperationException', operation);
    }
  }

  #check(request: TableRequest, before: Item | undefined): void {
    const { ConditionExpression: text, ReturnValuesOnConditionCheckFailure: wanted } = request;
    if (text === undefined) return;
    const condition = this.#conditions.get(text) ?? readCondition(text);
    this.#conditions.set(text, condition);
    if (condition(before ?? {}, placeholdersOf(request))) return;
    const shown = wanted === 'ALL_OLD' ? before : undefined;
    throw new TableRefusal('ConditionalCheckFailedException', 'The conditional request failed', shown);
  }

  #update(request: TableRequest, row: Item): Item {
    const update = this.#updates.get(request.UpdateExpression) ?? readUpdate(request.UpdateExpression);
    this.#updates.set(request.UpdateExpression, update);
    return update(row, placeholdersOf(request));
  }
}

function placeholdersOf(request: TableRequest): Placeholders {
  return { names: request.ExpressionAttributeNames, values: request.ExpressionAttributeValues };
}

/** `UPDATED_NEW` gives the whole row: more than DynamoDB does, and nobody here minds. */
function answerWith(
  { ReturnValues: wanted }: TableRequest,
  before: Item | undefined,
  after: Item | undefined,
): object {
  const shown = wanted === 'NONE' ? undefined : wanted === 'ALL_OLD' ? before : after;
  return shown === undefined ? {} : { Attributes: shown };
}
