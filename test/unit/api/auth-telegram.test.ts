import { ProofInvalidError, ProofTooOldError } from '../../../core/api/auth/telegram-proof.ts';
import { verifyInitData } from '../../../core/api/auth/verify-init-data.ts';
import { verifyWidget } from '../../../core/api/auth/verify-widget.ts';
import { signInitData, signWidget } from '../../support/telegram-words.ts';

const TOKEN = '123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr';
const NOW = new Date('2026-03-01T12:00:00Z');
const ago = (ms: number): Date => new Date(NOW.getTime() - ms);
const MINUTE = 60_000;

/** As the route hands them over: numbers as digits. */
const asText = (fields: Readonly<Record<string, string | number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));
const widget = (signedAt = ago(MINUTE), token = TOKEN): Record<string, string> =>
  asText(
    signWidget(
      token,
      { id: 4_503_599_627_370_495, first_name: 'Зоя', username: 'zoe', photo_url: 'https://t.me/i/z.jpg' },
      signedAt,
    ),
  );

describe("the Login Widget's fields", () => {
  it('tell who has signed in, until ten minutes after', () => {
    expect(verifyWidget(widget(), TOKEN, NOW)).toMatchObject({
      person: { id: 4_503_599_627_370_495, firstName: 'Зоя', username: 'zoe' },
      expiresAt: new Date(ago(MINUTE).getTime() + 10 * MINUTE),
    });
  });

  it('are good while the widget names no more than it has to', () => {
    const least = asText(signWidget(TOKEN, { id: 7, first_name: 'A' }, NOW));

    expect(verifyWidget(least, TOKEN, NOW).person).toMatchObject({ id: 7, username: undefined });
  });

  it('count with what Telegram adds to them one day', () => {
    const { hash, ...unsigned } = asText(
      signWidget(TOKEN, { id: 7, first_name: 'A', ...{ is_premium: 'true' } }, NOW),
    );

    expect(verifyWidget({ ...unsigned, hash: hash ?? '' }, TOKEN, NOW).person.id).toBe(7);
    expect(() => verifyWidget({ ...unsigned, is_premium: 'no', hash: hash ?? '' }, TOKEN, NOW)).toThrow(
      ProofInvalidError,
    );
  });

  it.each([
    ['another person', { id: '1' }],
    ['another name', { first_name: 'Zoe' }],
    ['another time', { auth_date: '1772366399' }],
    ['a field more', { is_owner: 'true' }],
    ['no hash', { hash: '' }],
    ['another hash', { hash: '0'.repeat(64) }],
    [
      'a hash in capitals, which would be another to whoever counts uses',
      { hash: widget().hash?.toUpperCase() ?? '' },
    ],
    ['a line feed, which would make other fields of them', { first_name: 'A\nid=1' }],
  ])('are refused with %s', (_, change) => {
    expect(() => verifyWidget({ ...widget(), ...change }, TOKEN, NOW)).toThrow(ProofInvalidError);
  });

  it('are refused with a field less, and when another bot signed them', () => {
    const { username, ...rest } = widget();

    expect(username).toBe('zoe');
    expect(() => verifyWidget(rest, TOKEN, NOW)).toThrow(ProofInvalidError);
    expect(() => verifyWidget(widget(NOW, '654321:other'), TOKEN, NOW)).toThrow(ProofInvalidError);
  });

  it('are too old after ten minutes, and of no use a minute before they were made', () => {
    expect(() => verifyWidget(widget(ago(10 * MINUTE - 1_000)), TOKEN, NOW)).not.toThrow();
    expect(() => verifyWidget(widget(ago(10 * MINUTE)), TOKEN, NOW)).toThrow(ProofTooOldError);
    expect(() => verifyWidget(widget(ago(-MINUTE)), TOKEN, NOW)).not.toThrow();
    expect(() => verifyWidget(widget(ago(-MINUTE - 1_000)), TOKEN, NOW)).toThrow(ProofInvalidError);
  });

  it("are not a Mini App's, whose key is another", () => {
    const fields = Object.fromEntries(new URLSearchParams(signInitData(TOKEN, { id: 7 }, NOW)));

    expect(() => verifyWidget(fields, TOKEN, NOW)).toThrow(ProofInvalidError);
  });
});

describe('initData of a Mini App', () => {
  /** Made by Telegram, for a bot of the documentation of @telegram-apps/init-data-node, where it stands. */
  const OF_TELEGRAM =
    'query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%22%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%7D&auth_date=1662771648&hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2';
  const ITS_TOKEN = '5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8';
  const ITS_TIME_MS = 1_662_771_648_000;

  it('is believed as Telegram signs it', () => {
    expect(verifyInitData(OF_TELEGRAM, ITS_TOKEN, new Date(ITS_TIME_MS + 1_000)).person).toEqual({
      id: 279_058_397,
      firstName: 'Vladislav',
      username: 'vdkfrost',
      languageCode: 'ru',
    });
    expect(() =>
      verifyInitData(OF_TELEGRAM.replace('279058397', '1'), ITS_TOKEN, new Date(ITS_TIME_MS)),
    ).toThrow(ProofInvalidError);
  });

  it('counts with every field, such as the signature for third parties', () => {
    const signed = signInitData(TOKEN, { id: 7, first_name: 'A' }, NOW, {
      signature: 'abc',
      start_param: 'x',
    });

    expect(verifyInitData(signed, TOKEN, NOW).person.id).toBe(7);
    expect(() => verifyInitData(signed.replace('signature=abc', 'signature=abd'), TOKEN, NOW)).toThrow(
      ProofInvalidError,
    );
  });

  it('is too old after an hour', () => {
    const signed = (ms: number): string => signInitData(TOKEN, { id: 7, first_name: 'A' }, ago(ms));

    expect(() => verifyInitData(signed(60 * MINUTE - 1_000), TOKEN, NOW)).not.toThrow();
    expect(() => verifyInitData(signed(60 * MINUTE), TOKEN, NOW)).toThrow(ProofTooOldError);
  });

  it.each([
    ['nothing', ''],
    ['words', 'hello'],
    ['a field twice', `${signInitData(TOKEN, { id: 7, first_name: 'A' }, NOW)}&user=%7B%22id%22%3A1%7D`],
    ['a bot as its user', signInitData(TOKEN, { id: 7, first_name: 'A', is_bot: true }, NOW)],
    ['no person', signInitData(TOKEN, { first_name: 'A' }, NOW)],
  ])('is refused as %s', (_, initData) => {
    expect(() => verifyInitData(initData, TOKEN, NOW)).toThrow(ProofInvalidError);
  });
});
