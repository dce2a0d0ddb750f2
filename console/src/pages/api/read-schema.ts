import * as z from 'zod';

/** A JSON schema as `/api/openapi.json` has them: what zod writes, so only what zod writes is read. */
export interface JsonSchema {
  readonly type?: string | readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly description?: string | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: JsonSchema | boolean | undefined;
  readonly items?: JsonSchema | boolean | undefined;
  readonly prefixItems?: readonly JsonSchema[] | undefined;
  readonly anyOf?: readonly JsonSchema[] | undefined;
  readonly oneOf?: readonly JsonSchema[] | undefined;
  readonly allOf?: readonly JsonSchema[] | undefined;
  readonly $ref?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly exclusiveMaximum?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly pattern?: string | undefined;
}

export const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.object({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    format: z.string().optional(),
    description: z.string().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    default: z.unknown().optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), jsonSchema]).optional(),
    items: z.union([z.boolean(), jsonSchema]).optional(),
    prefixItems: z.array(jsonSchema).optional(),
    anyOf: z.array(jsonSchema).optional(),
    oneOf: z.array(jsonSchema).optional(),
    allOf: z.array(jsonSchema).optional(),
    $ref: z.string().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    exclusiveMaximum: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    pattern: z.string().optional(),
  }),
);

/** A line of the tree that a schema is shown as. */
export interface ShapeNode {
  /** Of the field; undefined: the schema itself, or what a list holds. */
  readonly name: string | undefined;
  /** As programmers read it: `string`, `integer | null`, `"en" | "ru"`, `object[]`. */
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string | undefined;
  /** Such as `1 … 500` and `default 50`. */
  readonly limits: readonly string[];
  readonly children: readonly ShapeNode[];
}

/** Below it a tree is not read by anybody, and a schema that names itself would not end. */
const MAX_DEPTH = 8;
/** Longer patterns say nothing to a reader. */
const MAX_PATTERN_CHARS = 40;

/** Of every field that people write words into: it tells nothing of any of them. */
const NO_CONTROL_CHARACTERS = String.raw`^\P{Cc}*$`;

interface Place {
  readonly name: string | undefined;
  readonly isRequired: boolean;
  readonly depth: number;
}

/** @param definitions what `$ref` leads to, by its last word */
export function readShape(schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>): ShapeNode {
  return readNode(schema, definitions, { name: undefined, isRequired: true, depth: 0 });
}

function readNode(
  given: JsonSchema,
  definitions: Readonly<Record<string, JsonSchema>>,
  place: Place,
): ShapeNode {
  const schema = resolve(given, definitions);
  return {
    name: place.name,
    type: typeText(schema, definitions),
    isRequired: place.isRequired,
    description: given.description ?? schema.description,
    limits: limitsOf(schema),
    children: place.depth >= MAX_DEPTH ? [] : childrenOf(schema, definitions, place.depth + 1),
  };
}

function resolve(schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const name = schema.$ref?.split('/').at(-1);
  return (name === undefined ? undefined : definitions[name]) ?? schema;
}

function childrenOf(
  schema: JsonSchema,
  definitions: Readonly<Record<string, JsonSchema>>,
  depth: number,
): readonly ShapeNode[] {
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) =>
    readNode(field, definitions, {
      name,
      isRequired: schema.required?.includes(name) ?? false,
      depth,
    }),
  );
  const others = schema.additionalProperties;
  if (typeof others === 'object' && Object.keys(others).length > 0)
    fields.push(readNode(others, definitions, { name: '*', isRequired: false, depth }));
  if (fields.length > 0) return fields;
  if (typeof schema.items === 'object')
    return childrenOf(resolve(schema.items, definitions), definitions, depth);
  const variants = variantsOf(schema).map((variant) => resolve(variant, definitions));
  const shown = variants.filter((variant) => hasFields(variant, definitions));
  // One of several that has fields, beside `null`: its fields are those of the whole.
  if (shown.length === 1 && shown[0] !== undefined) return childrenOf(shown[0], definitions, depth);
  return shown.map((variant) => readNode(variant, definitions, { name: undefined, isRequired: true, depth }));
}

function hasFields(schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>): boolean {
  if (schema.properties !== undefined) return true;
  return typeof schema.items === 'object' && hasFields(resolve(schema.items, definitions), definitions);
}

function variantsOf({ anyOf = [], oneOf = [], allOf = [] }: JsonSchema): readonly JsonSchema[] {
  return [...anyOf, ...oneOf, ...allOf];
}

function typeText(schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const variants = variantsOf(schema);
  if (variants.length > 0)
    return [...new Set(variants.map((variant) => typeText(resolve(variant, definitions), definitions)))].join(
      ' | ',
    );
  if (schema.type === 'array' || schema.items !== undefined) {
    const item =
      typeof schema.items === 'object'
        ? typeText(resolve(schema.items, definitions), definitions)
        : (schema.prefixItems?.map((one) => typeText(one, definitions)).join(', ') ?? 'any');
    return item.includes(' ') ? `(${item})[]` : `${item}[]`;
  }
  const { type, format } = schema;
  if (type === undefined) return 'any';
  if (typeof type !== 'string') return type.join(' | ');
  return type === 'string' && format !== undefined ? `string (${format})` : type;
}

/** Whole numbers are described by JSON's own limits, which are none of the route's. */
const isGivenLimit = (value: number | undefined): value is number =>
  value !== undefined && Math.abs(value) !== Number.MAX_SAFE_INTEGER;

function limitsOf(schema: JsonSchema): readonly string[] {
  const limits: string[] = [];
  const low = isGivenLimit(schema.minimum) ? schema.minimum : undefined;
  const above = isGivenLimit(schema.exclusiveMinimum) ? schema.exclusiveMinimum : undefined;
  const high = isGivenLimit(schema.maximum) ? schema.maximum : undefined;
  const below = isGivenLimit(schema.exclusiveMaximum) ? schema.exclusiveMaximum : undefined;
  if (low !== undefined && high !== undefined) limits.push(`${low} … ${high}`);
  else if (low !== undefined) limits.push(`≥ ${low}`);
  else if (high !== undefined) limits.push(`≤ ${high}`);
  if (above !== undefined) limits.push(`> ${above}`);
  if (below !== undefined) limits.push(`< ${below}`);
  limits.push(...rangeOf(schema.minLength, schema.maxLength, 'ch'));
  limits.push(...rangeOf(schema.minItems, schema.maxItems, '×'));
  // A format says the same in a word.
  if (
    schema.pattern !== undefined &&
    schema.format === undefined &&
    schema.pattern.length <= MAX_PATTERN_CHARS &&
    schema.pattern !== NO_CONTROL_CHARACTERS
  )
    limits.push(`/${schema.pattern}/`);
  if (schema.default !== undefined) limits.push(`= ${JSON.stringify(schema.default)}`);
  return limits;
}

function rangeOf(min: number | undefined, max: number | undefined, unit: string): readonly string[] {
  if (min === undefined && max === undefined) return [];
  if (max === undefined) return [`≥ ${min ?? 0} ${unit}`];
  return [min === undefined ? `≤ ${max} ${unit}` : `${min} … ${max} ${unit}`];
}
