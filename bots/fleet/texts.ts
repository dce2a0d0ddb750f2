import type { KeysOf } from '../../core/i18n/catalogue.ts';
import { createTexts } from '../../core/bot/i18n/create-texts.ts';
import { fleetEn } from './texts-en.ts';
import { fleetRu } from './texts-ru.ts';

export type FleetKey = KeysOf<typeof fleetEn>;

export const fleetTexts = createTexts({ en: fleetEn, ru: fleetRu });
