import { CommandEmptyError, CommandTooLongError, signRequest } from '../../../core/mooncmd/request.ts';

describe('signRequest', () => {
  it.each([
    ['lst', 'b4da573e0954f6b19362d9897617d9692678e924748b4d8be9feae504e2e318e lst'],
    ['SubscribeCharts', '03122528ba317222add8e3ed200943c484be6db150d32cfe21eff20f4dcbdd13 SubscribeCharts'],
    [
      'SetParam "Alpha" OrderSize 25',
      'd57535e446553a66c77d1c71e4c2c4780d2f557e28c79008c65e31d2c5e355ae SetParam "Alpha" OrderSize 25',
    ],
  ])('signs %s as the terminal expects it', (command, datagram) => {
    expect(signRequest(command, 'demoPass1').toString('utf8')).toBe(datagram);
  });

  it.each([null, ''])('sends the command alone without a password (%j)', (password) => {
    expect(signRequest('lst', password).toString('utf8')).toBe('lst');
  });

  it('refuses an empty command', () => {
    expect(() => signRequest('', 'demoPass1')).toThrow(CommandEmptyError);
  });

  it('refuses more than 60,000 characters', () => {
    expect(signRequest('x'.repeat(60_000), 'demoPass1')).toHaveLength(60_065);
    expect(() => signRequest('x'.repeat(60_001), null)).toThrow(CommandTooLongError);
  });

  it('refuses more bytes than a datagram holds, though the characters are few', () => {
    expect(() => signRequest('ж'.repeat(33_000), 'demoPass1')).toThrow(CommandTooLongError);
  });
});
