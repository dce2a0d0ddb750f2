import { showProgress } from '../../functions/send-command/show-progress.ts';
import type { CallOutcome } from '../../core/bot/sending/call-outcome.ts';
import type { RunProgress } from '../../core/fleet/commands/run-progress.ts';
import { recordingQueue } from '../support/recording-queue.ts';
import { useTestDatabase } from '../support/test-database.ts';

const test = useTestDatabase('show_progress');
beforeEach(() => test.database.query('delete from outbox'));

const RUN = '7d1c0e2a-5f43-4e0b-9b57-2f6c1f0a9e31';
const done: CallOutcome = { kind: 'done', result: { message_id: 55 } };

function progress(isFinal: boolean, messageId: number | undefined): RunProgress {
  return {
    run: {
      id: RUN,
      command: 'STOP',
      target: 'all',
      follow: { bot: 'fleet', chatId: 7, messageId, language: 'en' },
      requestedBy: 1,
      undoOf: undefined,
    },
    counts: { answered: 3, refused: 0, 'timed-out': 0, 'not-sent': 0, pending: isFinal ? 0 : 1 },
    isFinal,
    failures: [],
    only: undefined,
  };
}

/** A Telegram that gives these answers one after the other. */
function messenger(...answers: CallOutcome[]) {
  const calls: { method: string; payload: object }[] = [];
  const waits: number[] = [];
  const queue = recordingQueue();
  return {
    calls,
    waits,
    announced: queue.messages,
    database: test.database,
    queue,
    clientOf: () =>
      Promise.resolve({
        call: (method: string, payload: object) => {
          calls.push({ method, payload });
          return Promise.resolve(answers.shift() ?? done);
        },
      }),
    sleep: (ms: number) => {
      waits.push(ms);
      return Promise.resolve();
    },
  };
}
const outbox = async (): Promise<{ method: string; message_id: string | null }[]> =>
  (
    await test.database.query<{ method: string; message_id: string | null }>(
      `select method, payload->>'message_id' as message_id from outbox order by id`,
    )
  ).rows;

describe('showing the progress of a command', () => {
  it('makes a message and tells its id, or edits the one that is there', async () => {
    const made = messenger();
    expect(await showProgress(made, progress(false, undefined))).toBe(55);
    expect(made.calls).toMatchObject([
      { method: 'sendMessage', payload: { chat_id: 7, parse_mode: 'HTML' } },
    ]);

    const edited = messenger();
    await showProgress(edited, progress(true, 55));
    expect(edited.calls).toMatchObject([
      {
        method: 'editMessageText',
        payload: { chat_id: 7, message_id: 55, reply_markup: { inline_keyboard: expect.any(Array) } },
      },
    ]);
    expect(await outbox()).toEqual([]);
  });

  it('leaves a counter out that Telegram does not take', async () => {
    for (const answer of [
      { kind: 'wait', waitMs: 30_000 },
      { kind: 'failed', why: 'TimeoutError' },
      { kind: 'refused', code: 400, why: 'message to edit not found' },
    ] as const) {
      const left = messenger(answer);
      expect(await showProgress(left, progress(false, 55))).toBeUndefined();
      expect(left.calls).toHaveLength(1);
    }
    expect(await outbox()).toEqual([]);
  });

  it('says the end by the outbox when Telegram is away or asks for patience, and once', async () => {
    await showProgress(messenger({ kind: 'wait', waitMs: 30_000 }), progress(true, 55));
    const again = messenger({ kind: 'failed', why: 'TimeoutError' });
    await showProgress(again, progress(true, 55));

    expect(await outbox()).toEqual([{ method: 'editMessageText', message_id: '55' }]);
    expect(again.announced).toEqual([]);
  });

  it('waits a moment itself, follows a group that moved, and makes a new message in place of one that is gone', async () => {
    const waiting = messenger({ kind: 'wait', waitMs: 1_000 });
    await showProgress(waiting, progress(true, 55));
    expect([waiting.waits, waiting.calls.length]).toEqual([[1_000], 2]);

    const moved = messenger({ kind: 'moved', chatId: -1007 });
    await showProgress(moved, progress(true, 55));
    expect(moved.calls).toMatchObject([{ payload: { chat_id: 7 } }, { payload: { chat_id: -1007 } }]);

    await showProgress(
      messenger({ kind: 'refused', code: 400, why: 'message to edit not found' }),
      progress(true, 55),
    );
    expect(await outbox()).toEqual([{ method: 'sendMessage', message_id: null }]);
  });

  it('says nothing to who blocked the bot, and where nobody follows', async () => {
    await showProgress(messenger({ kind: 'unreachable', why: '403 blocked' }), progress(true, 55));
    const unfollowed = messenger();
    const { run, ...rest } = progress(true, undefined);
    await showProgress(unfollowed, { ...rest, run: { ...run, follow: undefined } });

    expect([unfollowed.calls, await outbox()]).toEqual([[], []]);
  });
});
