import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localEnvironment, type LocalSecrets, taskEnvironment } from '../../../local/program-environment.ts';
import { telegramVariables } from '../../../local/telegram-variables.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:telefleet/local/x';

const SECRETS: LocalSecrets = {
  databaseUrl: 'postgres://writer',
  databaseReaderUrl: 'postgres://reader',
  telegram: { TELEGRAM_WEBHOOK_SECRET: 'hook', TELEGRAM_TOKEN_FLEET: '1:a' },
  terminalKey: 'a2V5',
};

describe('localEnvironment', () => {
  it('puts what a secret tells in the place of its ARN', () => {
    expect(localEnvironment('store-batch', { STAGE: 'local', DATABASE_SECRET_ARN: ARN }, SECRETS)).toEqual({
      STAGE: 'local',
      DATABASE_URL: 'postgres://writer',
      DATABASE_READER_URL: 'postgres://reader',
    });
    expect(localEnvironment('receive-update', { TELEGRAM_SECRET_ARN: ARN }, SECRETS)).toEqual(
      SECRETS.telegram,
    );
  });

  it('gives a program nothing of a secret that the template does not name', () => {
    expect(localEnvironment('health', { STAGE: 'local' }, SECRETS)).toEqual({ STAGE: 'local' });
  });

  it('serves callers that did not come through CloudFront', () => {
    expect(localEnvironment('receive-update', { ORIGIN_SECRET_ARN: ARN }, SECRETS)).toEqual({});
  });

  it('lets people sign in to the API by saying who they are', () => {
    expect(localEnvironment('serve-api', { ORIGIN_SECRET_ARN: ARN }, SECRETS)).toEqual({ DEV_LOGIN: '1' });
  });

  it('gives the cache as a URL where the template gives a host, and nothing when there is none', () => {
    const environment = { CACHE_HOST: '127.0.0.1', CACHE_PASSWORD_SECRET_ARN: ARN };
    expect(localEnvironment('store-batch', environment, { ...SECRETS, cacheUrl: 'redis://a' })).toEqual({
      CACHE_URL: 'redis://a',
    });
    expect(localEnvironment('store-batch', environment, SECRETS)).toEqual({});
    expect(
      localEnvironment('store-batch', { STAGE: 'local' }, { ...SECRETS, cacheUrl: 'redis://a' }),
    ).toEqual({
      STAGE: 'local',
    });
  });

  it('names the variable of a secret that nothing stands in for', () => {
    expect(() => localEnvironment('serve-api', { PAYMENT_SECRET_ARN: ARN }, SECRETS)).toThrow(
      /serve-api gets a secret in PAYMENT_SECRET_ARN/,
    );
  });
});

describe('taskEnvironment', () => {
  const task = { name: 'Task/ingest', environment: { STAGE: 'local' }, secrets: { TERMINAL_KEY: ARN } };

  it('has the secrets that ECS would put into variables', () => {
    expect(taskEnvironment(task, SECRETS)).toEqual({
      STAGE: 'local',
      TERMINAL_KEY: 'a2V5',
      TERMINAL_NETWORKS: 'anywhere',
    });
  });

  it('names what is missing: the task, or the stand-in of its secret', () => {
    expect(() => taskEnvironment(undefined, SECRETS)).toThrow(/there is no ingest task/);
    expect(() => taskEnvironment({ ...task, secrets: { API_KEY: ARN } }, SECRETS)).toThrow(
      /Task\/ingest gets a secret in API_KEY/,
    );
  });
});

describe('telegramVariables', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'telegram-'));
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  const telegram = (given: Readonly<Record<string, string>>) =>
    telegramVariables(given, join(directory, 'secret'), 'http://127.0.0.1:8081');

  it('makes a webhook secret once, and a token of the form that Telegram gives', async () => {
    const first = await telegram({});

    expect(first.variables.TELEGRAM_WEBHOOK_SECRET).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(first.tokens.get('fleet')).toMatch(/^\d+:[A-Za-z0-9_-]{30,}$/);
    expect(await telegram({})).toEqual(first);
  });

  it('lets nothing reach Telegram with a token of its own: bots speak to the emulator, where the first person is the admin', async () => {
    expect(await telegram({})).toMatchObject({
      source: 'emulator',
      variables: { TELEGRAM_API_ROOT: 'http://127.0.0.1:8081', TELEGRAM_ALARM_CHATS: '1' },
    });
    expect((await telegram({ TELEGRAM_ALARM_CHATS: '-5' })).variables.TELEGRAM_ALARM_CHATS).toBe('-5');
  });

  it('leaves updates to the caller, who has an API root of their own, and makes nobody an admin there', async () => {
    const { source, variables } = await telegram({ TELEGRAM_API_ROOT: 'http://emulator' });

    expect(source).toBe('caller');
    expect(variables.TELEGRAM_API_ROOT).toBe('http://emulator');
    expect(variables).not.toHaveProperty('TELEGRAM_ALARM_CHATS');
  });

  it('takes what is given, asks Telegram for updates then, and makes up no token beside a given one', async () => {
    const given = { TELEGRAM_WEBHOOK_SECRET: 'hook', TELEGRAM_TOKEN_DIGEST: '7:real' };

    expect(await telegram(given)).toMatchObject({ source: 'polling', variables: given });
    expect((await telegram(given)).variables).toEqual(given);
  });
});
