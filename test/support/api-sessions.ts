import { z } from 'zod';
import type { ApiAnswer, TestApi } from './api-calls.ts';

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

const inBody = z.object({ token: z.string(), refreshToken: z.string() });

export function tokensOf({ body }: ApiAnswer): Tokens {
  const { token, refreshToken } = inBody.parse(body);
  return { access: token, refresh: refreshToken };
}

/** As `name=value`, to be sent again. */
export const cookieOf = ({ cookies }: ApiAnswer): string => cookies[0]?.split(';')[0] ?? '';

/** What a program does with its sessions. */
export function sessionCalls(api: Pick<TestApi, 'call'>) {
  return {
    /** The refresh token comes in the body, since a program keeps it by itself. */
    signIn: async (telegramId: number): Promise<Tokens> =>
      tokensOf(await api.call('POST', '/api/auth/dev-login', { body: { telegramId, refreshIn: 'body' } })),
    refresh: (refreshToken: string): Promise<ApiAnswer> =>
      api.call('POST', '/api/auth/refresh', { body: { refreshToken } }),
    /** 200 while the token opens the API. */
    statusOf: async (token: string): Promise<number> => (await api.call('GET', '/api/me', { token })).status,
  };
}
