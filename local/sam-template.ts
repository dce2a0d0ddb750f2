import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FunctionWiring, Wiring } from './assembly/wiring.ts';

/** Variables of this machine's processes, which mean nothing in a container. */
const NOT_IN_A_CONTAINER = new Set(['PATH', 'HOME', 'TMPDIR', 'LANG']);

export interface SamTemplateOptions {
  readonly wiring: Pick<Wiring, 'functions' | 'routes'>;
  /** A function's whole environment, with local values. */
  readonly environmentOf: (one: FunctionWiring) => Readonly<Record<string, string>>;
  /** `x86_64` or `arm64`: a container of the other kind would run in an emulator. */
  readonly architecture: 'x86_64' | 'arm64';
}

/**
 * The running system's functions and HTTP routes as a template of AWS SAM. `sam local` takes the synthesized templates too, but it neither
 * resolves references between stacks nor passes a function a variable that its template does not have, so that they find no database.
 */
export function samTemplate({ wiring, environmentOf, architecture }: SamTemplateOptions): object {
  const resources = wiring.functions.map((one): [string, object] => {
    const routes = wiring.routes.filter(
      ({ functionArn, protocol }) => functionArn === one.arn && protocol === 'HTTP',
    );
    const variables = Object.entries(environmentOf(one)).filter(([name]) => !NOT_IN_A_CONTAINER.has(name));
    return [
      logicalIdOf(one.name),
      {
        Type: 'AWS::Serverless::Function',
        Properties: {
          CodeUri: resolve(one.assetDir),
          Handler: one.handler,
          Runtime: 'nodejs24.x',
          Architectures: [architecture],
          Timeout: one.timeoutSeconds,
          MemorySize: one.memoryMb,
          Environment: { Variables: Object.fromEntries(variables) },
          Events: Object.fromEntries(
            routes.map(({ routeKey }, index) => [`Route${index + 1}`, httpEventOf(routeKey)]),
          ),
        },
      },
    ];
  });
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Resources: Object.fromEntries(resources),
  };
}

/** `store-batch` -> `StoreBatch`: what `sam local invoke` is given. */
function logicalIdOf(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function httpEventOf(routeKey: string): object {
  const [method = 'ANY', path = '$default'] = routeKey.split(' ');
  return { Type: 'HttpApi', Properties: { Path: path, Method: method } };
}

/** Written beside and renamed; only its owner may read it, since the variables hold this machine's passwords. */
export function writeSamTemplate(path: string, options: SamTemplateOptions): { remove(): void } {
  writeFileSync(`${path}.new`, `${JSON.stringify(samTemplate(options), undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return { remove: () => rmSync(path, { force: true }) };
}
