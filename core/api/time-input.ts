import * as z from 'zod';
import { isTimeZone } from '../bot/format/time-zone.ts';

const YEAR_10000 = Date.UTC(10_000, 0);

/** A moment in an address: with `Z` or an offset, since the machine that asks may stand anywhere. Told back, it is a moment again. */
export const momentInput = z.iso
  .datetime({ offset: true, error: 'a moment such as 2026-03-01T00:00:00Z' })
  .transform((text) => new Date(text))
  .refine((moment) => moment.getTime() >= 0 && moment.getTime() < YEAR_10000, 'a moment from 1970 to 9999');

export const timeZoneInput = z
  .string()
  .max(60)
  .refine(isTimeZone, 'the IANA name of a time zone, such as Europe/Berlin');
