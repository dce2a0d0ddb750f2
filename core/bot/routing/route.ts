import type { SessionTable } from '../../aws/session-table.ts';
import type { Bot } from '../make-bot.ts';
import { FLOW_ACTION, type FlowInput } from '../flows/flow-input.ts';
import { platformTexts } from '../i18n/platform-texts.ts';
import type { ActionCall } from '../action.ts';
import { decodeButton } from './action-codec.ts';
import { findCall } from './button-rows.ts';
import type { Exchange } from './exchange.ts';
import type { IncomingEvent } from './incoming.ts';
import type { BotPart } from './mount-part.ts';

/** Lets the part of the bot that it is for handle what the person did. What nobody wants gets a polite word. */
export async function route(bot: Bot, exchange: Exchange, rows: Pick<SessionTable, 'load'>): Promise<void> {
  const { event } = exchange.incoming;
  switch (event.kind) {
    case 'command':
      return runCommand(bot, exchange, event);
    case 'tap':
      return tap(bot, exchange, event.data, rows);
    case 'text':
      return takeWords(bot, exchange, event, (part) => part.takeText(exchange, event.text));
    case 'file':
      return takeWords(bot, exchange, event, (part) => part.takeFile(exchange, event.file));
    case 'contact':
      return takeWords(bot, exchange, event, () => Promise.resolve(false));
    case 'other': {
      hint(exchange);
      return;
    }
    case 'membership':
      return;
  }
}

async function runCommand(
  { parts }: Bot,
  exchange: Exchange,
  { name, payload, isAddressed }: Extract<IncomingEvent, { kind: 'command' }>,
): Promise<void> {
  const { session, chat, replies } = exchange;
  const part = parts.find((one) => one.hasCommand(name));
  if (part === undefined) {
    // In a group it may be another bot's.
    if (chat.isPrivate || isAddressed) say(exchange, 'unknownCommand');
    return;
  }
  const hadFlow = session.flow !== undefined;
  partOfFlow(parts, exchange)?.dropFlow(exchange);
  delete session.flow;
  if (!hadFlow || name !== 'cancel') await part.runCommand(exchange, name, payload);
  // A flow that had a keyboard has said so itself.
  else if (replies.said.length === 0) say(exchange, 'flow.cancelled');
}

async function tap(
  bot: Bot,
  exchange: Exchange,
  data: string,
  rows: Pick<SessionTable, 'load'>,
): Promise<void> {
  const button = decodeButton(data);
  const found = button?.kind === 'token' ? await findCall(rows, bot.id, button.token) : button;
  if (found === undefined) {
    toast(exchange, 'staleButton');
    return;
  }
  if (found.ownerId !== undefined && found.ownerId !== exchange.user.id) {
    toast(exchange, 'notForYou');
    return;
  }
  if (!(await press(bot, exchange, found.call))) toast(exchange, 'staleButton');
}

/** @returns false when no part knows the button, and nothing was done */
async function press({ parts }: Bot, exchange: Exchange, { id, args }: ActionCall): Promise<boolean> {
  if (id !== FLOW_ACTION)
    return (await parts.find(({ actionIds }) => actionIds.includes(id))?.tap(exchange, id, args)) ?? false;
  const part = partOfFlow(parts, exchange) ?? parts[0];
  return (await part?.takeFlowInput(exchange, { kind: 'tap', args })) === 'taken';
}

/** A flow that is open is asked first, then the parts outside of a flow. */
async function takeWords(
  { parts }: Bot,
  exchange: Exchange,
  input: FlowInput,
  take: (part: BotPart) => Promise<boolean>,
): Promise<void> {
  const { session } = exchange;
  if (session.flow !== undefined) {
    const taken = await partOfFlow(parts, exchange)?.takeFlowInput(exchange, input);
    if (taken === 'taken') return;
    // Of a part or a flow that the release of today does not have.
    if (taken === undefined) delete session.flow;
  }
  for (const part of parts) if (await take(part)) return;
  hint(exchange);
}

function partOfFlow(parts: readonly BotPart[], { session }: Exchange): BotPart | undefined {
  return parts.find(({ id }) => id === session.flow?.part);
}

/** People of a group speak to each other; only who is alone with the bot speaks to it. */
function hint(exchange: Exchange): void {
  if (exchange.chat.isPrivate) say(exchange, 'hint');
}

function say({ replies, user }: Exchange, key: 'unknownCommand' | 'hint' | 'flow.cancelled'): void {
  replies.send({ text: platformTexts.in(user.language)(key) });
}

function toast({ replies, user }: Exchange, key: 'staleButton' | 'notForYou'): void {
  replies.toast = platformTexts.in(user.language).plain(key);
}
