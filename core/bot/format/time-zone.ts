import type { Language } from '../../i18n/language.ts';

/** @param name IANA name, such as `Europe/Berlin`; also an older one that the runtime still knows */
export function isTimeZone(name: string): boolean {
  // Offsets such as `+03:00` are taken by Intl but are no zone: they know no summer time.
  if (!/^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/u.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Of that zone at that moment: summer time counts. */
export function offsetMinutes(timeZone: string, moment: Date): number {
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(moment)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const {
    sign,
    hours = '0',
    minutes = '0',
  } = /^GMT(?<sign>[+-])(?<hours>\d{2}):(?<minutes>\d{2})/u.exec(name ?? '')?.groups ?? {};
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** `UTC+3`, `UTC−3:30`, `UTC`. */
export function offsetLabel(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const whole = Math.abs(minutes);
  const rest = whole % 60;
  const hours = `${Math.floor(whole / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
  return `UTC${minutes < 0 ? '−' : '+'}${hours}`;
}

/** `Berlin (UTC+2)`, `Москва (UTC+3)`: for buttons. */
export function timeZoneLabel(timeZone: string, language: Language, moment: Date): string {
  return `${cityOf(timeZone, language)} (${offsetLabel(offsetMinutes(timeZone, moment))})`;
}

export function cityOf(timeZone: string, language: Language): string {
  const russian = language === 'ru' ? RUSSIAN_NAMES.get(timeZone) : undefined;
  const city = timeZone.split('/').at(-1) ?? timeZone;
  return russian ?? city.replaceAll('_', ' ');
}

/** Smaller is better known to the people here; a zone that nobody asks for is last. */
export function zoneRank(timeZone: string): number {
  const rank = ZONES_BY_RANK.indexOf(timeZone);
  return rank < 0 ? ZONES_BY_RANK.length : rank;
}

/** The zone's own city in Russian; the better known first. */
const RUSSIAN_NAMES: ReadonlyMap<string, string> = new Map([
  ['Europe/Moscow', 'Москва'],
  ['Europe/Kaliningrad', 'Калининград'],
  ['Europe/Samara', 'Самара'],
  ['Europe/Saratov', 'Саратов'],
  ['Europe/Volgograd', 'Волгоград'],
  ['Europe/Astrakhan', 'Астрахань'],
  ['Europe/Ulyanovsk', 'Ульяновск'],
  ['Europe/Kirov', 'Киров'],
  ['Asia/Yekaterinburg', 'Екатеринбург'],
  ['Asia/Omsk', 'Омск'],
  ['Asia/Novosibirsk', 'Новосибирск'],
  ['Asia/Barnaul', 'Барнаул'],
  ['Asia/Tomsk', 'Томск'],
  ['Asia/Novokuznetsk', 'Новокузнецк'],
  ['Asia/Krasnoyarsk', 'Красноярск'],
  ['Asia/Irkutsk', 'Иркутск'],
  ['Asia/Chita', 'Чита'],
  ['Asia/Yakutsk', 'Якутск'],
  ['Asia/Vladivostok', 'Владивосток'],
  ['Asia/Sakhalin', 'Южно-Сахалинск'],
  ['Asia/Magadan', 'Магадан'],
  ['Asia/Kamchatka', 'Петропавловск-Камчатский'],
  ['Asia/Anadyr', 'Анадырь'],
  ['Europe/Simferopol', 'Симферополь'],
  ['Europe/Minsk', 'Минск'],
  ['Europe/Kyiv', 'Киев'],
  ['Europe/Kiev', 'Киев'],
  ['Europe/Chisinau', 'Кишинёв'],
  ['Asia/Almaty', 'Алматы'],
  ['Asia/Aqtobe', 'Актобе'],
  ['Asia/Aqtau', 'Актау'],
  ['Asia/Tashkent', 'Ташкент'],
  ['Asia/Samarkand', 'Самарканд'],
  ['Asia/Bishkek', 'Бишкек'],
  ['Asia/Dushanbe', 'Душанбе'],
  ['Asia/Ashgabat', 'Ашхабад'],
  ['Asia/Baku', 'Баку'],
  ['Asia/Yerevan', 'Ереван'],
  ['Asia/Tbilisi', 'Тбилиси'],
  ['Europe/Riga', 'Рига'],
  ['Europe/Vilnius', 'Вильнюс'],
  ['Europe/Tallinn', 'Таллин'],
  ['Europe/Warsaw', 'Варшава'],
  ['Europe/Prague', 'Прага'],
  ['Europe/Berlin', 'Берлин'],
  ['Europe/Vienna', 'Вена'],
  ['Europe/Zurich', 'Цюрих'],
  ['Europe/Paris', 'Париж'],
  ['Europe/London', 'Лондон'],
  ['Europe/Dublin', 'Дублин'],
  ['Europe/Madrid', 'Мадрид'],
  ['Europe/Lisbon', 'Лиссабон'],
  ['Europe/Rome', 'Рим'],
  ['Europe/Amsterdam', 'Амстердам'],
  ['Europe/Brussels', 'Брюссель'],
  ['Europe/Copenhagen', 'Копенгаген'],
  ['Europe/Stockholm', 'Стокгольм'],
  ['Europe/Oslo', 'Осло'],
  ['Europe/Helsinki', 'Хельсинки'],
  ['Europe/Budapest', 'Будапешт'],
  ['Europe/Bucharest', 'Бухарест'],
  ['Europe/Sofia', 'София'],
  ['Europe/Belgrade', 'Белград'],
  ['Europe/Podgorica', 'Подгорица'],
  ['Europe/Athens', 'Афины'],
  ['Europe/Istanbul', 'Стамбул'],
  ['Asia/Nicosia', 'Никосия'],
  ['Asia/Jerusalem', 'Иерусалим'],
  ['Asia/Dubai', 'Дубай'],
  ['Asia/Tehran', 'Тегеран'],
  ['Asia/Karachi', 'Карачи'],
  ['Asia/Calcutta', 'Калькутта'],
  ['Asia/Kolkata', 'Калькутта'],
  ['Asia/Bangkok', 'Бангкок'],
  ['Asia/Jakarta', 'Джакарта'],
  ['Asia/Makassar', 'Макасар (Бали)'],
  ['Asia/Saigon', 'Хошимин'],
  ['Asia/Singapore', 'Сингапур'],
  ['Asia/Hong_Kong', 'Гонконг'],
  ['Asia/Shanghai', 'Шанхай'],
  ['Asia/Taipei', 'Тайбэй'],
  ['Asia/Seoul', 'Сеул'],
  ['Asia/Tokyo', 'Токио'],
  ['Asia/Ulaanbaatar', 'Улан-Батор'],
  ['Australia/Sydney', 'Сидней'],
  ['Pacific/Auckland', 'Окленд'],
  ['Africa/Cairo', 'Каир'],
  ['Africa/Johannesburg', 'Йоханнесбург'],
  ['America/New_York', 'Нью-Йорк'],
  ['America/Chicago', 'Чикаго'],
  ['America/Denver', 'Денвер'],
  ['America/Los_Angeles', 'Лос-Анджелес'],
  ['America/Toronto', 'Торонто'],
  ['America/Vancouver', 'Ванкувер'],
  ['America/Mexico_City', 'Мехико'],
  ['America/Sao_Paulo', 'Сан-Паулу'],
  ['America/Buenos_Aires', 'Буэнос-Айрес'],
]);

const ZONES_BY_RANK = [...RUSSIAN_NAMES.keys()];
