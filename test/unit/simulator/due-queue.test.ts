import { DueQueue } from '../../../local/simulator/due-queue.ts';
import { createRandom } from '../../../local/simulator/random.ts';

describe('a queue of what is due', () => {
  it('gives values by time, not by order of arrival', () => {
    const random = createRandom(1);
    const queue = new DueQueue<number>();
    const times = Array.from({ length: 1_000 }, () => random.whole(0, 500));

    for (const time of times) queue.add(time, time);
    const taken: (number | undefined)[] = times.map(() => queue.take(1_000));

    expect(taken).toEqual([...times].sort((one, other) => one - other));
    expect(queue.size).toBe(0);
    expect(queue.take(1_000)).toBeUndefined();
  });

  it('keeps what is not due yet', () => {
    const queue = new DueQueue<string>();
    queue.add(20, 'later');
    queue.add(10, 'now');

    expect(queue.take(10)).toBe('now');
    expect(queue.take(19)).toBeUndefined();
    expect(queue.take(20)).toBe('later');
  });
});
