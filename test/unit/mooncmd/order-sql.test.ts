import fc from 'fast-check';
import { ORDER_COLUMNS } from '../../../core/mooncmd/order-columns.ts';
import { type OrderStatement, parseOrderSql } from '../../../core/mooncmd/order-sql.ts';
import { quoteSqlString } from '../../../core/mooncmd/sql-tokens.ts';
import { UnreadableError } from '../../../core/mooncmd/unreadable.ts';

const INSERT =
  "insert into Orders ([exOrderID],[Coin],[BuyDate],[CloseDate],[BuyPrice],[SellPrice],[Quantity],[SpentBTC],[GainedBTC],[ProfitBTC],[ChannelName],[Comment],[Status],[Emulator],[IsShort],[Lev],[FName]) values ('9f31a','XRP',1764800000,0,2.105,2.14,95,199.9,0,0,'(strategy <Alpha>)','(strategy <Alpha>)',0,0,0,3,'BinanceF_USDT-XRP_04-12-2025 10-00-00_1.bin')";
const UPDATE =
  "[SQLCommand 90517] update Orders set CloseDate=1764800420, SellPrice=2.14, GainedBTC=203.3, ProfitBTC=3.4, SellReason='Sell Price (strategy <Alpha>)', Status=1 where [ID]=48213";

function only(sql: string): OrderStatement {
  const { statements, unreadable } = parseOrderSql(sql);
  expect(unreadable).toEqual([]);
  expect(statements).toHaveLength(1);
  const [statement] = statements;
  if (statement === undefined) throw new Error('no statement');
  return statement;
}

function reasonOf(sql: string): string | undefined {
  const { statements, unreadable } = parseOrderSql(sql);
  expect(statements).toEqual([]);
  return unreadable[0]?.reason;
}

