import type { RussianCatalogue } from '../../../../core/i18n/catalogue.ts';
import type { en } from './en.ts';

export const ru: RussianCatalogue<typeof en> = {
  title: 'Чаты',
  'local.hint':
    'Собственный Telegram этой машины: пишите ботам от чьего угодно имени. Ничего не уходит с этого компьютера.',
  'local.frame': 'Чаты с ботами этой машины',
  'local.open': 'Открыть в отдельной вкладке',
  'telegram.title': 'Боты живут в Telegram',
  'telegram.text': 'То же, что и здесь, рассказывает бот: терминалы, ордера, прибыль, команды и оповещения.',
  'telegram.open': 'Открыть @{{name}}',
  'telegram.none': 'Имя бота сейчас неизвестно. Администратор найдёт его у @BotFather.',
};
