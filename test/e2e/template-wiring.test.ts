import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { synthesize } from '../../local/assembly/synthesize.ts';
import { readRunnerEnvironment } from '../../local/config.ts';
import { startGuardian } from '../../local/process/guardian.ts';
import { type Stack, startStack } from '../../local/stack.ts';
import { editAssembly, type EditedResources } from '../support/edit-assembly.ts';

/**
 * The proof that the local run is the template: what is taken out of a copy of the real one is missing in the run, with its name. All
 * runs share one data directory, one after the other, so that the database is made once.
 */
const rootDir = join(__dirname, '../..');

let directory: string;
let assembly: string;
let edited = 0;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wiring-'));
  assembly = join(directory, 'cdk.out');
  const guardian = startGuardian();
  await synthesize({
    rootDir,
    outDir: assembly,
    stage: 'local',
    env: readRunnerEnvironment().base,
    guardian,
  });
  guardian.stop();
});

afterAll(() => rmSync(directory, { recursive: true }));

/** Runs the template with a change; unchanged, test/e2e/stack.test.ts runs it. */
function start(edit: (resources: EditedResources) => boolean): Promise<Stack> {
  edited += 1;
  const assemblyDir = editAssembly(assembly, join(directory, `edited-${edited}`), edit);
  return startStack({
    rootDir,
    dataDir: join(directory, 'data'),
    httpPort: 0,
    udpPort: 0,
    terminals: 0,
    standby: false,
    assemblyDir,
  });
}

/** Takes a resource away that a property tells. */
const without =
  (type: string, isIt: (properties: Readonly<Record<string, unknown>>) => boolean) =>
  (resources: EditedResources): boolean => {
    const ids = Object.entries(resources).filter(([, one]) => one.Type === type && isIt(one.Properties));
    for (const [id] of ids) Reflect.deleteProperty(resources, id);
    return ids.length > 0;
  };

const functionSchema = z.looseObject({
  Environment: z.looseObject({ Variables: z.record(z.string(), z.unknown()) }),
});
const taskSchema = z.looseObject({
  ContainerDefinitions: z.array(
    z.looseObject({ Environment: z.array(z.looseObject({ Name: z.string() })).default([]) }),
  ),
});

const withoutFunctionVariable =
  (logicalIdStart: string, variable: string) =>
  (resources: EditedResources): boolean =>
    Object.entries(resources).some(([id, resource]) => {
      if (resource.Type !== 'AWS::Lambda::Function' || !id.startsWith(logicalIdStart)) return false;
      const properties = functionSchema.parse(resource.Properties);
      resource.Properties = properties;
      return (
        variable in properties.Environment.Variables &&
        Reflect.deleteProperty(properties.Environment.Variables, variable)
      );
    });

const withoutTaskVariables =
  (...variables: string[]) =>
  (resources: EditedResources): boolean =>
    Object.values(resources).some((resource) => {
      if (resource.Type !== 'AWS::ECS::TaskDefinition') return false;
      const properties = taskSchema.parse(resource.Properties);
      resource.Properties = properties;
      return properties.ContainerDefinitions.some((container) => {
        const before = container.Environment.length;
        container.Environment = container.Environment.filter(({ Name }) => !variables.includes(Name));
        return container.Environment.length === before - variables.length;
      });
    });

describe('the template', () => {
  it('without a route answers 404 there, as API Gateway would', async () => {
    const stack = await start(
      without('AWS::ApiGatewayV2::Route', ({ RouteKey }) => RouteKey === 'POST /telegram/{bot}'),
    );
    const { httpUrl } = stack.addresses;
    try {
      const answer = await fetch(`${httpUrl}/telegram/fleet`, { method: 'POST', body: '{}' });

      expect([answer.status, await answer.json()]).toEqual([404, { message: 'Not Found' }]);
      expect((await fetch(`${httpUrl}/health`)).status).toBe(200);
    } finally {
      await stack.stop();
    }
  });

  it('without the event source of the records does not start, and names the queue', async () => {
    const starting = start(without('AWS::Lambda::EventSourceMapping', () => true));

    await expect(starting).rejects.toThrow(/queue Records\w+ is read by nobody/);
  });

  it('without a variable of a function does not start, and names both', async () => {
    await expect(start(withoutFunctionVariable('StoreBatch', 'RECORDS_QUEUE_URL'))).rejects.toThrow(
      /store-batch: [^]*RECORDS_QUEUE_URL/,
    );
  });

  it('without variables of the ingest task does not start, and names each', async () => {
    const variables = ['RECORDS_QUEUE_URL', 'COORDINATION_TABLE'];

    await expect(start(withoutTaskVariables(...variables))).rejects.toThrow(
      new RegExp(`the ingest task is not ready: (?=.*${variables[0]})(?=.*${variables[1]})`),
    );
  });

  it('without the table of the leases does not start, and names it', async () => {
    const starting = start(
      without('AWS::DynamoDB::GlobalTable', ({ TableName }) => TableName === 'telefleet-local-coordination'),
    );

    await expect(starting).rejects.toThrow(/COORDINATION_TABLE telefleet-local-coordination/);
  });
});
