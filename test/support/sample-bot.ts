import * as z from 'zod';
import { type Bot, makeBot } from '../../core/bot/make-bot.ts';
import { botKit } from '../../core/bot/define-bot.ts';
import { html, Html } from '../../core/bot/html.ts';
import type { KeysOf } from '../../core/i18n/catalogue.ts';
import { createTexts } from '../../core/bot/i18n/create-texts.ts';
import type { BotPart } from '../../core/bot/routing/mount-part.ts';
import type { Turn } from '../../core/bot/turn.ts';

const en = {
  'command.start': 'begin',
  'command.order': 'order something to drink',
  welcome: 'Welcome, {{name}}.',
  'button.count': 'Count',
  'button.long': 'A long one',
  'ask.drink': 'What do you drink?',
  'ask.cups': 'How many cups?',
  review: '{{drink}}, {{cups}} cups. Right?',
  ordered: 'Ordered: {{cups}} cups of {{drink}}.',
  counted: 'Counted to {{count}}.',
} as const;

const ru: Record<keyof typeof en, string> = {
  'command.start': 'начать',
  'command.order': 'заказать напиток',
  welcome: 'Здравствуйте, {{name}}.',
  'button.count': 'Посчитать',
  'button.long': 'Длинная',
  'ask.drink': 'Что будете пить?',
  'ask.cups': 'Сколько чашек?',
  review: '{{drink}}, чашек: {{cups}}. Верно?',
  ordered: 'Заказано: {{drink}}, чашек: {{cups}}.',
  counted: 'Досчитали до {{count}}.',
};

export type SampleKey = KeysOf<typeof en>;

/** What the bot did outside of the chat, by which a test sees what ran how often. */
export interface SampleServices {
  readonly done: string[];
  /** Runs in the handler of /do. */
  readonly act?: (turn: Turn<SampleServices, SampleKey>) => Promise<void> | void;
}

/** A small bot with one of everything, for the tests of the platform. */
export function sampleBot(services: SampleServices, builtins: readonly BotPart[] = []): Bot {
  const { command, action, flow, bot } = botKit<SampleServices, SampleKey>();
  const count = action('c', z.tuple([z.int()]), (turn, to) => {
    turn.services.done.push(`count ${to}`);
    turn.notice(`#${to}`);
    turn.show({
      text: turn.t('counted', { count: to }),
      buttons: [[{ label: turn.t.plain('button.count'), call: count.with(to + 1) }]],
    });
  });
  const long = action('l', z.tuple([z.string()]), (turn, text) => {
    turn.show({ text: Html.text(text) });
  });
  const order = flow({
    id: 'order',
    answers: z.object({ drink: z.string(), cups: z.number() }),
    steps: [
      { kind: 'text', name: 'drink', ask: 'ask.drink', max: 20 },
      { kind: 'number', name: 'cups', ask: 'ask.cups', min: 1, max: 5, isWhole: true },
    ],
    review: (turn, { drink, cups }) => turn.t('review', { drink, cups }),
    commit(turn, { drink, cups }) {
      turn.services.done.push(`order ${turn.updateId} ${cups} ${drink}`);
      turn.show({ text: turn.t('ordered', { drink, cups }) });
      return Promise.resolve();
    },
  });
  return makeBot(
    bot({
      id: 'fleet',
      texts: createTexts({ en, ru }),
      commands: [
        command({
          name: 'start',
          description: 'command.start',
          run(turn, payload) {
            turn.services.done.push(`start ${payload}`);
            turn.send({
              text: html`${turn.t('welcome', { name: turn.user.firstName })}`,
              buttons: [
                [{ label: turn.t.plain('button.count'), call: count.with(1) }],
                [{ label: turn.t.plain('button.long'), call: long.with('<long> '.repeat(12)) }],
              ],
            });
          },
        }),
        command({ name: 'order', description: 'command.order', run: (turn) => turn.start(order) }),
        command({
          name: 'do',
          async run(turn) {
            turn.services.done.push('do');
            await turn.services.act?.(turn);
          },
        }),
      ],
      onFile: async (turn, file) => {
        const content = await file.download(100);
        turn.send({ text: Html.text(`${file.name}: ${content.toString('utf8')}`) });
      },
      actions: [count, long],
      flows: [order],
    }),
    services,
    builtins,
  );
}
