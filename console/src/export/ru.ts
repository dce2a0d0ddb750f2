import type { RussianCatalogue } from '../../../core/i18n/catalogue.ts';
import type { en } from './en.ts';

export const ru: RussianCatalogue<typeof en> = {
  starting: 'Читаю первые строки…',
  reading_one: 'Прочитана {{count}} строка…',
  reading_few: 'Прочитано {{count}} строки…',
  reading_many: 'Прочитано {{count}} строк…',
  reading_other: 'Прочитано {{count}} строки…',
  done_one: 'В файле {{count}} строка, он в загрузках',
  done_few: 'В файле {{count}} строки, он в загрузках',
  done_many: 'В файле {{count}} строк, он в загрузках',
  done_other: 'В файле {{count}} строки, он в загрузках',
  stop: 'Остановить',
};
