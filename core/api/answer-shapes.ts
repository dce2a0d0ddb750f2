import * as z from 'zod';

/** A time, in UTC, as JSON has it. */
export const timeAnswer = z.iso.datetime();

/** Money and other exact numbers: digits as text, since a double would round them. */
export const decimalAnswer = z.string().regex(/^-?\d+(\.\d+)?$/);

/** Id of a fleet. */
export const fleetIdAnswer = z.string().regex(/^\d{1,19}$/);

/** Where the next page begins; absent on the last one. */
export const nextCursorAnswer = z.string().optional();
