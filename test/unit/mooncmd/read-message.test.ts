import { buildChart, chartBlocks } from '../../../core/mooncmd/build-chart.ts';
import {
  buildBalance,
  buildBalanceText,
  buildErrors,
  buildFlatBalance,
  buildLegacyInsert,
  buildLegacyUpdate,
  buildOrderDelete,
  buildOrderInsert,
  buildOrderUpdate,
  buildReply,
  buildStrategies,
  gzip,
  listText,
  strategiesText,
} from '../../../core/mooncmd/build-datagrams.ts';
import { openDatagram } from '../../../core/mooncmd/open-datagram.ts';
import { type ReadMessage, readMessage } from '../../../core/mooncmd/read-message.ts';

const receivedAtMs = Date.UTC(2025, 11, 4, 10, 3);

function read(datagram: Buffer | string): ReadMessage {
  const opened = openDatagram(Buffer.from(datagram));
  if (opened.status !== 'message') throw new Error(`the datagram is ${opened.status}`);
  return readMessage(opened.kind, opened.payload, receivedAtMs);
}

function reasonOf(datagram: Buffer | string): string {
  const message = read(datagram);
  return message.type === 'unreadable' ? message.reason : message.type;
}

describe('readMessage of balances', () => {
  const input = { bot: 'bot-07', available: '812.5', total: '1030.25', isRunning: true, version: 756 };
  const balance = {
    type: 'balance',
    source: 'acc',
    botName: 'bot-07',
    available: '812.5',
    total: '1030.25',
    isRunning: true,
    version: 756,
  };

  it.each([
    ['the common shape', buildBalance(input), balance],
    ['fields at the top level', buildFlatBalance(input), balance],
    [
      'fields in another order',
      '{"data":{"V":756,"S":true,"T":1030.25,"A":812.5},"bot":"bot-07","cmd":"acc"}',
      balance,
    ],
    [
      'a name with an escape',
      '{"cmd":"acc","bot":"b\\"7","data":{"A":1,"T":2,"S":false,"V":1}}',
      { ...balance, botName: 'b"7', available: '1', total: '2', isRunning: false, version: 1 },
    ],
    [
      'a text',
      buildBalanceText('bot-07', '812.50$', '1030.25$'),
      { ...balance, available: '812.50', total: '1030.25', isRunning: null, version: null },
    ],
    [
      'a text with spaces and separators',
      '{"cmd":"acc","data":"A:1,234.50$ T:1 000$"}',
      { ...balance, botName: null, available: '1234.50', total: '1000', isRunning: null, version: null },
    ],
    [
      'a text with currencies',
      '{"cmd":"acc","data":"A:0.5USDT,T:3.2FDUSD,S:1,V:756"}',
      { ...balance, botName: null, available: '0.5', total: '3.2' },
    ],
    [
      'strings with a currency',
      '{"cmd":"acc","data":{"A":"812.50$","T":"1,030.25$","S":1}}',
      { ...balance, botName: null, available: '812.50', total: '1030.25', version: null },
    ],
    [
      'one amount alone',
      '{"cmd":"acc","data":{"A":null,"T":5}}',
      { ...balance, botName: null, available: null, total: '5', isRunning: null, version: null },
    ],
    [
      'more digits than a double keeps',
      '{"cmd":"acc","data":{"A":12345678901234567.123456789,"T":0.10000000000000001}}',
      {
        ...balance,
        botName: null,
        available: '12345678901234567.123456789',
        total: '0.10000000000000001',
        isRunning: null,
        version: null,
      },
    ],
    [
      'an exponent',
      '{"cmd":"acc","data":{"A":1e-7,"T":1.5E3}}',
      { ...balance, botName: null, available: '0.0000001', total: '1500', isRunning: null, version: null },
    ],
  ])('reads %s', (_name, datagram, expected) => {
    expect(read(datagram)).toEqual(expected);
  });

  it.each([
    '{"cmd":"acc"}',
    '{"cmd":"acc","data":"none"}',
    '{"cmd":"acc","data":{"A":"x","T":[]}}',
    '{"cmd":"acc","data":{"A":1e400}}',
  ])('refuses %j', (text) => {
    expect(reasonOf(text)).toBe('balance_missing');
  });

  it('cuts a bot name at 128 characters', () => {
    expect(read(buildBalance({ ...input, bot: 'x'.repeat(500) }))).toEqual({
      ...balance,
      botName: 'x'.repeat(128),
    });
  });

  it.each([
    [
      'in an envelope',
      buildReply('bot-07', 1, listText(['XRP  ( +0.52$ +1.8%)'], '812.50', '1030.25')),
      'bot-07',
    ],
    ['as legacy text', listText([], '812.50', '1030.25'), null],
    ['with the buy orders first', 'Open Buy Orders: 0\r\nAvailable: 812.50$ Total: 1030.25$\r\nmore', null],
  ])('finds the balance in a reply to lst %s', (_name, datagram, botName) => {
    expect(read(datagram)).toEqual({
      type: 'balance',
      source: 'list',
      botName,
      available: '812.50',
      total: '1030.25',
      isRunning: null,
      version: null,
    });
  });
});

