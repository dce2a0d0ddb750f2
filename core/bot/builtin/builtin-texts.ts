import type { KeysOf } from '../../i18n/catalogue.ts';
import { createTexts } from '../i18n/create-texts.ts';
import { builtinEn } from './builtin-en.ts';
import { builtinRu } from './builtin-ru.ts';

export type BuiltinKey = KeysOf<typeof builtinEn>;

export const builtinTexts = createTexts({ en: builtinEn, ru: builtinRu });
