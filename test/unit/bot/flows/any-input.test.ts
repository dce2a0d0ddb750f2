import fc from 'fast-check';
import { everyKind, openChat, registration, reviewed, settings } from './sample-flows.ts';
import { readHtml, TELEGRAM_TAGS } from '../../../../core/bot/html-tokens.ts';

type Chat = ReturnType<typeof openChat>['chat'];
type Journal = ReturnType<typeof openChat>['journal'];
type Act = (chat: Chat, journal: Journal) => Promise<unknown>;

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    'buy',
    'sell',
    'btc',
    '80',
    'Cancel',
    'skip',
    'back',
    'done',
    'yes',
    'no',
    'today',
    '10:00',
    '<b>',
    '1e9',
    '__proto__',
    'toString',
  ),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  text.map(
    (said): Act =>
      (chat) =>
        chat.says(said),
  ),
  // Any button of any message that was ever shown: also old ones, and each one twice.
  fc.tuple(fc.nat(), fc.nat()).map(([message, button]): Act => async (chat, journal) => {
    const shown = chat.messages[message % chat.messages.length];
    const buttons = (shown?.screen.buttons ?? []).flat();
    const one = buttons[button % Math.max(1, buttons.length)];
    if (shown !== undefined && one !== undefined && 'call' in one) {
      await chat.tapsRaw(one.call.args, shown.id);
      const acts = journal.done.length;
      await chat.tapsRaw(one.call.args, shown.id);
      expect(journal.done).toHaveLength(acts);
    }
  }),
  // Of the newest message, so that flows also get on.
  fc.nat().map((button): Act => async (chat) => {
    const buttons = (chat.last().screen.buttons ?? []).flat();
    const one = buttons[button % Math.max(1, buttons.length)];
    if (one !== undefined && 'call' in one) await chat.tapsRaw(one.call.args);
  }),
  fc.array(fc.jsonValue(), { maxLength: 5 }).map(
    (args): Act =>
      (chat) =>
        chat.tapsRaw(args),
  ),
  fc.tuple(fc.string(), fc.option(fc.constantFrom(7, 8), { nil: undefined })).map(
    ([phone, userId]): Act =>
      (chat) =>
        chat.shares(phone, userId),
  ),
  fc.nat(2000).map(
    (sizeBytes): Act =>
      (chat) =>
        chat.sendsFile({
          name: 'f',
          sizeBytes,
          mimeType: undefined,
          download: () => Promise.resolve(Buffer.from([1])),
        }),
  ),
  fc.integer({ min: 0, max: 48 * 60 }).map((minutes): Act => (chat) => {
    chat.now = new Date(chat.now.getTime() + minutes * 60_000);
    return Promise.resolve();
  }),
  // A release that wrote something else into the session.
  fc.tuple(fc.string(), fc.jsonValue()).map(([field, value]): Act => (chat) => {
    if (chat.session !== undefined) {
      const state: unknown = JSON.parse(chat.session);
      chat.session = JSON.stringify(typeof state === 'object' ? { ...state, [field]: value } : value);
    }
    return Promise.resolve();
  }),
  fc
    .tuple(fc.constantFrom('name', 'port', 'side', 'pair', 'tags', 'rows'), fc.jsonValue())
    .map(([field, value]): Act => (chat) => {
      const state: unknown = JSON.parse(chat.session ?? 'null');
      if (typeof state === 'object' && state !== null && 'answers' in state) {
        const answers = typeof state.answers === 'object' ? state.answers : {};
        chat.session = JSON.stringify({ ...state, answers: { ...answers, [field]: value } });
      }
      return Promise.resolve();
    }),
);

describe('flows under any input', () => {
  it.each([registration, everyKind, reviewed, settings])(
    'neither throw nor show markup that Telegram refuses: $id',
    async (flow) => {
      await fc.assert(
        fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
          const { chat, journal } = openChat();
          await chat.start(flow, flow.id === 'edit' ? { id: '7', name: 'btc', port: 80 } : {});
          for (const one of acts) {
            await one(chat, journal);
            if (chat.session === undefined) await chat.start(flow);
          }
          for (const { screen } of chat.messages) {
            for (const token of readHtml(screen.text.value)) {
              expect(token.kind === 'text' && /[<>]/u.test(token.text)).toBe(false);
              if (token.kind === 'open') expect(TELEGRAM_TAGS.has(token.name)).toBe(true);
            }
            for (const button of (screen.buttons ?? []).flat()) expect(button.label).not.toBe('');
          }
        }),
        { numRuns: 150 },
      );
    },
  );
});
