import type { Router } from '@aws-lambda-powertools/event-handler/http';
import { answerJson } from '../http/answers.ts';
import { revokeToken } from './access-tokens.ts';
import { type ApiParts, type Call, open, type Route, signedIn } from './call.ts';
import { listCommandsCall, readCommandCall } from './commands/read-command-calls.ts';
import { sendCommandCall } from './commands/send-command-call.ts';
import { devLoginBody, signInUnchecked } from './dev-login.ts';
import { readJsonBody } from './read-input.ts';
import { listTerminalsCall, readTerminalCall } from './terminals/terminal-routes.ts';

/** Adds what people and their programs ask of their fleets: `/api/...`. */
export function addRoutes(api: Router, parts: ApiParts): void {
  const of = (handle: Parameters<typeof signedIn>[1]): Route => signedIn(parts, handle);
  api.get('/api/terminals', of(listTerminalsCall));
  api.get('/api/terminals/:id', of(readTerminalCall));
  api.post('/api/commands', of(sendCommandCall));
  api.get('/api/commands', of(listCommandsCall));
  api.get('/api/commands/:id', of(readCommandCall));
  api.post('/api/auth/logout', of(signOut));
  // Where it is off, the path is as unknown as any other.
  if (parts.hasDevLogin) api.post('/api/auth/dev-login', devLogin(parts));
}

async function signOut({ caller, databases, now }: Call) {
  await revokeToken(databases.write, caller.token, now);
  return answerJson(200, { signedOut: true });
}

function devLogin(parts: ApiParts): Route {
  return open(parts, async ({ request, databases, address, now }) => {
    const { telegramId } = readJsonBody(request, devLoginBody);
    const { token, expiresAt } = await signInUnchecked(databases.write, {
      userId: telegramId,
      address,
      now,
      randomBytes: parts.randomBytes,
    });
    return answerJson(200, { token, expiresAt });
  });
}
