import { readErrorLine } from '../../../core/mooncmd/error-line.ts';

const receivedAtMs = Date.UTC(2025, 11, 4, 10, 3);
const occurredAtMs = Date.UTC(2025, 11, 4, 10, 2, 11, 427);

describe('readErrorLine', () => {
  it.each([
    ['04.12 10:02:11.427: XRP [400] Margin is insufficient', 'XRP', 400],
    ['04.12 10:02:11.427: 1000PEPE [-2019] Margin is insufficient', '1000PEPE', -2019],
    ['04.12 10:02:11.427: BTC_USDT [7] x', 'BTC_USDT', 7],
    ['04.12 10:02:11.427: 币安人生 [-1121] Invalid symbol', '币安人生', -1121],
    ['04.12 10:02:11.427: [429] Too many requests', null, 429],
    ['04.12 10:02:11.427: Order was refused [400] text', null, 400],
    ['04.12 10:02:11.427: connection lost', null, null],
  ])('reads %j', (text, symbol, code) => {
    expect(readErrorLine(text, receivedAtMs)).toEqual({ text, occurredAtMs, symbol, code });
  });

  it('keeps the text of a line that matches nothing', () => {
    expect(readErrorLine('boom', receivedAtMs)).toEqual({
      text: 'boom',
      occurredAtMs: null,
      symbol: null,
      code: null,
    });
  });

  it('cuts a line at 2,000 characters, not inside a character', () => {
    const { text } = readErrorLine(`${'x'.repeat(1_999)}😀`, receivedAtMs);

    expect(text).toBe('x'.repeat(1_999));
  });
});
