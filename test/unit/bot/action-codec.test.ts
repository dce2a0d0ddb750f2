import fc from 'fast-check';
import {
  decodeButton,
  encodeCall,
  encodeToken,
  MAX_CALLBACK_BYTES,
} from '../../../core/bot/routing/action-codec.ts';

const id = fc.stringMatching(/^[a-z0-9]{1,4}$/);
const argument = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
);
const owner = fc.option(fc.integer({ min: 1, max: 2 ** 52 }), { nil: undefined });

describe('what a button carries', () => {
  it('is read back as it was given, or does not fit into 64 bytes', () => {
    fc.assert(
      fc.property(id, fc.array(argument, { maxLength: 4 }), owner, (action, args, ownerId) => {
        const data = encodeCall({ id: action, args }, ownerId);
        if (data === undefined) return;
        expect(Buffer.byteLength(data)).toBeLessThanOrEqual(MAX_CALLBACK_BYTES);
        expect(decodeButton(data)).toEqual({ kind: 'call', call: { id: action, args }, ownerId });
      }),
    );
  });

  it('has room for an action on a terminal and a fleet, with its owner', () => {
    const args = [9_007_199_254_740_991, 9_007_199_254_740_991, 'p', true];

    expect(encodeCall({ id: 'term', args }, 2 ** 52)).toBeDefined();
  });

  it('counts bytes and not characters', () => {
    const text = 'я'.repeat(32);

    expect(encodeCall({ id: 'a', args: [text] }, undefined)).toBeUndefined();
    expect(encodeCall({ id: 'a', args: [text.slice(2)] }, undefined)).toBeDefined();
  });

  it('is told from the token of a kept call', () => {
    expect(decodeButton(encodeToken('AAAAaaaa0000-_-_'))).toEqual({
      kind: 'token',
      token: 'AAAAaaaa0000-_-_',
    });
  });

  it.each([
    '',
    ':',
    '*',
    '*short',
    'TOOBIG',
    'abcde',
    'a@',
    'a@zzzzzzzzzzzzzzzz',
    'a:',
    'a::',
    'a:x1',
    'a:i',
    'a:i1.5',
    'a:izzzzzzzzzzz',
    'a:n',
    'a:nNaN',
    'a:nInfinity',
    'a:n ',
    'a:tt',
    '{"id":1}',
  ])('is refused when nobody here has made it: %j', (data) => {
    expect(decodeButton(data)).toBeUndefined();
  });

  it('never throws, whatever a client makes up', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 64 }), (data) => {
        expect(() => decodeButton(data)).not.toThrow();
      }),
    );
  });
});
