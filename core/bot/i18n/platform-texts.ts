import type { KeysOf } from '../../i18n/catalogue.ts';
import { createTexts } from './create-texts.ts';
import { platformEn } from './platform-en.ts';
import { platformRu } from './platform-ru.ts';

export type PlatformKey = KeysOf<typeof platformEn>;

/** What every bot says in the same words. */
export const platformTexts = createTexts({ en: platformEn, ru: platformRu });
