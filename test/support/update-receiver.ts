import type { Bot } from '../../core/bot/make-bot.ts';
import type { BotPlatform } from '../../core/bot/platform.ts';
import type { DeadUpdate } from '../../core/bot/webhook/dead-update.ts';
import { receiveUpdate, type UpdateReceiver } from '../../core/bot/webhook/receive-update.ts';
import type { UpdateReport } from '../../core/bot/webhook/report-update.ts';
import type { HttpAnswer } from '../../core/http/answers.ts';
import { admitEverybody } from '../../core/http/origin-check.ts';
import { BOT_TOKEN, type Conversations, startConversations } from './conversation.ts';
import { lambdaContext } from './lambda-context.ts';
import { sampleBot, type SampleServices } from './sample-bot.ts';
import { SECRET } from './update-events.ts';

export interface ReceiverOfFile {
  readonly world: Conversations;
  /** Of the sample bot. */
  readonly receiver: UpdateReceiver;
  readonly receiverOf: (bot: Bot | readonly Bot[], change?: Partial<BotPlatform>) => UpdateReceiver;
  /** A bot whose command /do does this. */
  readonly botThat: (act: NonNullable<SampleServices['act']>) => Bot;
  /** @param through the sample bot's */
  readonly post: (event: object, through?: UpdateReceiver) => Promise<HttpAnswer>;
  /** Since the test began: what was reported, what the sample bot did, and what was given up. */
  readonly reports: readonly UpdateReport[];
  readonly done: string[];
  readonly dead: DeadUpdate[];
  /** Texts of all messages that bots tried to send, in order. */
  readonly said: () => string[];
}

/** The webhook of a small bot, with tables and a Telegram of the test file's own. */
export function useUpdateReceiver(): ReceiverOfFile {
  const reports: UpdateReport[] = [];
  const done: string[] = [];
  const dead: DeadUpdate[] = [];
  let world: Conversations;
  let receiver: UpdateReceiver;
  beforeAll(async () => {
    world = await startConversations();
  });
  afterAll(() => world.close());
  beforeEach(() => {
    for (const told of [reports, done, dead]) told.length = 0;
    receiver = receiverOf(sampleBot({ done }));
  });

  const receiverOf: ReceiverOfFile['receiverOf'] = (bot, change = {}) => ({
    isFromEdge: admitEverybody,
    readSecrets: () =>
      Promise.resolve({ webhookSecret: SECRET, tokens: { fleet: BOT_TOKEN }, alarmChats: [] }),
    bots: new Map([bot].flat().map((one) => [one.id, one])),
    platform: world.makePlatform({
      keepDeadUpdate: (update) => {
        dead.push(update);
        return Promise.resolve();
      },
      ...change,
    }),
    handlerTimeoutMs: 5_000,
    report: (report) => reports.push(report),
  });
  return {
    get world() {
      return world;
    },
    get receiver() {
      return receiver;
    },
    receiverOf,
    botThat: (act) => sampleBot({ done, act }),
    post: (event, through = receiver) => receiveUpdate(through, event, lambdaContext()),
    reports,
    done,
    dead,
    said: () =>
      world.botApi.calls
        .filter(({ method }) => method === 'sendMessage')
        .map(({ payload }) => String(payload['text'])),
  };
}
