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
    expect(localEnvironment('serve-api', { ORIGIN_SECRET_ARN: ARN }, SECRETS)).toEqual({});
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
    expect(taskEnvironment(task, SECRETS)).toEqual({ STAGE: 'local', TERMINAL_KEY: 'a2V5' });
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

  const variables = (given: Readonly<Record<string, string>>) =>
    telegramVariables(given, join(directory, 'secret'));

  it('makes a webhook secret once, and a token of the form that Telegram gives', async () => {
    const first = await variables({});

    expect(first.TELEGRAM_WEBHOOK_SECRET).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(first.TELEGRAM_TOKEN_FLEET).toMatch(/^\d+:[A-Za-z0-9_-]{30,}$/);
    expect(await variables({})).toEqual(first);
  });

  it('lets nothing reach Telegram with a token of its own', async () => {
    expect((await variables({})).TELEGRAM_API_ROOT).toBe('http://127.0.0.1:1');
    expect((await variables({ TELEGRAM_API_ROOT: 'http://emulator' })).TELEGRAM_API_ROOT).toBe(
      'http://emulator',
    );
  });

  it('takes what is given, and then makes up no token beside a given one', async () => {
    const given = { TELEGRAM_WEBHOOK_SECRET: 'hook', TELEGRAM_TOKEN_DIGEST: '7:real' };

    expect(await variables(given)).toEqual(given);
  });
});
