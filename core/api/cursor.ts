import * as z from 'zod';

/** Where a page ends, as callers hand it back: what is in it is nobody's business and may change. */
export function writeCursor(place: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Reads what `writeCursor` wrote; it is no secret and may be anything by now. */
export function cursorInput<T>(place: z.ZodType<T>) {
  return z
    .string()
    .max(500)
    .transform((text, context): T => {
      const parsed = place.safeParse(parse(text));
      if (parsed.success) return parsed.data;
      context.addIssue({ code: 'custom', message: 'take it from `nextCursor` of the page before' });
      return z.NEVER;
    })
    .optional();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
