import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import type { TemplateResource, TemplateStack } from './assembly.ts';
import { type FunctionWiring, type ReadContext, WiringUnsupportedError } from './wiring.ts';

const schema = z.object({
  Handler: z.string(),
  Runtime: z.string(),
  Timeout: z.coerce.number().int().min(1).max(900).default(3),
  MemorySize: z.coerce.number().int().default(128),
  Code: z.object({ S3Key: z.string() }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }).optional(),
});

/**
 * @returns `undefined` for a helper of CDK's own (custom resources)
 * @throws WiringUnsupportedError when the function is not a Node bundle of this assembly
 */
export function readFunction(
  resource: TemplateResource,
  { stack, resolver }: ReadContext,
): FunctionWiring | undefined {
  if (isHelper(resource, stack)) return undefined;
  const parsed = schema.safeParse(resource.properties);
  const where = `function ${resource.logicalId}`;
  if (!parsed.success) throw new WiringUnsupportedError(`${where}: ${z.prettifyError(parsed.error)}`);
  const { Handler, Runtime, Timeout, MemorySize, Code, Environment } = parsed.data;
  if (!Runtime.startsWith('nodejs'))
    throw new WiringUnsupportedError(`${where}: the runtime ${Runtime} does not run here`);
  const environment = Object.entries(Environment?.Variables ?? {}).map(
    ([name, value]) => [name, resolver.resolveText(value, stack, `${where}, variable ${name}`)] as const,
  );
  return {
    name: functionName(resource),
    arn: resolver.resolveText({ 'Fn::GetAtt': [resource.logicalId, 'Arn'] }, stack, where),
    assetDir: findAsset(resource, stack.directory, Code.S3Key),
    handler: Handler,
    timeoutSeconds: Timeout,
    memoryMb: MemorySize,
    environment: Object.fromEntries(environment),
  };
}

/** CloudFormation itself calls the function of a custom resource, and nobody else does. */
function isHelper({ logicalId }: TemplateResource, stack: TemplateStack): boolean {
  if (logicalId.startsWith('Custom') || logicalId.startsWith('LogRetention')) return true;
  const token = JSON.stringify({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  return [...stack.resources.values()].some(
    ({ properties }) => JSON.stringify(properties.ServiceToken) === token,
  );
}

/** `telefleet-local/StoreBatch/Function/Resource` -> `store-batch`; without a path, the same from the logical id. */
function functionName(resource: TemplateResource): string {
  const { FunctionName: given } = resource.properties;
  if (typeof given === 'string') return given;
  const path = resource.metadata['aws:cdk:path'];
  const parts =
    typeof path === 'string' ? path.split('/').slice(1) : [resource.logicalId.replace(/[0-9A-F]{8}$/, '')];
  const id = parts.filter((part) => part !== 'Resource' && part !== 'Function').at(-1) ?? resource.logicalId;
  const words = id.length > 'Function'.length ? id.replace(/Function$/, '') : id;
  return words.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

function findAsset(resource: TemplateResource, directory: string, s3Key: string): string {
  const path = resource.metadata['aws:asset:path'];
  const hash = basename(s3Key).split('.')[0] ?? '';
  // The path stands there when the CDK's command line asked for metadata; the folder has the key's hash in any case.
  const assetDir = typeof path === 'string' ? resolve(directory, path) : join(directory, `asset.${hash}`);
  if (!existsSync(assetDir))
    throw new WiringUnsupportedError(`function ${resource.logicalId}: its bundle ${assetDir} is not there`);
  return assetDir;
}
