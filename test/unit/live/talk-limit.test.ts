import { TalkLimit } from '../../../core/live/talk-limit.ts';

describe('how much one connection may say', () => {
  it('is 100 words in 10 s, told once when it is more, and no matter to the others', () => {
    const limit = new TalkLimit();
    const words = Array.from({ length: 103 }, () => limit.count('hostile', 1_000));

    expect(new Set(words.slice(0, 100))).toEqual(new Set(['fine']));
    expect(words.slice(100)).toEqual(['too-much', 'still-too-much', 'still-too-much']);
    expect(limit.count('polite', 1_000)).toBe('fine');
    expect(limit.count('hostile', 11_000)).toBe('fine');
  });
});