describe('readMessage of orders', () => {
  const columns = { Coin: 'XRP', Lev: 3 };
  const read1 = (
    action: string,
    orderId: string,
    commandId: number | null,
    botName: string | null = 'bot-07',
  ) => ({
    type: 'orders',
    botName,
    events: [{ action, orderId, commandId, columns: action === 'delete' ? {} : { symbol: 'XRP', lev: '3' } }],
    unreadable: [],
  });
  const input = { bot: 'bot-07', orderId: '48213', columns };

  it.each([
    ['an insert', buildOrderInsert(input), read1('insert', '48213', null)],
    ['a numbered insert', buildOrderInsert({ ...input, commandId: 5 }), read1('insert', '48213', 5)],
    ['an update', buildOrderUpdate({ ...input, commandId: 90_517 }), read1('update', '48213', 90_517)],
    ['a delete', buildOrderDelete(input), read1('delete', '48213', null)],
    [
      'an id that a double cannot hold',
      buildOrderInsert({ ...input, orderId: '9007199254740993' }),
      read1('insert', '9007199254740993', null),
    ],
    [
      'an id in a string',
      '{"cmd":"order","oid":"77","sql":"delete from Orders where [ID]=77"}',
      read1('delete', '77', null, null),
    ],
    [
      'an update whose envelope tells no id',
      '{"cmd":"order","sql":"delete from Orders where [ID]=77"}',
      read1('delete', '77', null, null),
    ],
    [
      'SQL under another name',
      '{"cmd":"log","bot":"bot-07","oid":5,"sql":"delete from Orders where [ID]=77"}',
      read1('delete', '77', null),
    ],
    [
      'a legacy update',
      buildLegacyUpdate({ ...input, commandId: 90_517 }),
      read1('update', '48213', 90_517, null),
    ],
    [
      'a legacy insert, by its number',
      buildLegacyInsert({ ...input, commandId: 90_517 }),
      read1('insert', '90517', 90_517, null),
    ],
    [
      'SQL in a reply',
      buildReply('bot-07', 1, '[SQLCommand 8] delete from Orders where [ID]=77'),
      read1('delete', '77', 8),
    ],
  ])('reads %s', (_name, datagram, expected) => {
    expect(read(datagram)).toEqual(expected);
  });

  it.each([
    ['TaskID above 0', { TaskID: 41, exOrderID: '9f31a' }, 7, '41'],
    ['the command number', { TaskID: 0, exOrderID: '9f31a' }, 7, '7'],
    ['the digits of exOrderID', { TaskID: 0, exOrderID: '9f31a' }, undefined, '931'],
  ])('numbers an insert without oid by %s', (_name, of, commandId, orderId) => {
    const sql = buildLegacyInsert({
      bot: '',
      orderId: '0',
      columns: of,
      ...(commandId === undefined ? {} : { commandId }),
    }).toString();

    expect(read(JSON.stringify({ cmd: 'order', oid: 0, sql }))).toMatchObject({ events: [{ orderId }] });
  });

  it('lets each of several statements speak for its own order', () => {
    const sql =
      '[SQLCommand 1] update Orders set Lev=1 where [ID]=5; [SQLCommand 2] insert into Orders (Lev) values (2); delete from Orders where [ID]=6';

    expect(read(JSON.stringify({ cmd: 'order', oid: 9, sql }))).toMatchObject({
      events: [{ orderId: '5' }, { orderId: '9' }, { orderId: '6' }],
    });
  });

  it('keeps the statements beside one that cannot be read', () => {
    const text =
      '[SQLCommand 1] delete from Orders where [ID]=5 [SQLCommand 2] update Coins set a=1 where [ID]=1 [SQLCommand 3] insert into Orders (Lev) values (1, 2)';

    expect(read(text)).toMatchObject({
      type: 'orders',
      events: [{ orderId: '5', commandId: 1 }],
      unreadable: [{ reason: 'statement_unknown' }, { reason: 'column_count_mismatch' }],
    });
  });

  it.each([
    ['{"cmd":"order","oid":5}', 'field_missing'],
    ['{"cmd":"order","oid":5,"sql":""}', 'field_missing'],
    ['{"cmd":"order","oid":1.5,"sql":"delete from Orders where [ID]=77"}', 'field_malformed'],
    [
      '{"cmd":"order","oid":9223372036854775808,"sql":"delete from Orders where [ID]=77"}',
      'order_id_out_of_range',
    ],
    ['{"cmd":"order","sql":"insert into Orders (Lev) values (1)"}', 'order_id_missing'],
    [
      `{"cmd":"order","sql":"insert into Orders (exOrderID) values ('${'9'.repeat(30)}')"}`,
      'order_id_out_of_range',
    ],
    ['{"cmd":"order","oid":5,"sql":"select 1"}', 'statement_unknown'],
    ['{"cmd":"order","oid":5,"sql":"update Orders set Comment=\'a\\u0000b\' where [ID]=5"}', 'nul_character'],
    ['[SQLCommand 7] select 1', 'statement_unknown'],
  ])('refuses %s as %s', (datagram, reason) => {
    expect(reasonOf(datagram)).toBe(reason);
  });

  it('takes a reply that only mentions a command for a reply', () => {
    expect(reasonOf(buildReply('bot-07', 1, 'sent [SQLCommand 5] to the exchange'))).toBe('reply');
    expect(reasonOf('sent [SQLCommand 5] to the exchange')).toBe('nothing');
  });
});

