import type { KeysOf, RussianCatalogue } from '../../../core/i18n/catalogue.ts';
import { createTexts } from '../../../core/bot/i18n/create-texts.ts';

/** What alerts say: a catalogue of its own, so that `watch-fleet` carries no more. */
export const alertEn = {
  silent_one: '🔴 {{count}} terminal fell silent ({{when}}):',
  silent_other: '🔴 {{count}} terminals fell silent (the last {{when}}):',
  back_one: '🟢 {{count}} terminal is back ({{when}}):',
  back_other: '🟢 {{count}} terminals are back ({{when}}):',
  errors_one: '❗ {{count}} error of the exchange {{terminals}} ({{when}}):',
  errors_other: '❗ {{count}} errors of the exchange {{terminals}} ({{when}}):',
  ofTerminals_one: 'at {{count}} terminal',
  ofTerminals_other: 'at {{count}} terminals',
  loss: '📉 Today’s result is <b>{{loss}}</b>, beyond your limit of {{limit}} ({{when}}). Nothing was stopped: that is up to you.',
  more_one: '… and {{count}} more',
  more_other: '… and {{count}} more',
  earlier_one: '<i>{{count}} earlier alert is not shown.</i>',
  earlier_other: '<i>{{count}} earlier alerts are not shown.</i>',
  test: 'This is a test, sent {{when}}. Alerts reach you.',
  'button.silent': '🔴 Silent ones',
  'button.terminals': '📋 Terminals',
  'button.profit': '💵 Profit today',
  'button.settings': '🔔 What I am told',
} as const;

export type AlertTextKey = KeysOf<typeof alertEn>;

export const alertRu: RussianCatalogue<typeof alertEn> = {
  silent_one: '🔴 Замолчал {{count}} терминал ({{when}}):',
  silent_few: '🔴 Замолчали {{count}} терминала (последний — {{when}}):',
  silent_many: '🔴 Замолчало {{count}} терминалов (последний — {{when}}):',
  silent_other: '🔴 Замолчали {{count}} терминала (последний — {{when}}):',
  back_one: '🟢 Снова на связи {{count}} терминал ({{when}}):',
  back_few: '🟢 Снова на связи {{count}} терминала ({{when}}):',
  back_many: '🟢 Снова на связи {{count}} терминалов ({{when}}):',
  back_other: '🟢 Снова на связи {{count}} терминала ({{when}}):',
  errors_one: '❗ {{count}} ошибка биржи {{terminals}} ({{when}}):',
  errors_few: '❗ {{count}} ошибки биржи {{terminals}} ({{when}}):',
  errors_many: '❗ {{count}} ошибок биржи {{terminals}} ({{when}}):',
  errors_other: '❗ {{count}} ошибки биржи {{terminals}} ({{when}}):',
  ofTerminals_one: 'на {{count}} терминале',
  ofTerminals_few: 'на {{count}} терминалах',
  ofTerminals_many: 'на {{count}} терминалах',
  ofTerminals_other: 'на {{count}} терминала',
  loss: '📉 Результат за сегодня — <b>{{loss}}</b>, это за пределом в {{limit}} ({{when}}). Ничего не остановлено: решать вам.',
  more_one: '… и ещё {{count}}',
  more_few: '… и ещё {{count}}',
  more_many: '… и ещё {{count}}',
  more_other: '… и ещё {{count}}',
  earlier_one: '<i>Ещё {{count}} более раннее оповещение не показано.</i>',
  earlier_few: '<i>Ещё {{count}} более ранних оповещения не показаны.</i>',
  earlier_many: '<i>Ещё {{count}} более ранних оповещений не показаны.</i>',
  earlier_other: '<i>Ещё {{count}} более ранних оповещения не показаны.</i>',
  test: 'Это проверка, отправлена {{when}}. Оповещения до вас доходят.',
  'button.silent': '🔴 Молчат',
  'button.terminals': '📋 Терминалы',
  'button.profit': '💵 Прибыль за сегодня',
  'button.settings': '🔔 О чём сообщать',
};

export const alertTexts = createTexts({ en: alertEn, ru: alertRu });
