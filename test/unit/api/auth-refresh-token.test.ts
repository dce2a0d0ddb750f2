import { createHash, randomBytes } from 'node:crypto';
import {
  makeRefreshToken,
  readRefreshToken,
  type RefreshChain,
  turnChain,
  type TurnedChain,
  writeRefreshToken,
} from '../../../core/api/auth/refresh-token.ts';

const START = new Date('2026-03-01T12:00:00Z');
const after = (ms: number): Date => new Date(START.getTime() + ms);
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

function begin(): { readonly secret: Buffer; readonly chain: RefreshChain } {
  const { secret } = makeRefreshToken(randomBytes);
  return { secret, chain: { newest: sha256(secret), replaced: [] } };
}

function turn(chain: RefreshChain, secret: Buffer, at: Date): TurnedChain {
  const turned = turnChain(chain, secret, at, randomBytes);
  if (turned === undefined) throw new Error('an old token');
  return turned;
}

describe('a refresh token', () => {
  it('is read as it was written, and nothing else is', () => {
    const token = makeRefreshToken(randomBytes);

    expect(readRefreshToken(writeRefreshToken(token))).toEqual(token);
    for (const wrong of ['', 'a'.repeat(85), 'a'.repeat(87), `${'a'.repeat(85)}!`])
      expect(readRefreshToken(wrong)).toBeUndefined();
  });

  it('is replaced by another one each time', () => {
    const first = begin();
    const second = turn(first.chain, first.secret, START);
    const third = turn(second.chain, second.secret, after(900_000));

    expect(new Set([first, second, third].map(({ secret }) => secret.toString('hex'))).size).toBe(3);
    expect(third.chain.newest).toEqual(sha256(third.secret));
  });

  it('leads to the same next one for 30 s, for who lost the answer or asked twice at once', () => {
    const first = begin();
    const second = turn(first.chain, first.secret, START);

    const again = turn(second.chain, first.secret, after(29_999));
    expect(again.secret).toEqual(second.secret);
    expect(turn(again.chain, second.secret, after(29_999)).chain.replaced).toHaveLength(2);
    expect(turnChain(second.chain, first.secret, after(30_000), randomBytes)).toBeUndefined();
  });

  it('leads to the newest one, however many were made in these 30 s', () => {
    const first = begin();
    const second = turn(first.chain, first.secret, START);
    const third = turn(second.chain, second.secret, after(50));
    const fourth = turn(third.chain, third.secret, after(100));

    expect(turn(fourth.chain, first.secret, after(200)).secret).toEqual(fourth.secret);
    expect(turn(fourth.chain, second.secret, after(200)).secret).toEqual(fourth.secret);
    expect(turnChain(fourth.chain, first.secret, after(30_000), randomBytes)).toBeUndefined();
    expect(turn(fourth.chain, second.secret, after(30_000)).secret).toEqual(fourth.secret);
  });

  it('cannot be made of what is kept', () => {
    const first = begin();
    const { chain, secret } = turn(first.chain, first.secret, START);
    const kept = JSON.stringify({ ...chain, newest: chain.newest.toString('base64url') });

    for (const half of [first.secret, secret]) expect(kept).not.toContain(half.toString('base64url'));
    expect(turnChain(chain, chain.newest, START, randomBytes)).toBeUndefined();
  });

  it('is kept for a few turns only, whoever turns it how often', () => {
    let { chain, secret } = begin();
    for (let turns = 0; turns < 100; turns += 1) ({ chain, secret } = turn(chain, secret, START));

    expect(chain.replaced).toHaveLength(20);
  });
});
