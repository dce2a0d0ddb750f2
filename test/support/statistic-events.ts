import fc from 'fast-check';
import type { BatchRecord } from '../../core/contracts/record-batch.ts';
import { orderSql } from './records.ts';

export const FIRST_CLOSE_S = Date.UTC(2026, 2, 25) / 1000;

/** What a terminal says of one order. */
export interface OrderEvent {
  /** Its place in the fleet's list. */
  readonly terminal: number;
  readonly orderId: number;
  readonly commandId: number | null;
  readonly action: 'insert' | 'update' | 'delete';
  readonly columns: Readonly<Record<string, string>>;
}

const anyEvent: fc.Arbitrary<OrderEvent> = fc.record({
  terminal: fc.nat(4),
  orderId: fc.integer({ min: 1, max: 8 }),
  commandId: fc.option(fc.integer({ min: 1, max: 9 })),
  action: fc.constantFrom('insert', 'update', 'update', 'update', 'delete'),
  columns: fc
    .record(
      {
        Status: fc.constantFrom('1', '1', '0'),
        // Eight days, with quarters of an hour and with moments just before one.
        CloseDate: fc
          .tuple(fc.nat(8 * 96 - 1), fc.constantFrom(0, 899))
          .map(([quarter, rest]) => String(FIRST_CLOSE_S + quarter * 900 + rest)),
        BuyDate: fc.nat(100_000).map((seconds) => String(FIRST_CLOSE_S - 50_000 + seconds)),
        ProfitBTC: fc.constantFrom('1', '-1', '0', '0.1', '0.2', '-0.00000001', '25.5', '-12.25'),
        SpentBTC: fc.constantFrom('100', '33.3', '0'),
        BaseCurrency: fc.constantFrom('0', '0', '1', `'TRY'`),
        Emulator: fc.constantFrom('0', '0', '1'),
        Coin: fc.constantFrom(`'XRP'`, `'BTC'`, `'DOGE'`),
        Comment: fc.constantFrom(`'(strategy <Moon>)'`, `'(strategy <Drop, fast>)'`, `'by hand'`),
      },
      { requiredKeys: ['ProfitBTC', 'Status', 'CloseDate'] },
    )
    .map((columns): Readonly<Record<string, string>> => columns),
});

/** As a decode worker makes it of the terminal's SQL. */
export function toRecord(
  { orderId, commandId, action, columns }: OrderEvent,
  terminalId: number,
  receivedAtMs: number,
): BatchRecord {
  const prefix = commandId === null ? '' : `[SQLCommand ${commandId}] `;
  const names = Object.keys(columns);
  const sql =
    action === 'delete'
      ? `delete from Orders where [ID]=${orderId}`
      : action === 'insert'
        ? `insert into Orders (${names.map((name) => `[${name}]`).join(',')}) values (${Object.values(columns).join(', ')})`
        : `update Orders set ${names.map((name) => `${name}=${columns[name] ?? ''}`).join(', ')} where [ID]=${orderId}`;
  return orderSql(terminalId, orderId, `${prefix}${sql}`, receivedAtMs);
}

/** Events are stored, or so many quarters of an hour are counted. */
export type Step = { readonly store: readonly OrderEvent[] } | { readonly refresh: number };

export const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ store: fc.array(anyEvent, { minLength: 1, maxLength: 12 }) }),
    fc.record({ refresh: fc.integer({ min: 1, max: 6 }) }),
  ),
  { minLength: 4, maxLength: 14 },
);
