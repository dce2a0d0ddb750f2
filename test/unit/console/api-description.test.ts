import { ROUTES } from '../../../core/api/routes.ts';
import { describeApi } from '../../../core/api/describe-api.ts';
import {
  openApiDocument,
  type Operation,
  readChapters,
  searchChapters,
} from '../../../console/src/pages/api/read-description.ts';
import { readShape } from '../../../console/src/pages/api/read-schema.ts';
import { missingValues, writeCurl, writeTarget } from '../../../console/src/pages/api/write-request.ts';

/** What the API says of itself, over the wire. */
const chapters = readChapters(openApiDocument.parse(JSON.parse(JSON.stringify(describeApi(ROUTES)))));
const operations = chapters.flatMap((chapter) => chapter.operations);
const find = (method: string, path: string): Operation => {
  const found = operations.find((one) => one.method === method && one.path === path);
  if (found === undefined) throw new Error(`no ${method} ${path}`);
  return found;
};

describe('the description of the API', () => {
  it('has every route, once, in the chapter that it names', () => {
    expect(operations).toHaveLength(ROUTES.length);
    for (const { method, path, tag } of ROUTES)
      expect(find(method, path.replaceAll(/:(\w+)/g, '{$1}')).chapter).toBe(tag);
  });

  it('tells of a field its type, whether it is needed, and its words', () => {
    const { parameters, answer, access } = find('GET', '/api/terminals');
    expect(access).toBe('person');
    expect(parameters.find(({ name }) => name === 'state')?.options).toContain('silent');
    const list = answer.shape?.children.find(({ name }) => name === 'terminals');
    expect(list?.type).toBe('object[]');
    expect(list?.children.find(({ name }) => name === 'available')).toMatchObject({
      type: 'string | null',
      isRequired: true,
      description: 'In `currency`',
    });
  });

  it('finds an operation by words of its address, its summary and its fields', () => {
    const found = searchChapters(chapters, 'POST timeoutMs terminals').flatMap((one) => one.operations);
    expect(found.map(({ path }) => path)).toContain('/api/commands');
    expect(searchChapters(chapters, 'no such thing anywhere')).toEqual([]);
  });

  it('writes addresses in which whatever is typed stays a value', () => {
    const operation = find('GET', '/api/commands/{id}');
    const given = { id: '../x?y', state: 'refused', limit: ' ' };
    expect(writeTarget(operation, given)).toBe('/api/commands/..%2Fx%3Fy?state=refused');
    expect(missingValues(operation.parameters, { state: 'refused' })).toEqual(['id']);
  });

  it('writes a line for a shell that holds no token, and a key where one is needed', () => {
    const line = writeCurl(find('POST', '/api/commands'), "https://x.example/o'k", {});
    expect(line).toContain(String.raw`'https://x.example/o'\''k/api/commands'`);
    expect(line).toContain('"Authorization: Bearer $TELEFLEET_TOKEN"');
    expect(line).toContain('"Idempotency-Key: $(uuidgen)"');
    expect(line).toContain(`'{"command":"…"}'`);
  });
});

describe('a schema', () => {
  it('that names itself is a tree that ends', () => {
    const self = { type: 'object', properties: { next: { $ref: '#/components/schemas/Self' } } };
    let node = readShape(self, { Self: self });
    let depth = 0;
    while (node.children[0] !== undefined) {
      node = node.children[0];
      depth += 1;
    }
    expect(depth).toBe(8);
  });

  it('tells limits in a few signs', () => {
    const { limits } = readShape({ type: 'integer', minimum: 1, maximum: 500, default: 50 }, {});
    expect(limits).toEqual(['1 … 500', '= 50']);
  });
});
