import { CopyBinaryWriter } from '../../core/database/copy-binary.ts';
import { foldOrder, type OrderState } from '../../core/fleet/fold-order.ts';
import { ORDER_ROW_COLUMNS, type OrderRow, orderRow } from '../../core/fleet/order-row.ts';
import { writeOrderState } from '../../core/fleet/order-state-json.ts';
import { interpretRecords, type Storable } from '../../core/fleet/store/storable.ts';
import { openDatagram } from '../../core/mooncmd/open-datagram.ts';

export const LOG_COLUMNS = ['received_at', 'terminal_id', 'kind', 'payload'] as const;
export const ORDER_COLUMNS = [
  'terminal_id',
  'order_id',
  'version',
  'fold',
  ...ORDER_ROW_COLUMNS.map(({ column }) => column),
];
export const BALANCE_COLUMNS = [
  'terminal_id',
  'bot_name',
  'available',
  'total',
  'is_running',
  'version',
  'received_at',
];

/** What a transaction copies. */
export interface CopyRows {
  /** COPY binary: a row of the log for each record. */
  readonly log: Buffer;
  /** COPY text: a row for each order event, the version of the order that it makes. */
  readonly orders: Buffer;
  /** COPY text: the newest balances. */
  readonly balances: Buffer;
}

/** Makes the rows that Telefleet commits for the datagrams of a load, as COPY takes them. */
export class CopyRowsBuilder {
  readonly #sources: number;
  readonly #nowMs: number;
  readonly #orders = new Map<string, { state: OrderState; row: OrderRow }>();
  #records = 0;
  #versions = 0;

  constructor(sources: number, nowMs: number) {
    this.#sources = sources;
    this.#nowMs = nowMs;
  }

  build(datagrams: readonly Buffer[]): CopyRows {
    const storable = datagrams.flatMap((datagram) => this.#read(datagram));
    storable.sort(
      (one, other) =>
        one.record.terminalId - other.record.terminalId ||
        one.record.receivedAtMs - other.record.receivedAtMs,
    );
    const writer = new CopyBinaryWriter(datagrams.length * 256);
    const orders: string[] = [];
    const balances = new Map<number, string>();
    for (const one of storable) {
      const { terminalId, receivedAtMs, kind, payload } = one.record;
      writer.startRow(LOG_COLUMNS.length);
      writer.timestamp(receivedAtMs);
      writer.bigint(terminalId);
      writer.bytes(Buffer.from(kind));
      writer.bytes(payload);
      if (one.message.type === 'balance') {
        const { botName, available, total, isRunning, version } = one.message;
        balances.set(
          terminalId,
          line([
            String(terminalId),
            botName,
            available,
            total,
            String(isRunning),
            String(version),
            time(receivedAtMs),
          ]),
        );
      } else if (one.message.type === 'orders') {
        orders.push(...this.#orderLines(one));
      }
    }
    return {
      log: writer.finish(),
      orders: Buffer.from(orders.join('')),
      balances: Buffer.from([...balances.values()].join('')),
    };
  }

  #read(datagram: Buffer): Storable[] {
    const opened = openDatagram(datagram);
    if (opened.status !== 'message') throw new TypeError(`the load holds a ${opened.status}`);
    const terminalId = (this.#records % this.#sources) + 1;
    const receivedAtMs = this.#nowMs + this.#records / 40;
    this.#records += 1;
    return interpretRecords('copy', [
      { kind: opened.kind, terminalId, receivedAtMs, payload: opened.payload },
    ]).storable;
  }

  #orderLines({ record: { terminalId, receivedAtMs }, message }: Storable): string[] {
    if (message.type !== 'orders') return [];
    return message.events.map((event, position) => {
      const key = `${terminalId}:${event.orderId}`;
      const before = this.#orders.get(key);
      const state = foldOrder(before?.state, { event, receivedAtMs, position, botName: message.botName });
      const row = { ...before?.row, ...orderRow(state) };
      this.#orders.set(key, { state, row });
      this.#versions += 1;
      const values = ORDER_ROW_COLUMNS.map(({ column, type }) => valueOf(row[column] ?? null, type));
      // COPY cannot update, so each version is a row of its own: a running number stands for the order's id.
      return line([String(terminalId), String(this.#versions), '1', writeOrderState(state), ...values]);
    });
  }
}

function valueOf(value: string | null, type: string): string | null {
  return value !== null && type === 'timestamptz' ? time(Number(value) * 1000) : value;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}

/** PostgreSQL's COPY text format. */
function line(values: readonly (string | null)[]): string {
  const escape = (value: string): string => value.replace(/[\\\t\n\r]/g, (character) => `\\${character}`);
  return `${values.map((value) => (value === null ? '\\N' : escape(value))).join('\t')}\n`;
}
