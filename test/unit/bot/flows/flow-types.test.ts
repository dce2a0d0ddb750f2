import * as z from 'zod';
import { botKit } from '../../../../core/bot/define-bot.ts';
import type { AnyFlow } from '../../../../core/bot/flow.ts';
import { html } from '../../../../core/bot/html.ts';

type Key = 'ask.name' | 'ask.port';
interface Services {
  readonly save: (name: string, port: number) => Promise<void>;
}
const { flow } = botKit<Services, Key>();

const add = flow({
  id: 'add',
  answers: z.object({
    fleetId: z.string(),
    name: z.string(),
    port: z.number(),
    side: z.enum(['buy', 'sell']),
    tags: z.array(z.string()).optional(),
    ok: z.boolean(),
    rows: z.array(z.object({ a: z.number() })),
  }),
  steps: [
    {
      kind: 'text',
      name: 'name',
      ask: 'ask.name',
      max: 50,
      check: (_turn, value) => (value.includes('!') ? html`no` : undefined),
    },
    {
      kind: 'number',
      name: 'port',
      ask: 'ask.port',
      min: 1,
      max: 65535,
      isWhole: true,
      check: (_t, value, answers) => (value > 5 && answers.name === 'x' ? html`no` : undefined),
    },
    {
      kind: 'choice',
      name: 'side',
      ask: (turn, answers) => html`${turn.user.firstName} ${answers.name ?? ''}`,
      options: () => [{ value: 'buy', label: 'Buy' }],
    },
    {
      kind: 'multi',
      name: 'tags',
      ask: 'ask.name',
      options: (_t, answers) => [{ value: answers.name ?? '', label: 'x' }],
      min: 0,
      canSkip: true,
    },
    { kind: 'confirm', name: 'ok', ask: 'ask.name', when: (answers) => answers.port === 5 },
    {
      kind: 'file',
      name: 'rows',
      ask: 'ask.name',
      maxBytes: 100,
      read: (_t, file) => Promise.resolve({ value: [{ a: file.sizeBytes }] }),
    },
  ],
  review: (_turn, answers) => html`${answers.name} ${answers.port}`,
  commit: async (turn, answers, changed) => {
    await turn.services.save(answers.name, answers.port);
    if (changed.includes('port')) return { step: 'port', problem: html`x` };
    return;
  },
});
const one = flow({
  id: 'one',
  answers: z.object({ text: z.string() }),
  steps: [{ kind: 'text', name: 'text', ask: 'ask.name', max: 5 }],
  commit: (turn, { text }) => turn.services.save(text, 0),
});
const all: readonly AnyFlow<Services, Key>[] = [add, one];
const bad = flow({
  id: 'one',
  answers: z.object({ text: z.string() }),
  // @ts-expect-error a number step cannot answer a string
  steps: [{ kind: 'number', name: 'text', ask: 'ask.name', min: 1, max: 5 }],
  commit: () => Promise.resolve(),
});

describe('flows of different answers', () => {
  it('stand in one list of a bot without a cast, and a step that cannot give its answer does not compile', () => {
    expect([...all, bad].map(({ id }) => id)).toEqual(['add', 'one', 'one']);
  });
});
