import { progressScreen } from '../../../bots/fleet/commands/command-progress.ts';
import { commandProgressEn, commandProgressRu } from '../../../bots/fleet/commands/command-progress-texts.ts';
import { catalogueFaults } from '../../../core/bot/i18n/catalogue-faults.ts';
import { encodeCall } from '../../../core/bot/routing/action-codec.ts';
import { splitHtml } from '../../../core/bot/views/split-html.ts';
import type { Failure, RunProgress } from '../../../core/fleet/commands/run-progress.ts';

const RUN = '7d1c0e2a-5f43-4e0b-9b57-2f6c1f0a9e31';

function progress(change: Partial<RunProgress> = {}): RunProgress {
  return {
    run: {
      id: RUN,
      command: 'STOP',
      target: 'group X',
      follow: undefined,
      requestedBy: 1,
      undoOf: undefined,
    },
    counts: { answered: 2_850, refused: 12, 'timed-out': 0, 'not-sent': 0, pending: 138 },
    isFinal: false,
    failures: [],
    only: undefined,
    ...change,
  };
}
const labels = (given: RunProgress): string[] =>
  (progressScreen(given, 'en').buttons ?? []).flat().map(({ label }) => label);

describe('the message of a command', () => {
  it('says how far it is, in both languages', () => {
    expect(progressScreen(progress(), 'en').text.value).toBe(
      '<b>STOP</b> → group X\n⏳ answered: 2,850 of 3,000, refused: 12, waiting: 138',
    );
    expect(progressScreen(progress(), 'ru').text.value.replaceAll('\u00a0', ' ')).toBe(
      '<b>STOP</b> → группа X\n⏳ ответов: 2 850 из 3 000, отказов: 12, ждём: 138',
    );
    expect(labels(progress())).toEqual([]);
  });

  it('names at its end who did not do it and why, and offers the rest, all answers and the way back', () => {
    const failures: Failure[] = [
      { name: 't<1>', state: 'refused', reply: 'ERR <bad>\nmore', reason: null },
      { name: 't2', state: 'not-sent', reply: null, reason: 'no-task' },
      { name: 't3', state: 'timed-out', reply: null, reason: 'made-up-later' },
    ];
    const counts = { answered: 95, refused: 2, 'timed-out': 2, 'not-sent': 1, pending: 0 };
    const end = progress({ counts, isFinal: true, failures });

    expect(progressScreen(end, 'en').text.value).toBe(
      [
        '<b>STOP</b> → group X',
        '⚠️ answered: 95 of 100, refused: 2, silent: 2, not sent: 1',
        '',
        'These did not confirm it:',
        '• t&lt;1&gt;: refused (ERR &lt;bad&gt;)',
        '• t2: not sent (nobody could speak to the terminal in time; try again in a moment)',
        '• t3: no answer (made-up-later)',
        '… and 2 more',
      ].join('\n'),
    );
    expect(labels(end)).toEqual(['All that failed (5)', 'All answers', 'Take back: START']);
    expect(labels({ ...end, run: { ...end.run, undoOf: RUN } })).not.toContain('Take back: START');
  });

  it('of a single terminal is its answer, as text and not as markup', () => {
    const counts = { answered: 1, refused: 0, 'timed-out': 0, 'not-sent': 0, pending: 0 };
    const run = { ...progress().run, command: 'lst', target: 'terminal a<b' };
    const end = progress({
      run,
      counts,
      isFinal: true,
      only: { terminalId: 7, name: 'a<b', reply: 'Open <Orders>: 0', reason: null },
    });

    expect(progressScreen(end, 'en').text.value).toBe(
      '<b>lst</b> → a&lt;b\n✅ answered: 1 of 1\n\n<pre>Open &lt;Orders&gt;: 0</pre>',
    );
    expect(labels(end)).toEqual(['‹ To the terminal']);
    expect(labels({ ...end, run: { ...run, command: 'GetStrategiesFull' } })).toEqual([
      '🧩 Strategies',
      '‹ To the terminal',
    ]);
  });

  it('fits into one message whatever terminals are called and say, and its buttons into theirs', () => {
    const wild = '<&😀>'.repeat(2_000);
    const failures = Array.from({ length: 20 }, (): Failure => ({
      name: wild.slice(0, 100),
      state: 'refused',
      reply: wild.slice(0, 120),
      reason: null,
    }));
    const counts = { answered: 1, refused: 3_000, 'timed-out': 0, 'not-sent': 0, pending: 0 };
    const command = `SetBL+ "${'s'.repeat(200)}" X`;
    const many = progress({ run: { ...progress().run, command }, counts, isFinal: true, failures });
    const only = progress({
      counts,
      isFinal: true,
      only: { terminalId: 7, name: wild, reply: wild, reason: 'truncated' },
    });

    for (const given of [many, only]) {
      const screen = progressScreen(given, 'ru');
      expect(splitHtml(screen.text.value)).toHaveLength(1);
      for (const button of (screen.buttons ?? []).flat())
        expect('call' in button ? encodeCall(button.call, undefined) : '').not.toBeUndefined();
    }
  });

  it('has texts whose placeholders and markup agree in both languages', () => {
    expect(catalogueFaults({ en: commandProgressEn, ru: commandProgressRu })).toEqual([]);
  });
});
