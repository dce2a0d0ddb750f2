/**
 * Services that are loaded at the first call of one of their methods, all of which are asynchronous: what a cold start does not ask, it
 * does not load.
 */
export function deferMethods<T extends { readonly [M in keyof T]: (...args: never[]) => Promise<unknown> }>(
  load: () => Promise<T>,
): T {
  let loaded: Promise<T> | undefined;
  const methods = new Map<PropertyKey, (...args: unknown[]) => Promise<unknown>>();
  // A proxy is nobody's type; each of its methods does what the loaded one of that name does.
  return new Proxy({} as T, {
    get: (_, name) => {
      // Whoever awaits the services themselves asks whether they are a promise.
      if (name === 'then') return undefined;
      const known = methods.get(name);
      if (known !== undefined) return known;
      const method = async (...args: unknown[]): Promise<unknown> => {
        loaded ??= load().catch((error: unknown) => {
          loaded = undefined;
          throw error;
        });
        const services = await loaded;
        const found: unknown = Reflect.get(services, name);
        if (typeof found !== 'function') throw new TypeError(`there is no service ${String(name)}`);
        return Reflect.apply(found, services, args);
      };
      methods.set(name, method);
      return method;
    },
  });
}
