import { builtinEn } from '../../../core/bot/builtin/builtin-en.ts';
import { builtinRu } from '../../../core/bot/builtin/builtin-ru.ts';
import { catalogueFaults } from '../../../core/bot/i18n/catalogue-faults.ts';

describe('the texts of settings and feedback', () => {
  it('say the same in both languages, in markup that Telegram takes', () => {
    expect(catalogueFaults({ en: builtinEn, ru: builtinRu })).toEqual([]);
  });
});
