import { OperationFailedError } from '../../bin/ops/errors.ts';
import { applyWebhooks, parseSetWebhook } from '../../bin/ops/set-webhook.ts';
import { startEmulator } from '../support/emulator.ts';

const TOKEN = '700001:secret-part-of-the-token';
const SECRETS = { webhookSecret: 'hook', tokens: { fleet: TOKEN }, alarmChats: [] };
const URL_OPTIONS = ['--stage', 'small', '--url', 'https://d1.cloudfront.net'];

describe('npm run ops -- set-webhook, at the Bot API', () => {
  let emulator: Awaited<ReturnType<typeof startEmulator>>;
  let printed: string[];

  beforeEach(async () => {
    emulator = await startEmulator({});
    printed = [];
  });

  afterEach(() => emulator.close());

  const apply = (args: readonly string[], secrets = SECRETS) =>
    applyWebhooks(parseSetWebhook(args), secrets, emulator.url, (line) => printed.push(line));

  it('sets webhook and menus of every bot with a token, and prints a table without one', async () => {
    await apply(URL_OPTIONS);

    expect(emulator.world.bot(700_001)).toMatchObject({
      webhook: { url: 'https://d1.cloudfront.net/telegram/fleet', secretToken: 'hook' },
      allowedUpdates: ['message', 'callback_query', 'my_chat_member'],
      commandLists: [{ languageCode: '' }, { languageCode: 'ru' }],
    });
    const [heading, row] = printed.join('\n').split('\n');
    expect(heading).toMatch(/^bot +webhook +waiting +last error$/);
    expect(row).toMatch(/^fleet +https:\/\/d1\.cloudfront\.net\/telegram\/fleet +0 +none$/);
    expect(printed.join('\n')).not.toContain('secret-part');
  });

  it('shows with --dry-run what would be set, and sets nothing', async () => {
    await apply([...URL_OPTIONS, '--dry-run']);

    expect(printed.join('\n')).toContain('fleet would be set to https://d1.cloudfront.net/telegram/fleet');
    expect(printed.join('\n')).toContain('/start');
    expect(emulator.world.state.bots).toEqual([]);
  });

  it('says what Telegram refused, and which secret has no token', async () => {
    await expect(apply(URL_OPTIONS, { ...SECRETS, tokens: { fleet: 'nonsense' } })).rejects.toThrow(
      new OperationFailedError('fleet: setWebhook was not done: 401 Unauthorized'),
    );
    await expect(
      applyWebhooks(parseSetWebhook(URL_OPTIONS), { ...SECRETS, tokens: {} }, emulator.url, () => undefined),
    ).rejects.toThrow('the secret telefleet/small/telegram has no token of any bot');
  });
});
