import { z } from 'zod';
import type { TemplateResource, TemplateStack } from './assembly.ts';
import { withoutQualifier } from './function-arn.ts';
import { type ReadContext, type RouteWiring, WiringUnsupportedError } from './wiring.ts';

const API = 'AWS::ApiGatewayV2::Api';
const INTEGRATION = 'AWS::ApiGatewayV2::Integration';

const apiSchema = z.object({ ProtocolType: z.enum(['HTTP', 'WEBSOCKET']) });
const routeSchema = z.object({
  ApiId: z.string(),
  RouteKey: z.string().min(1),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.literal('NONE').default('NONE'),
});
const integrationSchema = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0').optional(),
  /** The most that API Gateway allows. */
  TimeoutInMillis: z.number().int().min(50).max(30_000).optional(),
});

const LONGEST_MS = { HTTP: 30_000, WEBSOCKET: 29_000 };

/** Lambda's ARN: plain for an HTTP API, within the path of an invocation for a WebSocket API. */
const FUNCTION_ARN = /arn:aws:lambda:[^/]+:function:[^/]+/;

/**
 * A route of an HTTP or a WebSocket API, with the function behind it.
 * @throws WiringUnsupportedError for what no function answers, and for an authorizer, which has no part here
 */
export function readRoute(resource: TemplateResource, { stack, resolver }: ReadContext): RouteWiring {
  const key = resource.properties.RouteKey;
  const where = `route ${typeof key === 'string' ? key : resource.logicalId}`;
  const read = <T>(schema: z.ZodType<T>, properties: unknown): T => {
    const parsed = schema.safeParse(resolver.resolve(properties, stack, where));
    if (!parsed.success) throw new WiringUnsupportedError(`${where}: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  };
  const route = read(routeSchema, resource.properties);
  const { ProtocolType } = read(apiSchema, {
    ProtocolType: find(stack, API, route.ApiId, where).ProtocolType,
  });
  const target = find(stack, INTEGRATION, route.Target.slice('integrations/'.length), where);
  const integration = read(integrationSchema, target);
  const [functionArn] = FUNCTION_ARN.exec(integration.IntegrationUri) ?? [];
  if (functionArn === undefined)
    throw new WiringUnsupportedError(`${where} leads to ${integration.IntegrationUri}, which is no function`);
  if (ProtocolType === 'HTTP' && integration.PayloadFormatVersion === undefined)
    throw new WiringUnsupportedError(`${where}: only payload format 2.0 is spoken here`);
  return {
    apiId: route.ApiId,
    protocol: ProtocolType,
    routeKey: route.RouteKey,
    functionArn: withoutQualifier(functionArn),
    timeoutMs: integration.TimeoutInMillis ?? LONGEST_MS[ProtocolType],
  };
}

function find(
  stack: TemplateStack,
  type: string,
  id: string,
  where: string,
): Readonly<Record<string, unknown>> {
  // A logical id that another stack has too is given with the name of its stack.
  const resource = stack.resources.get(id.replace(`${stack.name}-`, ''));
  if (resource?.type !== type) throw new WiringUnsupportedError(`${where}: there is no ${type} ${id}`);
  return resource.properties;
}
