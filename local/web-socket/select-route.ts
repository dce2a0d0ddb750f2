/**
 * Which route a message of a WebSocket API takes: the text that the selection expression finds in it, when there is such a route.
 * What is no JSON, or says nothing there, goes to `$default`.
 * @param expression such as `$request.body.action`
 * @returns `undefined` when there is no route for it, and no `$default` either
 */
export function selectRoute(
  expression: string,
  message: string,
  routeKeys: ReadonlySet<string>,
): string | undefined {
  const key = readField(expression.split('.').slice(2), message);
  // A client cannot ask for $connect by a message.
  if (key !== undefined && !key.startsWith('$') && routeKeys.has(key)) return key;
  return routeKeys.has('$default') ? '$default' : undefined;
}

function readField(path: readonly string[], message: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return undefined;
  }
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(name);
  }
  return typeof value === 'string' ? value : undefined;
}
