import * as z from 'zod';
import { cityOf, isTimeZone, offsetMinutes, zoneRank } from './time-zone.ts';

/** Large cities that name no zone, each with the zone that it lives by. Lower case. */
const OTHER_CITIES: readonly (readonly [name: string, zone: string])[] = [
  ['санкт-петербург', 'Europe/Moscow'],
  ['петербург', 'Europe/Moscow'],
  ['питер', 'Europe/Moscow'],
  ['saint petersburg', 'Europe/Moscow'],
  ['казань', 'Europe/Moscow'],
  ['kazan', 'Europe/Moscow'],
  ['нижний новгород', 'Europe/Moscow'],
  ['ростов-на-дону', 'Europe/Moscow'],
  ['краснодар', 'Europe/Moscow'],
  ['сочи', 'Europe/Moscow'],
  ['воронеж', 'Europe/Moscow'],
  ['челябинск', 'Asia/Yekaterinburg'],
  ['пермь', 'Asia/Yekaterinburg'],
  ['уфа', 'Asia/Yekaterinburg'],
  ['тюмень', 'Asia/Yekaterinburg'],
  ['кемерово', 'Asia/Novokuznetsk'],
  ['хабаровск', 'Asia/Vladivostok'],
  ['астана', 'Asia/Almaty'],
  ['astana', 'Asia/Almaty'],
  ['мюнхен', 'Europe/Berlin'],
  ['munich', 'Europe/Berlin'],
  ['frankfurt', 'Europe/Berlin'],
  ['hamburg', 'Europe/Berlin'],
  ['barcelona', 'Europe/Madrid'],
  ['milan', 'Europe/Rome'],
  ['geneva', 'Europe/Zurich'],
  ['beijing', 'Asia/Shanghai'],
  ['пекин', 'Asia/Shanghai'],
  ['mumbai', 'Asia/Calcutta'],
  ['delhi', 'Asia/Calcutta'],
  ['abu dhabi', 'Asia/Dubai'],
  ['бали', 'Asia/Makassar'],
  ['bali', 'Asia/Makassar'],
  ['пхукет', 'Asia/Bangkok'],
  ['san francisco', 'America/Los_Angeles'],
  ['miami', 'America/New_York'],
  ['washington', 'America/New_York'],
  ['boston', 'America/New_York'],
];

const OFFSET = /^(?:(?:utc|gmt|мск|msk)\s*)?(?<sign>[+\-−–])\s*(?<hours>\d{1,2})(?:[:.](?<minutes>\d{2}))?$/u;
const DEFAULT_LIMIT = 10;
/** Moscow's, for `мск+2`. */
const MOSCOW_MINUTES = 180;

/**
 * Zones for what a person typed: a city (`Berlin`, `москва`), a country (`Казахстан`), an IANA name or its part, an offset (`+3`, `UTC-3:30`,
 * `мск+2`). Names of both languages are understood. The best first.
 *
 * @param now offsets are those of this moment: summer time counts
 */
export function findTimeZones(
  typed: string,
  { now, limit = DEFAULT_LIMIT }: { readonly now: Date; readonly limit?: number },
): string[] {
  const text = plain(typed);
  if (text === '') return [];
  const wanted = typedOffset(text);
  if (wanted !== undefined) {
    const fitting = allZones().filter((zone) => offsetMinutes(zone, now) === wanted);
    return knownFirst(fitting).slice(0, limit);
  }
  const exact = typed.trim();
  const found = new Set<string>(isTimeZone(exact) && exact.includes('/') ? [exact] : []);
  const add = (zones: readonly string[]) => zones.forEach((zone) => found.add(zone));
  add(byCity((city) => city === text));
  add(knownFirst(zonesOfCountry(text)));
  add(byCity((city) => city.startsWith(text)));
  add(allZones().filter((zone) => text.length >= 3 && plain(zone).includes(text)));
  if (text === 'utc' || text === 'gmt') add(['UTC']);
  return [...found].slice(0, limit);
}

/** As Intl lists them, which leaves UTC out. */
function allZones(): string[] {
  return [...Intl.supportedValuesOf('timeZone'), 'UTC'];
}

function byCity(fits: (city: string) => boolean): string[] {
  const other = OTHER_CITIES.filter(([name]) => fits(name)).map(([, zone]) => zone);
  const own = allZones().filter((zone) => fits(plain(cityOf(zone, 'en'))) || fits(plain(cityOf(zone, 'ru'))));
  return [...own, ...other];
}

function typedOffset(text: string): number | undefined {
  const groups = OFFSET.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { sign, hours, minutes = '0' } = groups;
  const offset = (sign === '+' ? 1 : -1) * (Number(hours) * 60 + Number(minutes));
  return offset + (/^(?:мск|msk)/u.test(text) ? MOSCOW_MINUTES : 0);
}

function knownFirst(zones: readonly string[]): string[] {
  return [...zones].sort((a, b) => zoneRank(a) - zoneRank(b));
}

/** Part of ECMA-402 since 2025, and of Node 24; not yet of TypeScript's types. */
const localeWithZones = z.object({ getTimeZones: z.instanceof(Function) });
const zoneList = z.array(z.string());

function zonesOfCountry(text: string): string[] {
  const code = countryCodes().get(text);
  if (code === undefined) return [];
  const locale = new Intl.Locale(`und-${code}`);
  if (!localeWithZones.safeParse(locale).success || !('getTimeZones' in locale)) return [];
  const { getTimeZones } = locale;
  if (typeof getTimeZones !== 'function') return [];
  return zoneList.safeParse(Reflect.apply(getTimeZones, locale, [])).data ?? [];
}

let codesByName: Map<string, string> | undefined;

/** Every country's name in both languages, made at the first search. */
function countryCodes(): Map<string, string> {
  if (codesByName !== undefined) return codesByName;
  codesByName = new Map([
    ['usa', 'US'],
    ['сша', 'US'],
    ['uk', 'GB'],
    ['англия', 'GB'],
    ['оаэ', 'AE'],
    ['uae', 'AE'],
    ['турция', 'TR'],
    ['turkey', 'TR'],
  ]);
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
  for (const language of ['en', 'ru']) {
    const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
      const name = names.of(code);
      if (name !== undefined) codesByName.set(plain(name), code);
    }
  }
  return codesByName;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('ё', 'е').replaceAll('_', ' ').replaceAll(/\s+/gu, ' ').trim();
}
