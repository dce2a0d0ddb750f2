/**
 * What a terminal can send, by the names of the MoonCMD dispatch table, and the one kind that the task itself
 * makes (`liveness`). The names stand in `datagram_log.kind`; the codes stand on the wire between the task
 * and `store-batch` and never change meaning.
 */
export const DATAGRAM_KIND_CODES = {
  /** Balance, about every 5 s. */
  acc: 1,
  /** An order event in an envelope: SQL text and an order id. */
  order: 2,
  /** A pack of strategies. */
  strats: 3,
  /** API errors, one row per line. */
  errors: 4,
  /** Reply to a command (the terminals' own spelling). */
  replay: 5,
  /** Any other envelope that carries SQL, without an order id. */
  sql: 6,
  /** Any other JSON object. */
  other: 7,
  /** Legacy text: not a JSON object. It may carry `[SQLCommand n] ...`. */
  text: 8,
  /** Tick chart of one order, its blocks put together: `i32 LE order id` + body. */
  chart: 9,
  /** Made by the task, not by a terminal: it went silent or came back. Never logged as a datagram. */
  liveness: 10,
} as const;

export type DatagramKind = keyof typeof DATAGRAM_KIND_CODES;

/** What terminals send: the kinds that can have a row in `datagram_log`. */
export const TERMINAL_KINDS = [
  'acc',
  'order',
  'strats',
  'errors',
  'replay',
  'sql',
  'other',
  'text',
  'chart',
] as const satisfies readonly DatagramKind[];

export const DATAGRAM_KINDS: readonly DatagramKind[] = Object.freeze([...TERMINAL_KINDS, 'liveness']);

const kindByCode = new Map<number, DatagramKind>(
  DATAGRAM_KINDS.map((kind) => [DATAGRAM_KIND_CODES[kind], kind]),
);

/** @returns the kind, or `undefined` for a code that this version does not know. */
export function datagramKindOfCode(code: number): DatagramKind | undefined {
  return kindByCode.get(code);
}
