import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ENV } from '../../core/contracts/env.ts';
import { type Resource, type Synthesized, synthesizeStage } from '../support/synthesize.ts';

const byStage = new Map<string, Synthesized>();
beforeAll(async () => {
  for (const stage of ['local', 'small']) byStage.set(stage, await synthesizeStage(stage));
});

function logicalIdOf(reference: unknown): string {
  const found = /"(?:Ref|Fn::GetAtt)":(?:\[)?"(\w+)"/.exec(JSON.stringify(reference));
  if (found?.[1] === undefined) throw new Error(`not a reference: ${JSON.stringify(reference)}`);
  return found[1];
}

const functionsOf = (stage: Synthesized): Resource[] =>
  stage.ofType('AWS::Lambda::Function').filter(({ Properties }) => Properties['Handler'] === 'index.handler');

describe.each(['local', 'small'])('the stack of stage %s', (name) => {
  const stage = (): Synthesized => {
    const found = byStage.get(name);
    if (found === undefined) throw new Error(`${name} was not synthesized`);
    return found;
  };

  it('gives every queue a dead-letter queue, so that no message disappears', () => {
    const queues = stage().ofType('AWS::SQS::Queue');
    const targets = new Set(
      queues.flatMap(({ Properties }) =>
        Properties['RedrivePolicy'] === undefined ? [] : [logicalIdOf(Properties['RedrivePolicy'])],
      ),
    );

    expect(
      queues.filter(({ id, Properties }) => Properties['RedrivePolicy'] === undefined && !targets.has(id)),
    ).toEqual([]);
    expect(targets.size).toBeGreaterThan(0);
  });

  it('hides a message for six times as long as its function may run, or SQS would give it to a second one', () => {
    for (const mapping of stage().ofType('AWS::Lambda::EventSourceMapping')) {
      const queue = stage().resources.find(
        ({ id }) => id === logicalIdOf(mapping.Properties['EventSourceArn']),
      );
      const consumer = stage().resources.find(
        ({ id }) => id === logicalIdOf(mapping.Properties['FunctionName']),
      );

      expect(Number(queue?.Properties['VisibilityTimeout'])).toBeGreaterThanOrEqual(
        6 * Number(consumer?.Properties['Timeout']),
      );
    }
  });

  it('lets event sources report single failures and run beside each other, as Lambda demands', () => {
    for (const { Properties } of stage().ofType('AWS::Lambda::EventSourceMapping')) {
      expect(Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
      expect(Properties['ScalingConfig']).toEqual({ MaximumConcurrency: expect.any(Number) });
      const hasWindow = Number(Properties['MaximumBatchingWindowInSeconds'] ?? 0) >= 1;
      expect(Number(Properties['BatchSize']) <= 10 || hasWindow).toBe(true);
    }
  });

  it('runs every function on arm64 and Node 24, with logs that are forgotten in time', () => {
    expect(functionsOf(stage()).length).toBeGreaterThanOrEqual(2);
    for (const { Properties } of functionsOf(stage())) {
      expect(Properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        TracingConfig: { Mode: 'Active' },
      });
      const group = stage().resources.find(({ id }) => id === logicalIdOf(Properties['LoggingConfig']));
      expect(group?.Properties['RetentionInDays']).toEqual(expect.any(Number));
    }
  });

  it('sets only variables that a program reads', () => {
    const known = new Set<string>(Object.values(ENV));
    for (const { Properties } of functionsOf(stage())) {
      const environment = JSON.parse(JSON.stringify(Properties['Environment'])) as {
        Variables: Record<string, unknown>;
      };
      expect(
        Object.keys(environment.Variables).filter((key) => !known.has(key) && !key.startsWith('AWS_')),
      ).toEqual([]);
    }
  });

  it('allows no action on everything but what has no resource', () => {
    // X-Ray knows no resources.
    const withoutResource = new Set(['xray:PutTraceSegments', 'xray:PutTelemetryRecords']);
    for (const { Properties } of stage().ofType('AWS::IAM::Policy')) {
      const { Statement } = JSON.parse(JSON.stringify(Properties['PolicyDocument'])) as {
        Statement: { Action: string | string[]; Resource: unknown }[];
      };
      for (const { Action, Resource } of Statement) {
        const actions = [Action].flat();
        expect(actions.filter((action) => action.includes('*'))).toEqual([]);
        if (Resource === '*') expect(actions.filter((action) => !withoutResource.has(action))).toEqual([]);
      }
    }
  });

  it('keeps every bundle below 1 MB and CDK out of it', async () => {
    const { directory } = stage();
    const assets = (await readdir(directory)).filter((entry) => entry.startsWith('asset.'));
    expect(assets.length).toBeGreaterThanOrEqual(2);
    for (const asset of assets) {
      const bundle = join(directory, asset, 'index.mjs');
      expect((await stat(bundle)).size).toBeLessThan(1_000_000);
      expect(await readFile(bundle, 'utf8')).not.toContain('aws-cdk-lib');
    }
  });
});
