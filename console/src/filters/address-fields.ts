import * as z from 'zod';
import { readNames } from './name-list.ts';

/** What people edit in an address and get wrong is left out. */
export const wordsField = z.string().trim().min(1).max(100).optional().catch(undefined);
/** Several names: of an absent one, none. */
export const namesField = z.string().optional().transform(readNames);
export const dayField = z.iso.date().optional().catch(undefined);

/** Of which terminals: what every list in the console is narrowed by. */
export const scopeFields = {
  terminal: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number)
    .optional()
    .catch(undefined),
  fleet: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional()
    .catch(undefined),
  group: wordsField,
  tag: wordsField,
};
