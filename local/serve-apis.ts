import type { Wiring } from './assembly/wiring.ts';
import { serveRoutes } from './http/serve-routes.ts';
import type { RunnerServer } from './http-server.ts';
import type { RunningFunctions } from './lambda/start-functions.ts';
import { ACCOUNT_ID, type StackContext } from './stack-context.ts';
import { serveSockets } from './web-socket/serve-sockets.ts';

/** Puts the template's HTTP and WebSocket routes on the runner's port, in front of the functions. */
export function serveApis(
  { parts }: StackContext,
  runner: RunnerServer,
  { routes, webSocketApis }: Wiring,
  functions: RunningFunctions,
): void {
  const callbacks = {
    invoke: (functionArn: string, event: object) => functions.invoke(functionArn, event),
    onFailure: (functionArn: string, error: unknown) => functions.report(functionArn, error),
  };
  const sockets = serveSockets({ server: runner.server, apis: webSocketApis, routes, ...callbacks });
  parts.add('sockets', () => sockets.close());
  const serveHttp = serveRoutes({
    routes: routes.filter(({ protocol }) => protocol === 'HTTP'),
    accountId: ACCOUNT_ID,
    ...callbacks,
  });
  runner.serveApi((request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    (sockets.managementOf(path) ?? serveHttp)(request, response);
  });
}
