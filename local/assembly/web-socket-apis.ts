import { z } from 'zod';
import type { TemplateResource } from './assembly.ts';
import { type ReadContext, type WebSocketApiWiring, WiringUnsupportedError } from './wiring.ts';

const schema = z.object({
  ProtocolType: z.literal('WEBSOCKET'),
  RouteSelectionExpression: z
    .string()
    .regex(/^\$request\.body(\.[A-Za-z0-9_]+)+$/, 'only $request.body.<field> is read here'),
});

/**
 * @returns `undefined` for an HTTP API: its routes say all
 * @throws WiringUnsupportedError
 */
export function readWebSocketApi(
  resource: TemplateResource,
  { stack, resolver }: ReadContext,
): WebSocketApiWiring | undefined {
  if (resource.properties.ProtocolType !== 'WEBSOCKET') return undefined;
  const where = `WebSocket API ${resource.logicalId}`;
  const parsed = schema.safeParse(resource.properties);
  if (!parsed.success) throw new WiringUnsupportedError(`${where}: ${z.prettifyError(parsed.error)}`);
  const apiId = resolver.resolveText({ Ref: resource.logicalId }, stack, where);
  const stage = [...stack.resources.values()].find(
    ({ type, properties }) =>
      type === 'AWS::ApiGatewayV2::Stage' && resolver.resolve(properties.ApiId, stack, where) === apiId,
  );
  const stageName = stage?.properties.StageName;
  if (typeof stageName !== 'string') throw new WiringUnsupportedError(`${where} has no stage`);
  return { apiId, stageName, routeSelectionExpression: parsed.data.RouteSelectionExpression };
}