describe('parseOrderSql', () => {
  it('reads an insert as terminals write it', () => {
    expect(only(INSERT)).toEqual({
      action: 'insert',
      commandId: null,
      targetId: null,
      columns: {
        ex_order_id: '9f31a',
        symbol: 'XRP',
        buy_date: '1764800000',
        buy_price: '2.105',
        sell_price: '2.14',
        quantity: '95',
        spent_btc: '199.9',
        gained_btc: '0',
        profit_btc: '0',
        channel_name: '(strategy <Alpha>)',
        comment: '(strategy <Alpha>)',
        status: '0',
        emulator: 'f',
        is_short: 'f',
        lev: '3',
        fname: 'BinanceF_USDT-XRP_04-12-2025 10-00-00_1.bin',
      },
    });
  });

  it('reads an update with its command number', () => {
    expect(only(UPDATE)).toEqual({
      action: 'update',
      commandId: 90_517,
      targetId: '48213',
      columns: {
        close_date: '1764800420',
        sell_price: '2.14',
        gained_btc: '203.3',
        profit_btc: '3.4',
        sell_reason: 'Sell Price (strategy <Alpha>)',
        status: '1',
      },
    });
  });

  it.each(['delete from Orders where [ID]=48213', 'DELETE FROM [orders] WHERE id = 48213 ;'])(
    'reads %j',
    (sql) => {
      expect(only(sql)).toEqual({ action: 'delete', commandId: null, targetId: '48213', columns: {} });
    },
  );

  it.each([
    ['keeps a doubled quote', "update Orders set Comment='it''s' where [ID]=1", { comment: "it's" }],
    [
      'leaves a backslash alone',
      "update Orders set FName='C:\\logs\\', Lev=5 where [ID]=1",
      { fname: 'C:\\logs\\', lev: '5' },
    ],
    [
      'takes " where " in a string for text',
      "update Orders set Comment='bought where [ID]=2, Status=0', Status=1 where [ID]=1",
      { comment: 'bought where [ID]=2, Status=0', status: '1' },
    ],
    [
      'reads small and negative numbers exactly',
      'update Orders set ProfitBTC=-1.5e-8, BuyPrice=1E-7 where [ID]=1',
      { profit_btc: '-0.000000015', buy_price: '0.0000001' },
    ],
    [
      'keeps digits that a double would lose',
      'update Orders set Quantity=123456789012345678.123456789 where [ID]=1',
      { quantity: '123456789012345678.123456789' },
    ],
    [
      'sets nothing for NULL, NAN and what it does not know',
      'update Orders set Comment=NULL, Lev=NAN, ProfitBTC=-INF, Moon=5, Status=1 where [ID]=1',
      { status: '1' },
    ],
    [
      'sets nothing for a value of another type',
      "update Orders set Status='abc', BuyPrice='x', TaskID=99999999999999999999, Emulator='?' where [ID]=1",
      {},
    ],
    [
      'reads amounts in strings',
      "update Orders set SpentBTC='1,234.50$', GainedBTC='0.5BNB' where [ID]=1",
      { spent_btc: '1234.50', gained_btc: '0.5' },
    ],
    [
      'reads Delphi days as seconds',
      'update Orders set BuyDate=45995.5 where [ID]=1',
      { buy_date: '1764849600' },
    ],
    [
      'does not care about case',
      "UPDATE orders SET COIN='XRP', isshort=1 WHERE [id]=1",
      { symbol: 'XRP', is_short: 't' },
    ],
    ['tells a currency by number', 'update Orders set BaseCurrency=1 where [ID]=1', { base_currency: '1' }],
    [
      'tells a currency by name',
      "update Orders set BaseCurrency='TRY' where [ID]=1",
      { base_currency_name: 'TRY' },
    ],
    [
      'reads flags',
      "update Orders set deleted=1, Emulator='true', IsShort=0.0 where [ID]=1",
      { deleted: 't', emulator: 't', is_short: 'f' },
    ],
    [
      'reads a whole number that is written as a float',
      'update Orders set Status=1.0, TaskID=77.00 where [ID]=1',
      { status: '1', task_id: '77' },
    ],
  ])('%s', (_name, sql, columns) => {
    expect(only(sql).columns).toEqual(columns);
  });

  it('cuts a long text and keeps the rest of the order', () => {
    const { columns } = only(`update Orders set Comment='${'x'.repeat(5_000)}', Status=1 where [ID]=1`);

    expect(columns.comment).toHaveLength(2_000);
    expect(columns.status).toBe('1');
  });

  it.each([
    ['insert into Orders (Coin, Lev) values (1)', 'column_count_mismatch'],
    ['insert into Orders (Coin) values (1, 2)', 'column_count_mismatch'],
    ['insert into Orders (Coin) values (1), (2)', 'sql_malformed'],
    ['insert into Orders () values ()', 'sql_malformed'],
    ["insert into Orders (Coin) values ('XRP", 'sql_malformed'],
    ['insert into Orders (Coin) values (12abc)', 'sql_malformed'],
    ['insert into Orders (Lev) values (1,5)', 'column_count_mismatch'],
    ['insert or replace into Orders (Lev) values (1)', 'sql_malformed'],
    ['update Orders set Lev=1', 'sql_malformed'],
    ['update Orders set Lev=Lev+1 where [ID]=1', 'sql_malformed'],
    ['update Orders set Lev=1 where Coin=1', 'sql_malformed'],
    ["update Orders set Lev=1 where [ID]='1'", 'sql_malformed'],
    ['update Orders set Lev=1 where [ID]=1 or 1=1', 'sql_malformed'],
    ['update Orders set where [ID]=1', 'sql_malformed'],
    ['delete from Orders', 'sql_malformed'],
    ['delete from Orders where [ID]=0', 'order_id_out_of_range'],
    ['delete from Orders where [ID]=9223372036854775808', 'order_id_out_of_range'],
    ['update Coins set Lev=1 where [ID]=1', 'statement_unknown'],
    ['drop table Orders', 'statement_unknown'],
    ['[SQLCommand 99999999999999999999] delete from Orders where [ID]=1', 'command_id_out_of_range'],
    [`insert into Orders (${'a,'.repeat(300)}b) values (1)`, 'too_many'],
  ])('refuses %j as %s', (sql, reason) => {
    expect(reasonOf(sql)).toBe(reason);
  });

  it('takes the largest order id that the database holds', () => {
    expect(only('delete from Orders where [ID]=9223372036854775807').targetId).toBe('9223372036854775807');
  });

  it('reads several statements, with and without semicolons', () => {
    const { statements, unreadable } = parseOrderSql(
      `${UPDATE}\n[SQLCommand 90518] delete from Orders where [ID]=2; ${INSERT}`,
    );

    expect(statements.map((statement) => [statement.action, statement.commandId])).toEqual([
      ['update', 90_517],
      ['delete', 90_518],
      ['insert', null],
    ]);
    expect(unreadable).toEqual([]);
  });

  it.each([
    "update Coins set x='[SQLCommand 7] delete from Orders where [ID]=9' where [ID]=1",
    "update Orders set Comment='never closed where [ID]=1\n",
    'update Orders set Lev=# where [ID]=1',
    '',
  ])('keeps the neighbours of %j', (bad) => {
    const { statements, unreadable } = parseOrderSql(
      `${UPDATE}\n[SQLCommand 90518] ${bad} [SQLCommand 90519] delete from Orders where [ID]=2`,
    );

    expect(statements.map((statement) => statement.commandId)).toEqual([90_517, 90_519]);
    expect(unreadable).toHaveLength(1);
    expect(unreadable[0]?.detail.length).toBeLessThanOrEqual(200);
  });

  it('refuses more than 1,000 statements', () => {
    expect(() => parseOrderSql('delete from Orders where [ID]=1;'.repeat(1_001))).toThrow(UnreadableError);
  });

  it('reads back any text in any text column', () => {
    const texts = ORDER_COLUMNS.filter(({ type }) => type === 'text').filter(
      ({ column }) => column !== 'base_currency_name',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        (column, text) => {
          const sql = `update Orders set Lev=2, [${column.terminalNames[0]}]=${quoteSqlString(text)}, Ping=3 where [ID]=1`;

          expect(only(sql).columns).toEqual({ lev: '2', [column.column]: text, ping: '3' });
        },
      ),
    );
  });
});
