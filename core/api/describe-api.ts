import * as z from 'zod';
import type { RouteDefinition } from './define-route.ts';

const PROBLEM = z
  .looseObject({ type: z.string(), status: z.int(), title: z.string(), detail: z.string() })
  .describe('RFC 9457; `detail` says what to do');

/** The API as OpenAPI 3.1 has it, made of the schemas that check it. */
export function describeApi(routes: readonly RouteDefinition[]): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeRoute(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Telefleet',
      version: '1',
      description:
        'Fleets of trading terminals over HTTP. Errors are `application/problem+json`; an unknown field or parameter is an error. Lists are read by `nextCursor`.',
    },
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: jsonSchema(PROBLEM, 'output') },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function describeRoute(route: RouteDefinition): Readonly<Record<string, unknown>> {
  const { method, path, tag, summary, description, access = 'person', query, body, status = 200 } = route;
  return {
    operationId: operationId(method, path),
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(access === 'anybody' ? {} : { security: [{ token: [] }] }),
    ...(access === 'administrator' ? { 'x-needs': 'administrator' } : {}),
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(body, 'input') } },
          },
        }),
    responses: {
      [status]: {
        description: 'Done',
        content: { [route.mediaType]: { schema: jsonSchema(route.answer, 'output') } },
      },
      default: {
        description: 'An error',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** `getTerminalsById` of `GET /api/terminals/:id`. */
function operationId(method: string, path: string): string {
  const words = path
    .split('/')
    .slice(2)
    .map((word) => (word.startsWith(':') ? `By-${word.slice(1)}` : word))
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/))
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${method.toLowerCase()}${words.join('')}`;
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodType | null): object[] {
  if (query === null) return [];
  const { properties = {}, required = [] } = objectSchema.parse(jsonSchema(query, 'input'));
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(typeof description === 'string' ? { description } : {}),
    schema,
  }));
}

const objectSchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  required: z.array(z.string()).optional(),
});

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Readonly<Record<string, unknown>> {
  const described: Record<string, unknown> = { ...z.toJSONSchema(schema, { io, unrepresentable: 'any' }) };
  // It is the same for all of OpenAPI 3.1.
  delete described.$schema;
  return described;
}
