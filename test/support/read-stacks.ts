import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../../local/assembly/assembly.ts';
import type { LocalAddresses } from '../../local/assembly/local-values.ts';
import { readWiring } from '../../local/assembly/read-wiring.ts';
import type { Wiring } from '../../local/assembly/wiring.ts';

const ADDRESSES: LocalAddresses = {
  region: 'eu-west-1',
  accountId: '000000000000',
  sqsEndpoint: 'http://127.0.0.1:4566',
  httpUrl: 'http://127.0.0.1:8080',
};

export interface StackTemplate {
  readonly Resources: object;
  readonly Outputs?: object;
}

/** Writes an assembly of these stacks, by name, and reads it as the local run does. */
export async function readStacks(
  directory: string,
  stacks: Readonly<Record<string, StackTemplate>>,
): Promise<Wiring> {
  const artifacts = Object.fromEntries(
    Object.keys(stacks).map((name) => [
      name,
      { type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.template.json` } },
    ]),
  );
  const tree = { type: 'cdk:tree', properties: { file: 'tree.json' } };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ artifacts: { tree, ...artifacts } }));
  for (const [name, template] of Object.entries(stacks))
    writeFileSync(join(directory, `${name}.template.json`), JSON.stringify(template));
  return readWiring(await readAssembly(directory), ADDRESSES);
}