describe('readMessage of strategies', () => {
  it('lists the strategies of a pack with their folders', () => {
    const text = `${strategiesText('Longs', [{ name: 'Alpha', parameters: { SignalType: 'MoonShot', Comment: 'StrategyName=x' } }, { name: 'Beta' }])}\n##Begin_Strategy\nStrategyName=Gamma\n##End_Strategy`;

    expect(read(buildStrategies('bot-07', 2, text))).toEqual({
      type: 'strategies',
      botName: 'bot-07',
      packNumber: 2,
      text,
      strategies: [
        { name: 'Alpha', folder: 'Longs' },
        { name: 'Beta', folder: 'Longs' },
        { name: 'Gamma', folder: '' },
      ],
    });
  });

  it('joins nested folders', () => {
    const text = `#Begin_Folder A\n${strategiesText('B', [{ name: 'S' }])}\n#End_Folder`;

    expect(read(buildStrategies('b', 1, text))).toMatchObject({ strategies: [{ name: 'S', folder: 'A/B' }] });
  });

  it.each([
    ['{"cmd":"strats","N":1}', 'field_missing'],
    ['{"cmd":"strats","N":-1,"data":""}', 'field_malformed'],
    ['{"cmd":"strats","N":"x","data":""}', 'field_malformed'],
    ['{"cmd":"strats","N":1,"data":"\\u0000"}', 'nul_character'],
  ])('refuses %s as %s', (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  it('refuses more strategies and deeper folders than it keeps', () => {
    const many = strategiesText(
      'F',
      Array.from({ length: 5_001 }, () => ({ name: 's' })),
    );

    expect(reasonOf(gzip(buildStrategies('b', 1, many)))).toBe('too_many');
    expect(reasonOf(buildStrategies('b', 1, '#Begin_Folder x\n'.repeat(17)))).toBe('too_many');
  });
});

describe('readMessage of errors', () => {
  it('keeps every line', () => {
    expect(
      read(buildErrors('bot-07', ['04.12 10:02:11.427: XRP [400] Margin is insufficient', 'other'])),
    ).toMatchObject({
      type: 'errors',
      botName: 'bot-07',
      errors: [
        { occurredAtMs: Date.UTC(2025, 11, 4, 10, 2, 11, 427), symbol: 'XRP', code: 400 },
        { text: 'other', occurredAtMs: null, symbol: null, code: null },
      ],
    });
  });

  it.each([
    ['{"cmd":"errors"}', 'field_missing'],
    ['{"cmd":"errors","data":{"E":[1]}}', 'field_malformed'],
    ['{"cmd":"errors","data":{"E":["\\u0000"]}}', 'nul_character'],
    [JSON.stringify({ cmd: 'errors', data: { E: Array.from({ length: 1_001 }, () => 'x') } }), 'too_many'],
    ['{"cmd":"errors","data":{"E":[]}}', 'errors'],
    ['{"cmd":"errors","data":{"E":"one line"}}', 'errors'],
  ])('reads %s as %s', (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });
});

describe('readMessage of charts, replies and the rest', () => {
  it('summarizes a chart and returns its bytes', () => {
    const body = buildChart({
      marketName: 'USDT-XRP',
      marketCurrency: 'USDT',
      startAtMs: 1_764_800_000_000,
      endAtMs: 1_764_800_420_000,
      sessionProfit: 3.4,
    });
    const [block] = chartBlocks(48_213, body, 60_000);
    const payload = Buffer.concat([block?.subarray(2, 6) ?? Buffer.alloc(0), body]);

    expect(readMessage('chart', payload, receivedAtMs)).toMatchObject({
      type: 'chart',
      orderId: 48_213,
      chart: {
        marketName: 'USDT-XRP',
        marketCurrency: 'USDT',
        startAtMs: 1_764_800_000_000,
        endAtMs: 1_764_800_420_000,
        sessionProfit: '3.4',
      },
      bytes: body,
    });
  });

  it.each([
    [Buffer.from('5500'), 'chart_cut'],
    [Buffer.from('55bc00001e00', 'hex'), 'chart_cut'],
    [
      Buffer.concat([
        Buffer.alloc(4),
        buildChart({ marketName: '\0', marketCurrency: '', startAtMs: 1, endAtMs: 1 }),
      ]),
      'nul_character',
    ],
  ])('refuses %j', (payload, reason) => {
    expect(readMessage('chart', payload, receivedAtMs)).toMatchObject({ type: 'unreadable', reason });
  });

  it('reads a reply', () => {
    expect(read(buildReply('bot-07', 3, 'ok'))).toEqual({
      type: 'reply',
      botName: 'bot-07',
      number: 3,
      text: 'ok',
    });
  });

  it.each(['{"cmd":"hello"}', 'ERR unknown command', 'Привет'])('finds nothing to store in %j', (text) => {
    expect(read(text)).toEqual({ type: 'nothing' });
  });

  it('names an envelope that is no JSON', () => {
    for (const kind of ['acc', 'order', 'sql', 'strats', 'errors', 'replay'] as const) {
      expect(readMessage(kind, Buffer.from('{'), receivedAtMs)).toMatchObject({
        type: 'unreadable',
        reason: 'malformed_json',
      });
    }
  });
});
