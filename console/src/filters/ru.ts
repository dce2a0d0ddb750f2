import type { RussianCatalogue } from '../../../core/i18n/catalogue.ts';
import type { en } from './en.ts';

export const ru: RussianCatalogue<typeof en> = {
  filters: 'Фильтры',
  filtersOn_one: 'Фильтры: {{count}}',
  filtersOn_few: 'Фильтры: {{count}}',
  filtersOn_many: 'Фильтры: {{count}}',
  filtersOn_other: 'Фильтры: {{count}}',
  clear: 'Сбросить фильтры',
  terminal: 'Терминал',
  terminalSearch: 'Терминал',
  terminalClear: 'Все терминалы вместо {{name}}',
  fleet: 'Парк',
  allFleets: 'Все парки',
  group: 'Группа',
  allGroups: 'Все группы',
  tag: 'Метка',
  allTags: 'Все метки',
  symbol: 'Монета',
  strategy: 'Стратегия',
  currency: 'Валюта',
  money: 'Деньги',
  'money.both': 'Реальные и эмулятор',
  'money.real': 'Реальные деньги',
  'money.emulator': 'Эмулятор',
  from: 'С',
  to: 'По',
};
