import * as z from 'zod';
import { botKit } from '../../../../core/bot/define-bot.ts';
import { createFlows } from '../../../../core/bot/flows/create-flows.ts';
import { html } from '../../../../core/bot/html.ts';
import { createTexts } from '../../../../core/bot/i18n/create-texts.ts';
import { platformTexts } from '../../../../core/bot/i18n/platform-texts.ts';
import { FakeChat } from './fake-turn.ts';

/** What the flows of the tests did. */
export interface Journal {
  readonly done: {
    readonly updateId: number;
    readonly answers: unknown;
    readonly changed?: readonly string[];
  }[];
  /** Names that `commit` finds taken. */
  readonly taken: Set<string>;
}

const en = {
  name: 'What is its name?',
  port: 'Which port?',
  secret: 'Password?',
  side: 'Which side?',
  pair: 'Which pair?',
  tags: 'Which tags?',
  day: 'From which day?',
  at: 'At what time?',
  phone: 'Your number?',
  rows: 'Send the file.',
  sure: 'Are you sure?',
  heading: '<b>Settings</b>',
  labelName: 'Name',
} as const;
const texts = createTexts({ en, ru: { ...en, name: 'Как назвать?', sure: 'Вы уверены?' } });
const { flow } = botKit<Journal, keyof typeof en>();

const option = (value: string) => ({ value, label: value.toUpperCase() });

export const registration = flow({
  id: 'reg',
  answers: z.object({
    fleetId: z.string().optional(),
    name: z.string().max(20),
    port: z.number(),
    secret: z.string().optional(),
  }),
  steps: [
    {
      kind: 'text',
      name: 'name',
      ask: 'name',
      label: 'labelName',
      min: 2,
      max: 10,
      check: (_turn, value) => (value === 'root' ? html`Not <i>root</i>.` : undefined),
    },
    { kind: 'number', name: 'port', ask: 'port', min: 1, max: 65_535, isWhole: true },
    { kind: 'text', name: 'secret', ask: 'secret', max: 64, isSecret: true, canSkip: true },
  ],
  review: (_turn, answers) => html`${answers.name}:${answers.port} ${answers.secret ?? 'open'}`,
  commit: (turn, answers) => {
    if (turn.services.taken.has(answers.name)) {
      return Promise.resolve({ step: 'name', problem: html`Taken.` });
    }
    turn.services.done.push({ updateId: turn.updateId, answers });
    turn.show({ text: html`Registered.` });
    return Promise.resolve(undefined);
  },
});

export const everyKind = flow({
  id: 'all',
  answers: z.object({
    side: z.enum(['buy', 'sell']),
    pair: z.string(),
    tags: z.array(z.string()),
    day: z.string(),
    at: z.string(),
    phone: z.string(),
    rows: z.array(z.number()),
    sure: z.boolean(),
  }),
  steps: [
    { kind: 'choice', name: 'side', ask: 'side', options: () => ['buy', 'sell'].map(option) },
    {
      kind: 'choice',
      name: 'pair',
      ask: 'pair',
      // What can be bought is other than what can be sold.
      options: (_turn, { side }) =>
        Array.from({ length: 45 }, (_, index) => option(`${side ?? 'no'}${index}`)),
    },
    {
      kind: 'multi',
      name: 'tags',
      ask: 'tags',
      options: () => ['eu', 'us', 'asia'].map(option),
      max: 3,
      when: ({ side }) => side === 'buy',
    },
    { kind: 'date', name: 'day', ask: 'day' },
    { kind: 'time', name: 'at', ask: 'at' },
    { kind: 'contact', name: 'phone', ask: 'phone' },
    {
      kind: 'file',
      name: 'rows',
      ask: 'rows',
      maxBytes: 1024,
      read: async (_turn, file) => ({ value: [...(await file.download(1024))] }),
    },
    { kind: 'confirm', name: 'sure', ask: 'sure' },
  ],
  commit: (turn, answers) => {
    turn.services.done.push({ updateId: turn.updateId, answers });
    return Promise.resolve(undefined);
  },
});

/** Answers that hang on each other, and a review. */
export const reviewed = flow({
  id: 'rev',
  answers: z.object({
    side: z.enum(['buy', 'sell']),
    pair: z.string(),
    tags: z.array(z.string()).optional(),
  }),
  steps: [
    { kind: 'choice', name: 'side', ask: 'side', options: () => ['buy', 'sell'].map(option) },
    {
      kind: 'choice',
      name: 'pair',
      ask: 'pair',
      options: (_turn, { side }) => [option(`${side ?? 'no'}1`), option('both')],
    },
    {
      kind: 'multi',
      name: 'tags',
      ask: 'tags',
      options: () => ['eu', 'us'].map(option),
      when: ({ side }) => side === 'sell',
    },
  ],
  review: (_turn, { side, pair }) => html`Review: ${side} ${pair}`,
  commit: (turn, answers) => {
    turn.services.done.push({ updateId: turn.updateId, answers });
    return Promise.resolve(undefined);
  },
});

export const settings = flow({
  id: 'edit',
  answers: z.object({ id: z.string(), name: z.string(), port: z.number(), secret: z.string().optional() }),
  edits: 'heading',
  steps: [
    { kind: 'text', name: 'name', ask: 'name', label: 'labelName', max: 10 },
    { kind: 'number', name: 'port', ask: 'port', min: 1, max: 100 },
    { kind: 'text', name: 'secret', ask: 'secret', max: 64, isSecret: true, canSkip: true },
  ],
  commit: (turn, answers, changed) => {
    if (turn.services.taken.has(answers.name)) {
      return Promise.resolve({ step: 'name', problem: html`Taken.` });
    }
    turn.services.done.push({ updateId: turn.updateId, answers, changed });
    turn.show({ text: html`Saved.` });
    return Promise.resolve(undefined);
  },
});

export const sampleFlows = createFlows([registration, everyKind, reviewed, settings], platformTexts);

export function openChat() {
  const journal: Journal = { done: [], taken: new Set() };
  return { chat: new FakeChat(sampleFlows, journal, texts), journal };
}
