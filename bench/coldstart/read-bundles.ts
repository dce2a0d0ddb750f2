import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readAssembly } from '../../local/assembly/assembly.ts';
import { readFunction } from '../../local/assembly/functions.ts';
import { Resolver } from '../../local/assembly/resolve.ts';
import type { FunctionWiring } from '../../local/assembly/wiring.ts';

/** Nothing is called: an address only has to look like one. */
const ADDRESSES = {
  region: 'eu-west-1',
  accountId: '000000000000',
  sqsEndpoint: 'http://127.0.0.1:1',
  httpUrl: 'http://127.0.0.1:1',
};

export interface FunctionBundle extends FunctionWiring {
  /** The module that Lambda loads. */
  readonly file: string;
  /** Of all its modules, those that it loads late too. */
  readonly bytes: number;
}

/** @returns each function of an assembly once, by name, with the variables that its template sets */
export async function readBundles(assemblyDir: string): Promise<FunctionBundle[]> {
  const stacks = await readAssembly(assemblyDir);
  const resolver = new Resolver(stacks, ADDRESSES);
  const byName = new Map<string, FunctionWiring>();
  for (const stack of stacks) {
    for (const resource of stack.resources.values()) {
      if (resource.type !== 'AWS::Lambda::Function') continue;
      const wiring = readFunction(resource, { stack, resolver });
      if (wiring !== undefined) byName.set(wiring.name, wiring);
    }
  }
  const sorted = [...byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  return Promise.all(
    sorted.map(async (wiring) => {
      const { assetDir } = wiring;
      return { ...wiring, file: join(assetDir, 'index.mjs'), bytes: await sizeOfModules(assetDir) };
    }),
  );
}

async function sizeOfModules(directory: string): Promise<number> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.mjs'));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
