import fc from 'fast-check';
import type { PacedKey } from '../../../core/guard/pacing.ts';
import { SlotMemory } from '../../../core/guard/slot-memory.ts';

describe('SlotMemory', () => {
  it('never lets more through in any window than is allowed, and no less when the window has room', () => {
    const asks = fc.array(
      fc.record({ afterMs: fc.integer({ min: 0, max: 400 }), chat: fc.integer({ min: 1, max: 3 }) }),
      { minLength: 1, maxLength: 300 },
    );
    fc.assert(
      fc.property(asks, (all) => {
        let nowMs = 0;
        const memory = new SlotMemory(() => nowMs);
        const sent: { atMs: number; keys: readonly string[] }[] = [];
        const slotsOf = (chat: number): PacedKey[] => [
          { key: 'bot', allowance: { points: 5, perSeconds: 1 } },
          { key: `chat:${chat}`, allowance: { points: 1, perSeconds: 1 } },
        ];
        for (const { afterMs, chat } of all) {
          nowMs += afterMs;
          const slots = slotsOf(chat);
          const recent = (key: string): number =>
            sent.filter(({ atMs, keys }) => keys.includes(key) && atMs > nowMs - 1_000).length;
          const hasRoom = slots.every(({ key, allowance }) => recent(key) < allowance.points);
          const waitMs = memory.take(slots);
          expect(waitMs === 0).toBe(hasRoom);
          expect(waitMs).toBeLessThanOrEqual(1_000);
          if (waitMs === 0) sent.push({ atMs: nowMs, keys: slots.map(({ key }) => key) });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('says when there is room again', () => {
    let nowMs = 0;
    const memory = new SlotMemory(() => nowMs);
    const slots: PacedKey[] = [{ key: 'group', allowance: { points: 2, perSeconds: 60 } }];
    expect(memory.take(slots)).toBe(0);
    nowMs = 10_000;
    expect(memory.take(slots)).toBe(0);
    nowMs = 15_000;
    expect(memory.take(slots)).toBe(45_000);
    nowMs = 60_000;
    expect(memory.take(slots)).toBe(0);
    expect(memory.take(slots)).toBe(10_000);
  });
});
