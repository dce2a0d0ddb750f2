import * as z from 'zod';
import { isTimeZone } from '../bot/format/time-zone.ts';

/** A moment in an address: with `Z` or an offset, since the machine that asks may stand anywhere. */
export const momentInput = z.iso
  .datetime({ offset: true, error: 'a moment such as 2026-03-01T00:00:00Z' })
  .transform((text) => new Date(text));

export const timeZoneInput = z
  .string()
  .max(60)
  .refine(isTimeZone, 'the IANA name of a time zone, such as Europe/Berlin');
