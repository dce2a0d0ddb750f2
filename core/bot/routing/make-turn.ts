import { TooManyRequestsError } from '../../guard/guard.ts';
import type { Texts } from '../i18n/texts.ts';
import type { Flow } from '../flow.ts';
import type { FlowTurn } from '../turn.ts';
import type { Exchange } from './exchange.ts';

/** A replica is at most 5 s behind, or not read at all (core/database). */
const READ_OWN_WRITES_MS = 10_000;

/** https://core.telegram.org/bots/features#deep-linking */
const START_PAYLOAD = /^[\w-]{1,64}$/;

export class StartPayloadError extends Error {
  override readonly name = 'StartPayloadError';
}

/** What a part of a bot is, as far as its turns show it. */
export interface TurnPart<S, K extends string> {
  readonly id: string;
  readonly services: S;
  readonly texts: Texts<K>;
  readonly start: <A extends object>(
    turn: FlowTurn<S, K>,
    flow: Flow<S, K, A>,
    initial: Partial<A> | undefined,
  ) => Promise<void>;
}

/** The update as one part of the bot sees it: its texts, its services, the state of its own flow. */
export function makeTurn<S, K extends string>(
  { id: part, services, texts, start }: TurnPart<S, K>,
  exchange: Exchange,
): FlowTurn<S, K> {
  const { bot, incoming, user, chat, now, platform, session, replies } = exchange;
  const ownFlow = (): NonNullable<typeof session.flow> | undefined =>
    session.flow?.part === part ? session.flow : undefined;
  /** Of the question, also when the flow has just ended: its last word closes that message. */
  let questionMessageId = ownFlow()?.questionMessageId;

  const turn: FlowTurn<S, K> = {
    bot,
    updateId: incoming.updateId,
    user,
    chat,
    now,
    services,
    t: texts.in(user.language),
    tappedMessageId: incoming.tap?.messageId,

    show: (screen) => replies.show(screen, incoming.tap?.messageId),
    send: (screen) => replies.send(screen),
    sendFile: (file) => replies.sendFile(file),
    notice: (text) => replies.notice(text, incoming.tap !== undefined),
    deleteIncoming() {
      replies.deletesIncoming = true;
    },
    start: (flow, initial) => start(turn, flow, initial),

    async limit(action, { points, perSeconds }) {
      const taken = await platform.guard.take(`${action}:${bot}:${user.id}`, points, perSeconds);
      if (!taken.ok) throw new TooManyRequestsError(taken.retryAfterSeconds);
    },
    audit: (act) => platform.audit.write({ ...act, bot, actorId: user.id, chatId: chat.id }),
    async startLink(payload) {
      if (!START_PAYLOAD.test(payload))
        throw new StartPayloadError('a payload is 1 to 64 of A-Z a-z 0-9 _ -');
      return `https://t.me/${await exchange.readUsername()}?start=${payload}`;
    },
    hasWritten() {
      session.readOwnWritesUntilMs = now.getTime() + READ_OWN_WRITES_MS;
    },
    forgetConversation() {
      delete session.flow;
      session.unconfirmed = [];
    },
    get mustReadOwnWrites() {
      return (session.readOwnWritesUntilMs ?? 0) > now.getTime();
    },

    flowState: {
      get: () => ownFlow()?.state,
      set(state) {
        if (state !== undefined)
          session.flow = {
            part,
            state,
            ...(questionMessageId === undefined ? {} : { questionMessageId }),
          };
        else if (ownFlow() !== undefined) delete session.flow;
      },
    },
    ask(screen, where = 'here') {
      const edits = where === 'here' ? (incoming.tap?.messageId ?? questionMessageId) : undefined;
      replies.ask(screen, edits);
      // A message under it is the question from now on; its id is known once it was sent.
      if (edits === undefined) questionMessageId = undefined;
      else questionMessageId = edits;
      const flow = ownFlow();
      if (flow === undefined) return;
      if (questionMessageId === undefined) delete flow.questionMessageId;
      else flow.questionMessageId = questionMessageId;
    },
    get questionMessageId() {
      return questionMessageId;
    },
  };
  return turn;
}
