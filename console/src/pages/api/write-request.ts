import type { Operation, Parameter } from './read-description.ts';
import type { ShapeNode } from './read-schema.ts';

/** What was typed for the parameters, by name. */
export type GivenValues = Readonly<Record<string, string>>;

/** Parameters that are needed and were not given. */
export function missingValues(parameters: readonly Parameter[], given: GivenValues): readonly string[] {
  return parameters
    .filter(({ name, isRequired }) => isRequired && (given[name] ?? '').trim() === '')
    .map(({ name }) => name);
}

/** Path and query with the given values; a place in the path that has none keeps its name in braces. */
export function writeTarget({ path, parameters }: Operation, given: GivenValues): string {
  const valueOf = (name: string) => (given[name] ?? '').trim();
  const filled = path.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    valueOf(name) === '' ? whole : encodeURIComponent(valueOf(name)),
  );
  const query = new URLSearchParams(
    parameters
      .filter(({ name, place }) => place === 'query' && valueOf(name) !== '')
      .map(({ name }) => [name, valueOf(name)]),
  ).toString();
  return query === '' ? filled : `${filled}?${query}`;
}

/** A line for a shell. The token stands there as a variable: what is copied into chats and scripts has none in it. */
export function writeCurl(operation: Operation, origin: string, given: GivenValues): string {
  const { method, access, body, description = '' } = operation;
  const parts = ['curl', ...(method === 'GET' ? [] : ['-X', method])];
  parts.push(quote(`${origin}${writeTarget(operation, given)}`));
  if (access !== 'anybody') parts.push('-H', '"Authorization: Bearer $TELEFLEET_TOKEN"');
  if (description.includes('`Idempotency-Key`')) parts.push('-H', '"Idempotency-Key: $(uuidgen)"');
  if (body !== undefined)
    parts.push('-H', quote('Content-Type: application/json'), '-d', quote(JSON.stringify(exampleOf(body))));
  return parts.join(' ');
}

/** Single quotes keep everything but themselves. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A body with what has to be there, so that the line is short; where nothing has to be, with the first that may. */
function exampleOf(shape: ShapeNode): unknown {
  if (shape.type.endsWith('[]')) {
    const { children } = shape;
    return children.length === 0 ? [exampleOfType(shape.type.slice(0, -2))] : [exampleFields(children)];
  }
  return shape.children.length > 0 ? exampleFields(shape.children) : exampleOfType(shape.type);
}

function exampleFields(fields: readonly ShapeNode[]): Record<string, unknown> {
  const required = fields.filter(({ isRequired }) => isRequired);
  const shown = required.length > 0 ? required : fields.slice(0, 1);
  return Object.fromEntries(
    shown.flatMap((field) =>
      field.name === undefined || field.name === '*' ? [] : [[field.name, exampleOf(field)]],
    ),
  );
}

function exampleOfType(type: string): unknown {
  const first = type.replace(/^\(/, '').split(' | ')[0] ?? type;
  if (first.startsWith('"')) return first.slice(1, -1);
  if (first === 'integer' || first === 'number') return 1;
  if (first === 'boolean' || first === 'true') return true;
  if (first === 'false') return false;
  if (first === 'null') return null;
  if (first.endsWith('[]')) return [exampleOfType(first.slice(0, -2))];
  return first.startsWith('string') ? '…' : {};
}
