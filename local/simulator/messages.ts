import type { DatagramKind } from '../../core/contracts/datagram-kinds.ts';
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
} from '../../core/mooncmd/build-datagrams.ts';
import type { OrderEvent } from './order-life.ts';

/** What a terminal says: a payload that the network layer packs, or the blocks of a chart, which are datagrams already. */
export type OutgoingMessage =
  | {
      readonly kind: Exclude<DatagramKind, 'chart' | 'liveness'>;
      readonly payload: Buffer;
      readonly isBareText: boolean;
    }
  | { readonly kind: 'chart'; readonly blocks: readonly Buffer[] };

/** The shapes of a balance that terminals of different age send. */
export type BalanceShape = 'object' | 'top-level' | 'text';

export interface Balance {
  readonly available: number;
  readonly total: number;
  readonly isRunning: boolean;
  /** Version without its dot: 756 is 7.56. */
  readonly version: number;
}

export function balanceMessage(bot: string, balance: Balance, shape: BalanceShape): OutgoingMessage {
  const { available, total } = balance;
  const input = { ...balance, bot, available: available.toFixed(2), total: total.toFixed(2) };
  switch (shape) {
    case 'object':
      return json('acc', buildBalance(input));
    case 'top-level':
      return json('acc', buildFlatBalance(input));
    case 'text':
      return json('acc', buildBalanceText(bot, money(available), money(total)));
  }
}

/**
 * An event of an order in its envelope. An insert carries no command number there, as in the protocol's own example; updates do.
 */
export function orderMessage(bot: string, event: OrderEvent): OutgoingMessage {
  const orderId = String(event.orderId);
  if (event.step === 'delete') return json('order', buildOrderDelete({ bot, orderId }));
  const input = { bot, orderId, columns: event.columns };
  if (event.step === 'insert') return json('order', buildOrderInsert(input));
  return json('order', buildOrderUpdate({ ...input, commandId: event.commandNumber }));
}

/** The same as a line of the terminal's SQL log: what old terminals push and `SQLSelect` answers. A delete has the envelope only. */
export function sqlLogMessage(bot: string, event: OrderEvent): OutgoingMessage {
  const { columns, commandNumber: commandId } = event;
  const input = { bot, orderId: String(event.orderId), commandId, columns };
  if (event.step === 'delete') return json('order', buildOrderDelete(input));
  return bareText(event.step === 'insert' ? buildLegacyInsert(input) : buildLegacyUpdate(input));
}

export function errorsMessage(bot: string, lines: readonly string[]): OutgoingMessage {
  return json('errors', buildErrors(bot, lines));
}

/** `pack` counts from 1; nothing says how many there are. */
export function strategiesMessage(bot: string, pack: number, text: string): OutgoingMessage {
  return json('strats', buildStrategies(bot, pack, text));
}

export function replyMessage(bot: string, part: number, text: string): OutgoingMessage {
  return json('replay', buildReply(bot, part, text));
}

export function textReplyMessage(text: string): OutgoingMessage {
  return bareText(Buffer.from(text, 'utf8'));
}

/** `1,234.50$`: thousands with a comma, the currency behind. */
export function money(value: number): string {
  const [whole = '0', cents = '00'] = value.toFixed(2).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}$`;
}

function json(kind: Exclude<DatagramKind, 'chart' | 'liveness'>, payload: Buffer): OutgoingMessage {
  return { kind, payload, isBareText: false };
}

function bareText(payload: Buffer): OutgoingMessage {
  return { kind: 'text', payload, isBareText: true };
}
