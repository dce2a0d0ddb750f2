import * as z from 'zod';
import { type JsonSchema, jsonSchema, readShape, type ShapeNode } from './read-schema.ts';

const content = z.record(z.string(), z.object({ schema: jsonSchema.optional() }));

const operation = z.object({
  operationId: z.string(),
  tags: z.array(z.string()).default([]),
  summary: z.string(),
  description: z.string().optional(),
  security: z.array(z.unknown()).optional(),
  'x-needs': z.string().optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().default(false),
        description: z.string().optional(),
        schema: jsonSchema,
      }),
    )
    .default([]),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ content: content.optional() })),
});

/** What `GET /api/openapi.json` answers, as far as the page shows it. */
export const openApiDocument = z.object({
  openapi: z.string(),
  info: z.object({ title: z.string(), version: z.string(), description: z.string().optional() }),
  tags: z.array(z.object({ name: z.string() })).default([]),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), jsonSchema).default({}) }).optional(),
});
export type OpenApiDocument = z.infer<typeof openApiDocument>;

export interface Parameter {
  readonly name: string;
  readonly place: 'path' | 'query';
  readonly isRequired: boolean;
  readonly shape: ShapeNode;
  /** What may be given; undefined: anything of the type. */
  readonly options: readonly string[] | undefined;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly chapter: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly access: 'anybody' | 'person' | 'administrator';
  readonly parameters: readonly Parameter[];
  readonly body: ShapeNode | undefined;
  readonly answer: Answer;
}

export interface Answer {
  readonly status: string;
  readonly mediaType: string;
  readonly shape: ShapeNode | undefined;
}

export interface Chapter {
  readonly name: string;
  readonly operations: readonly Operation[];
}

/** The document as chapters in its own order; an operation without a chapter is in the last one. */
export function readChapters(document: OpenApiDocument): readonly Chapter[] {
  const definitions = document.components?.schemas ?? {};
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, given]) => readOperation(method, path, given, definitions)),
  );
  const names = [...new Set([...document.tags.map(({ name }) => name), ...operations.map((o) => o.chapter)])];
  return names
    .map((name) => ({ name, operations: operations.filter(({ chapter }) => chapter === name) }))
    .filter((chapter) => chapter.operations.length > 0);
}

function readOperation(
  method: string,
  path: string,
  given: z.infer<typeof operation>,
  definitions: Readonly<Record<string, JsonSchema>>,
): Operation {
  const body = Object.values(given.requestBody?.content ?? {})[0]?.schema;
  return {
    id: given.operationId,
    method: method.toUpperCase(),
    path,
    chapter: given.tags[0] ?? 'API',
    summary: given.summary,
    description: given.description,
    access:
      given['x-needs'] === 'administrator'
        ? 'administrator'
        : given.security === undefined
          ? 'anybody'
          : 'person',
    parameters: given.parameters.flatMap((parameter) => {
      if (parameter.in !== 'path' && parameter.in !== 'query') return [];
      const shape = readShape(parameter.schema, definitions);
      return [
        {
          name: parameter.name,
          place: parameter.in,
          isRequired: parameter.required,
          shape: { ...shape, name: parameter.name, description: parameter.description ?? shape.description },
          options: parameter.schema.enum?.filter((value) => typeof value === 'string'),
        },
      ];
    }),
    body: body === undefined ? undefined : readShape(body, definitions),
    answer: readAnswer(given.responses, definitions),
  };
}

function readAnswer(
  responses: z.infer<typeof operation>['responses'],
  definitions: Readonly<Record<string, JsonSchema>>,
): Answer {
  const [status, response] = Object.entries(responses).find(([key]) => key.startsWith('2')) ?? ['200', {}];
  const [mediaType, inside] = Object.entries(response.content ?? {})[0] ?? ['application/json', {}];
  return {
    status,
    mediaType,
    shape: inside.schema === undefined ? undefined : readShape(inside.schema, definitions),
  };
}

/** Chapters with the operations in which every word of the search is found, in any case of letters. */
export function searchChapters(chapters: readonly Chapter[], search: string): readonly Chapter[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return chapters;
  return chapters
    .map(({ name, operations }) => ({
      name,
      operations: operations.filter((one) => {
        const text = textOf(one);
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ operations }) => operations.length > 0);
}

function textOf(one: Operation): string {
  const { method, path, chapter, summary, description = '', parameters, body, answer } = one;
  const fields = [body, answer.shape].flatMap((shape) => (shape === undefined ? [] : namesOf(shape)));
  return [
    `${method} ${path}`,
    chapter,
    summary,
    description,
    ...parameters.map(({ name }) => name),
    ...fields,
  ]
    .join('\n')
    .toLowerCase();
}

function namesOf({ name, children }: ShapeNode): readonly string[] {
  return [...(name === undefined ? [] : [name]), ...children.flatMap(namesOf)];
}
