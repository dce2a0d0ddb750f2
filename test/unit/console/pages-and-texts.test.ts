import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { catalogueFaults } from '../../../core/bot/i18n/catalogue-faults.ts';

const SOURCES = join(__dirname, '../../../console/src');
const FOLDERS = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => basename(file) === 'en.ts')
  .map((file) => dirname(file));

const catalogue = z.record(z.string(), z.string());

async function readTexts(folder: string, language: 'en' | 'ru'): Promise<Record<string, string>> {
  const found: unknown = await import(join(SOURCES, folder, `${language}.ts`));
  return catalogue.parse(z.record(z.string(), z.unknown()).parse(found)[language]);
}

describe('texts of the console', () => {
  it.each(FOLDERS)(
    'of %s have the same placeholders in both languages, and none is empty',
    async (folder) => {
      const [en, ru] = await Promise.all([readTexts(folder, 'en'), readTexts(folder, 'ru')]);
      // Plain text: what would be markup for Telegram is a letter here.
      const plain = (texts: Record<string, string>) =>
        Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text.replace(/[<>&]/g, '')]));

      expect(catalogueFaults({ en: plain(en), ru: plain(ru) })).toEqual([]);
    },
  );
});
