import type { RouteWiring } from '../assembly/wiring.ts';

export interface RouteMatch {
  readonly route: RouteWiring;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Candidate {
  readonly route: RouteWiring;
  /** `undefined`: any. */
  readonly method: string | undefined;
  /** `undefined`: any path. */
  readonly segments: readonly string[] | undefined;
}

/**
 * Finds the route of a request as an HTTP API does: the path that says most (a text before `{name}`, that before `{name+}`, `$default` last),
 * then the method itself before `ANY`.
 */
export class RouteTable {
  readonly #candidates: readonly Candidate[];

  constructor(routes: readonly RouteWiring[]) {
    this.#candidates = routes.map(toCandidate).sort(compare);
  }

  /** @param path decoded, as API Gateway compares it */
  match(method: string, path: string): RouteMatch | undefined {
    const segments = path.split('/').slice(1);
    for (const candidate of this.#candidates) {
      if (candidate.method !== undefined && candidate.method !== method) continue;
      const pathParameters = candidate.segments === undefined ? {} : fit(candidate.segments, segments);
      if (pathParameters !== undefined) return { route: candidate.route, pathParameters };
    }
    return undefined;
  }
}

function toCandidate(route: RouteWiring): Candidate {
  if (route.routeKey === '$default') return { route, method: undefined, segments: undefined };
  const [method = '', path = ''] = route.routeKey.split(' ');
  return { route, method: method === 'ANY' ? undefined : method, segments: path.split('/').slice(1) };
}

function fit(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index];
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (segment === undefined || (segment === '' && name !== undefined)) return undefined;
    if (name?.endsWith('+') === true) {
      parameters[name.slice(0, -1)] = segments.slice(index).join('/');
      return parameters;
    }
    if (name !== undefined) parameters[name] = segment;
    else if (part !== segment) return undefined;
  }
  return template.length === segments.length ? parameters : undefined;
}

function compare(one: Candidate, other: Candidate): number {
  const [first, second] = [rankOf(one), rankOf(other)];
  return first < second ? -1 : Number(first > second);
}

/** Texts that sort as the routes do: a digit a segment, and last one for the method. */
function rankOf({ segments, method }: Candidate): string {
  const path = segments?.map((part) => (/\+\}$/.test(part) ? '2' : part.startsWith('{') ? '1' : '0'));
  return `${path?.join('') ?? '3'}${method === undefined ? '1' : '0'}`;
}
