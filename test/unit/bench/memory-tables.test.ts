import { MemoryTables, TableRefusal } from '../../../bench/webhook/tables/memory-tables.ts';
import { ExpressionUnsupportedError } from '../../../bench/webhook/tables/tokens.ts';

const TABLE = 'telefleet-rows';

/** As powertools' idempotency writes it. */
const IS_UNHELD =
  'attribute_not_exists(#id) OR #expiry < :now OR (#status = :inprogress AND attribute_exists(#in_progress_expiry) AND #in_progress_expiry < :now_in_millis)';
/** As core/aws/session-table.ts writes it. */
const IS_FREE = 'attribute_not_exists(claimedBy) OR claimedUntil < :now OR claimedBy = :holder';

function openTable() {
  const tables = new MemoryTables(new Map([[TABLE, 'id']]));
  const ask = (operation: string, request: object): object =>
    tables.answer(operation, { TableName: TABLE, ...request });
  return {
    ask,
    put: (item: object) => ask('PutItem', { Item: item }),
    get: (id: string) => ask('GetItem', { Key: { id: { S: id } } }),
    claim: (holder: string, untilMs: number, nowMs: number) =>
      ask('UpdateItem', {
        Key: { id: { S: 'a' } },
        UpdateExpression:
          'SET claimedBy = :holder, claimedUntil = :until, expiresAt = if_not_exists(expiresAt, :end)',
        ConditionExpression: IS_FREE,
        ExpressionAttributeValues: {
          ':holder': { S: holder },
          ':until': { N: String(untilMs) },
          ':now': { N: String(nowMs) },
          ':end': { N: String(untilMs * 2) },
        },
        ReturnValues: 'ALL_NEW',
      }),
    hold: (nowMs: number) =>
      ask('PutItem', {
        Item: {
          id: { S: 'u' },
          status: { S: 'INPROGRESS' },
          expiration: { N: '900' },
          in_progress_expiration: { N: String(nowMs + 100) },
        },
        ConditionExpression: IS_UNHELD,
        ExpressionAttributeNames: {
          '#id': 'id',
          '#expiry': 'expiration',
          '#status': 'status',
          '#in_progress_expiry': 'in_progress_expiration',
        },
        ExpressionAttributeValues: {
          ':now': { N: '800' },
          ':now_in_millis': { N: String(nowMs) },
          ':inprogress': { S: 'INPROGRESS' },
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
  };
}

/** What a refused request is told. */
function refusalOf(act: () => unknown): { readonly type: string; readonly item: unknown } {
  try {
    act();
  } catch (error) {
    if (error instanceof TableRefusal) return { type: error.type, item: error.item };
    throw error;
  }
  throw new Error('it was not refused');
}

const UNMET = { type: 'ConditionalCheckFailedException', item: undefined };

test('a row that was put is read, and one that was not is nothing', () => {
  const { put, get } = openTable();
  put({ id: { S: 'a' }, state: { S: 'here' } });
  expect(get('a')).toEqual({ Item: { id: { S: 'a' }, state: { S: 'here' } } });
  expect(get('b')).toEqual({});
});

test('a row that is claimed is refused to others until the claim is over, and given to its holder', () => {
  const { claim } = openTable();
  claim('one', 1_000, 0);
  expect(refusalOf(() => claim('two', 2_000, 1_000))).toEqual(UNMET);
  claim('one', 1_500, 900);
  expect(claim('two', 3_000, 1_501)).toEqual({
    Attributes: {
      id: { S: 'a' },
      claimedBy: { S: 'two' },
      claimedUntil: { N: '3000' },
      // Of the first claim.
      expiresAt: { N: '2000' },
    },
  });
});

test('what is removed from a row is gone', () => {
  const { ask, claim, get } = openTable();
  claim('one', 1_000, 0);
  ask('UpdateItem', { Key: { id: { S: 'a' } }, UpdateExpression: 'REMOVE claimedBy, claimedUntil' });
  expect(get('a')).toEqual({ Item: { id: { S: 'a' }, expiresAt: { N: '2000' } } });
});

test('numbers are compared as numbers, so 9 is before 10', () => {
  const { claim } = openTable();
  claim('one', 9, 0);
  expect(() => claim('two', 20, 10)).not.toThrow();
});

test("an idempotency key that is held is refused with the holder's row, and free when its time is over", () => {
  const { hold } = openTable();
  hold(1_000);
  expect(refusalOf(() => hold(1_099))).toMatchObject({
    type: 'ConditionalCheckFailedException',
    item: { in_progress_expiration: { N: '1100' } },
  });
  expect(() => hold(1_101)).not.toThrow();
});

test('a count begins at nothing and goes up', () => {
  const { ask } = openTable();
  const count = (): object =>
    ask('UpdateItem', {
      Key: { id: { S: 'tries' } },
      UpdateExpression: 'ADD tries :one SET expiration = :end',
      ExpressionAttributeValues: { ':one': { N: '1' }, ':end': { N: '5' } },
      ReturnValues: 'UPDATED_NEW',
    });
  count();
  expect(count()).toMatchObject({ Attributes: { tries: { N: '2' }, expiration: { N: '5' } } });
});

test('a deletion with a condition that does not hold leaves the row', () => {
  const { ask, put, get } = openTable();
  put({ id: { S: 'a' }, version: { N: '2' } });
  const remove = (version: string): object =>
    ask('DeleteItem', {
      Key: { id: { S: 'a' } },
      ConditionExpression: 'NOT version <> :seen',
      ExpressionAttributeValues: { ':seen': { N: version } },
    });
  expect(refusalOf(() => remove('1'))).toEqual(UNMET);
  expect(get('a')).toHaveProperty('Item');
  remove('2');
  expect(get('a')).toEqual({});
});

test('an expression that the server does not know is an error and never taken as true', () => {
  const { ask } = openTable();
  const put = (condition: string) => () =>
    ask('PutItem', { Item: { id: { S: 'a' } }, ConditionExpression: condition });
  expect(put('size(state) > :n')).toThrow(ExpressionUnsupportedError);
  expect(put('attribute_not_exists(id) OR')).toThrow(ExpressionUnsupportedError);
  expect(put('state[0] = :a')).toThrow(ExpressionUnsupportedError);
});

test('a table that is not there is refused by name', () => {
  const tables = new MemoryTables(new Map([[TABLE, 'id']]));
  expect(
    refusalOf(() => tables.answer('GetItem', { TableName: 'other', Key: { id: { S: 'a' } } })),
  ).toMatchObject({ type: 'ResourceNotFoundException' });
});
