import type { Wiring } from './assembly/wiring.ts';
import { serveRoutes } from './http/serve-routes.ts';
import type { RunnerServer } from './http-server.ts';
import { serveInvocations } from './lambda/serve-invocations.ts';
import type { RunningFunctions } from './lambda/start-functions.ts';
import { ACCOUNT_ID, type StackContext } from './stack-context.ts';
import { serveSockets } from './web-socket/serve-sockets.ts';

/**
 * Puts the template's HTTP and WebSocket routes on the runner's port, in front of the functions, and beside them what stands for Lambda's own API.
 * @param invokeLater hands an event over whose sender does not wait
 */
export function serveApis(
  { parts }: StackContext,
  runner: RunnerServer,
  { routes, webSocketApis, functions: wired }: Wiring,
  functions: RunningFunctions,
  invokeLater: (functionArn: string, event: unknown) => Promise<void>,
): void {
  const callbacks = {
    invoke: (functionArn: string, event: object) => functions.invoke(functionArn, event),
    onFailure: (functionArn: string, error: unknown) => functions.report(functionArn, error),
  };
  const sockets = serveSockets({ server: runner.server, apis: webSocketApis, routes, ...callbacks });
  parts.add('sockets', () => sockets.close());
  const invocationsOf = serveInvocations({ functions: wired, invoke: invokeLater });
  const serveHttp = serveRoutes({
    routes: routes.filter(({ protocol }) => protocol === 'HTTP'),
    accountId: ACCOUNT_ID,
    ...callbacks,
  });
  runner.serveApi((request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    (sockets.managementOf(path) ?? invocationsOf(path) ?? serveHttp)(request, response);
  });
}
