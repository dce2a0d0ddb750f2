import { findTimeZones } from '../../../../core/bot/format/find-time-zones.ts';
import { cityOf, offsetLabel, offsetMinutes, zoneRank } from '../../../../core/bot/format/time-zone.ts';
import type { Language } from '../../texts/language.ts';

export interface ZoneOption {
  /** IANA name. */
  readonly zone: string;
  readonly city: string;
  /** Of this moment: `UTC+3`. */
  readonly offset: string;
}

const MAX_FOUND = 40;

/** Zones for what was typed, by the rules of the bots' settings; without a word the best known ones, from west to east. */
export function findZones(typed: string, language: Language, now: Date): readonly ZoneOption[] {
  const zones = typed.trim() === '' ? knownZones(now) : findTimeZones(typed, { now, limit: MAX_FOUND });
  return zones.map((zone) => describeZone(zone, language, now));
}

export function describeZone(zone: string, language: Language, now: Date): ZoneOption {
  return { zone, city: cityOf(zone, language), offset: offsetLabel(offsetMinutes(zone, now)) };
}

function knownZones(now: Date): readonly string[] {
  const all = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
  const last = Math.max(...all.map(zoneRank));
  return all
    .filter((zone) => zone === 'UTC' || zoneRank(zone) < last)
    .sort(
      (one, other) => offsetMinutes(one, now) - offsetMinutes(other, now) || zoneRank(one) - zoneRank(other),
    );
}
