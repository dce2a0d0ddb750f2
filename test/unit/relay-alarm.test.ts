import { StillRunningError } from '../../core/aws/run-once.ts';
import type { ChatDelivery } from '../../core/bot/alarm-message/deliver-to-chat.ts';
import {
  AlarmUndeliveredError,
  relayAlarms,
  type RelayPorts,
} from '../../core/bot/alarm-message/relay-alarms.ts';
import type { AlarmNotice } from '../../core/bot/alarm-message/sns-alarm.ts';
import type { CallOutcome } from '../../core/bot/sending/call-outcome.ts';

const notice: AlarmNotice = {
  name: 'telefleet-small-ingest-down',
  region: 'eu-west-1',
  state: 'alarm',
  reason: 'Threshold Crossed',
  changedAt: '2026-11-21T12:00:00.000+0000',
};

/** Telegram and the table as the test scripts them; the clock runs by sleeping only. */
class World implements RelayPorts {
  readonly asked: string[] = [];
  readonly reports: ChatDelivery[] = [];
  readonly done = new Set<string>();
  readonly answers = new Map<string, CallOutcome[]>();
  leftMs = 60_000;
  table: 'up' | 'away' | 'away-afterwards' | 'held' = 'up';

  answer(chat: string, ...answers: CallOutcome[]): this {
    this.answers.set(chat, answers);
    return this;
  }

  send(chat: string): Promise<CallOutcome> {
    this.asked.push(chat);
    return Promise.resolve(this.answers.get(chat)?.shift() ?? { kind: 'done', result: {} });
  }

  sleep(ms: number): Promise<void> {
    this.leftMs -= ms;
    return Promise.resolve();
  }

  remainingMs(): number {
    return this.leftMs;
  }

  async runOnce(key: object, work: () => Promise<void>): Promise<'done' | 'done-before'> {
    const id = JSON.stringify(key);
    if (this.table === 'away') throw new Error('DynamoDB is away');
    if (this.table === 'held') throw new StillRunningError('another execution is at it');
    if (this.done.has(id)) return 'done-before';
    await work().catch((error: unknown) => {
      // Powertools forgets a failed try, and tells of its own failure to do so instead of what failed.
      if (this.table === 'away-afterwards') throw new Error('DynamoDB is away');
      throw error;
    });
    if (this.table === 'away-afterwards') throw new Error('DynamoDB is away');
    this.done.add(id);
    return 'done';
  }

  report(delivery: ChatDelivery): void {
    this.reports.push(delivery);
  }

  relay(...chats: string[]): Promise<void> {
    return relayAlarms(this, { stage: 'small', chats, notices: [notice] });
  }
}

describe('relaying an alarm', () => {
  it('tells every chat once, however often SNS repeats the notice', async () => {
    const world = new World();

    await world.relay('1', '2');
    await world.relay('1', '2');

    expect(world.asked).toEqual(['1', '2']);
  });

  it('tells again when the same alarm changes at another time', async () => {
    const world = new World();

    await world.relay('1');
    const cleared: AlarmNotice = { ...notice, state: 'ok', changedAt: '2026-11-21T12:05:00.000+0000' };
    await relayAlarms(world, { stage: 'small', chats: ['1'], notices: [cleared] });

    expect(world.asked).toEqual(['1', '1']);
  });

  it('tells the others when one chat is gone, counts that one and does not come back to it', async () => {
    const world = new World().answer('1', { kind: 'unreachable', why: '403 kicked' });

    await world.relay('1', '2');
    await world.relay('1', '2');

    expect(world.asked).toEqual(['1', '2']);
    expect(world.reports.map(({ outcome }) => outcome)).toEqual(['gone', 'sent']);
  });

  it('waits as long as Telegram asks when the time allows', async () => {
    const world = new World().answer('1', { kind: 'wait', waitMs: 7_000 });

    await world.relay('1');

    expect(world.leftMs).toBe(53_000);
    expect(world.reports).toEqual([{ chat: '1', outcome: 'sent', why: '' }]);
  });

  it('does not begin a wait that would outlast the execution, and asks to be tried again', async () => {
    const world = new World().answer('1', { kind: 'wait', waitMs: 55_000 });

    await expect(world.relay('1')).rejects.toThrow(AlarmUndeliveredError);

    expect(world.leftMs).toBe(60_000);
  });

  it('follows a group to its new id and says so', async () => {
    const world = new World().answer('-5', { kind: 'moved', chatId: -1005 });

    await world.relay('-5');

    expect(world.asked).toEqual(['-5', '-1005']);
    expect(world.reports[0]?.why).toContain('-1005');
  });

  it('tries again only the chats that were not told', async () => {
    const world = new World().answer('1', { kind: 'failed', why: '502' });

    await expect(world.relay('1', '2')).rejects.toThrow(AlarmUndeliveredError);
    await world.relay('1', '2');

    expect(world.asked).toEqual(['1', '2', '1']);
  });

  it('tells even when the table that remembers is away: the alarm may be about just that', async () => {
    const world = new World();
    world.table = 'away';

    await world.relay('1');

    expect(world.asked).toEqual(['1']);
  });

  it('does not tell twice when only the remembering fails', async () => {
    const world = new World();
    world.table = 'away-afterwards';

    await world.relay('1');

    expect(world.asked).toEqual(['1']);
  });

  it('does not take an alarm for told when neither Telegram nor the table answers', async () => {
    const world = new World().answer('1', { kind: 'failed', why: '500' });
    world.table = 'away-afterwards';

    await expect(world.relay('1')).rejects.toThrow(AlarmUndeliveredError);
  });

  it('leaves a message to the execution that is at it, and looks again later', async () => {
    const world = new World();
    world.table = 'held';

    await expect(world.relay('1')).rejects.toThrow(AlarmUndeliveredError);

    expect(world.asked).toEqual([]);
  });

  it('ends when Telegram only ever says to wait', async () => {
    const world = new World().answer(
      '1',
      ...Array.from({ length: 9 }, () => ({ kind: 'wait', waitMs: 1 }) as const),
    );

    await expect(world.relay('1')).rejects.toThrow(AlarmUndeliveredError);

    expect(world.asked.length).toBeLessThan(9);
  });
});
