import { type OrderEvent, OrderLife } from '../../../local/simulator/order-life.ts';
import { createRandom } from '../../../local/simulator/random.ts';

function live(orderId: number): OrderEvent[] {
  const life = new OrderLife(orderId, 1_764_800_000_000, createRandom(orderId));
  const events: OrderEvent[] = [];
  for (let commandNumber = 1; !life.isOver; commandNumber += 1) {
    const event = life.advance(life.dueMs, commandNumber);
    if (event !== undefined) events.push(event);
  }
  return events;
}

const lives = Array.from({ length: 2_000 }, (_, index) => live(index + 1));

describe('the life of an order', () => {
  it('is insert, one or two updates and close, or is cancelled or deleted', () => {
    const stories = new Map<string, number>();
    for (const events of lives) {
      const story = events.map((event) => event.step).join(' ');
      stories.set(story, (stories.get(story) ?? 0) + 1);
    }

    expect([...stories.keys()].sort()).toEqual([
      'insert cancel',
      'insert delete',
      'insert update close',
      'insert update update close',
    ]);
    expect(stories.get('insert cancel')).toBeGreaterThan(60);
    expect(stories.get('insert delete')).toBeGreaterThan(15);
  });

  it('makes 3.4 events on the average, which the two-to-one mix is computed with', () => {
    const events = lives.reduce((sum, life) => sum + life.length, 0);

    expect(events / lives.length).toBeCloseTo(3.38, 1);
  });

  it('closes with a profit that its gain contains', () => {
    const closes = lives.flat().filter((event) => event.step === 'close');

    for (const { columns, profit, details } of closes) {
      expect(columns.ProfitBTC).toBe(profit);
      expect(columns.GainedBTC).toBeCloseTo(details.spent + profit, 8);
    }
    expect(closes.some(({ profit }) => profit < 0)).toBe(true);
  });

  it('has some comments that a naive reader of SQL trips over', () => {
    const comments = new Set(lives.map(([insert]) => insert?.details.comment.replace(/ \(strategy.*/, '')));

    expect(comments).toContain("it's cheap");
    expect(comments).toContain('buy where price < 2 and volume > 1k');
    expect(comments).toContain('C:\\MoonBot\\logs\\');
  });

  it('is not closed before it has begun, nor twice', () => {
    const life = new OrderLife(1, 0, createRandom(1));

    expect(life.closeNow(0, 1, 'Manual Sell')).toBeUndefined();
    life.advance(0, 1);
    expect(life.closeNow(10, 2, 'Manual Sell')?.step).toBe('close');
    expect(life.closeNow(20, 3, 'Manual Sell')).toBeUndefined();
    expect(life.advance(99_999, 4)).toBeUndefined();
    expect(life.dueMs).toBe(Infinity);
  });
});
