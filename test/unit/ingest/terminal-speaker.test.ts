import { pino } from 'pino';
import type { ClaimedResult } from '../../../core/fleet/commands/claim-results.ts';
import type { SettledResult } from '../../../core/fleet/commands/write-results.ts';
import { signRequest } from '../../../core/mooncmd/request.ts';
import { AWAITED_BYTES, AwaitedReplies } from '../../../ingest-fargate/awaited-replies.ts';
import { type SpeechTarget, TerminalSpeaker } from '../../../ingest-fargate/terminal-speaker.ts';
import type { OutboundDatagram, ToReceiver } from '../../../ingest-fargate/thread-messages.ts';

const SPEAK_UNTIL_MS = 123_456;
const target: SpeechTarget = { address: '10.0.0.1', port: 3001, password: 'secret' };

function startSpeaker() {
  let nowMs = 1_000;
  const owned = new Map([[1, 1]]);
  const targets = new Map([[1, target]]);
  const datagrams: (OutboundDatagram & { readonly notAfterMs: number })[] = [];
  const settled: SettledResult[] = [];
  const released: string[] = [];
  const awaited = new AwaitedReplies(new SharedArrayBuffer(AWAITED_BYTES));
  const speaker = new TerminalSpeaker({
    threads: {
      send: (message: Extract<ToReceiver, { type: 'send' }>) => {
        for (const one of message.datagrams) datagrams.push({ ...one, notAfterMs: message.notAfterMs });
      },
    },
    ownership: { owned: () => owned, speakUntilMs: SPEAK_UNTIL_MS },
    awaited,
    results: {
      settle: (result) => settled.push(result),
      release: (keys) => released.push(...keys.map(({ runId, terminalId }) => `${runId}:${terminalId}`)),
    },
    targetOf: (terminalId) => targets.get(terminalId),
    log: pino({ level: 'silent' }),
    nowMs: () => nowMs,
  });
  speaker.start();
  const pass = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 10) {
      nowMs += 10;
      jest.advanceTimersByTime(10);
    }
  };
  return { speaker, owned, targets, datagrams, settled, released, awaited, pass, now: () => nowMs };
}

const claimed = (runId: string, command: string, terminalId = 1): ClaimedResult => ({
  createdAt: '2025-12-04 10:00:00+00',
  runId,
  terminalId,
  command,
  text: command,
  leftMs: 5_000,
});
const reply = { content: 'text', text: 'OK', number: 1, isCut: false, isRefusal: false } as const;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('the mouth of the task', () => {
  it('signs what it says, only while the lease holds, and settles by the reply', () => {
    const { speaker, datagrams, settled, awaited, now } = startSpeaker();
    speaker.take('claim', [claimed('a', 'STOP')]);

    expect(datagrams).toMatchObject([{ address: '10.0.0.1', port: 3001, notAfterMs: SPEAK_UNTIL_MS }]);
    expect(Buffer.from(datagrams[0]?.bytes ?? []).equals(signRequest('STOP', 'secret'))).toBe(true);
    expect(awaited.has(1)).toBe(true);
    speaker.confirm([datagrams[0]?.token ?? 0], 'sent');
    speaker.hear(1, reply, now());

    expect(awaited.has(1)).toBe(false);
    expect(settled).toMatchObject([
      { runId: 'a', terminalId: 1, claim: 'claim', state: 'answered', reply: 'OK', datagrams: 1 },
    ]);
    expect(speaker.stats).toMatchObject({ sent: { user: 1, background: 0 }, waiting: 0, inFlight: 0 });
  });

  it('gives back what it has not sent when the lease of the shard is lost, and waits for what it has', () => {
    const { speaker, owned, datagrams, released, settled, pass } = startSpeaker();
    speaker.take('claim', [claimed('a', 'STOP'), claimed('b', 'START')]);
    owned.delete(1);
    pass(6_000);

    expect(datagrams).toHaveLength(1);
    expect(released).toEqual(['b:1']);
    expect(settled).toMatchObject([{ runId: 'a', state: 'timed-out' }]);
  });

  it('sends nothing that was claimed while it left', async () => {
    const { speaker, released, datagrams } = startSpeaker();
    const finished = speaker.finish(1_000);
    speaker.take('claim', [claimed('a', 'STOP')]);
    await finished;

    expect(released).toEqual(['a:1']);
    expect(datagrams).toEqual([]);
  });

  it('waits with a command for a terminal that the registry does not know yet', () => {
    const { speaker, owned, targets, datagrams, pass } = startSpeaker();
    owned.set(2, 1);
    speaker.take('claim', [claimed('a', 'lst', 2)]);
    pass(1_000);
    expect(datagrams).toEqual([]);
    targets.set(2, { ...target, port: 3002 });
    pass(20);

    expect(datagrams).toMatchObject([{ port: 3002 }]);
  });

  it('says that a command did not fit into a datagram', () => {
    const { speaker, settled } = startSpeaker();
    speaker.take('claim', [claimed('a', 'ж'.repeat(40_000))]);

    expect(settled).toMatchObject([{ state: 'not-sent', reason: 'send-failed', sentAt: null }]);
  });
});
