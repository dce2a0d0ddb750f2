import * as z from 'zod';

export const ticketAnswer = z.strictObject({
  ticket: z.string().describe('Good once'),
  url: z
    .string()
    .describe(
      'Where to connect, with `?ticket=` behind it: `wss://HOST/live`. A caller that is no page gets a path, relative to the address of the API',
    ),
  expiresInSeconds: z.int(),
});
