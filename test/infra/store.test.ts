import { ofType, only, synthesizeIngestApp, type Template } from './apps/ingest-templates.ts';

let stackOf: (name: string) => Template;
beforeAll(async () => {
  stackOf = await synthesizeIngestApp();
});

describe('the way into the database', () => {
  it('lets no message disappear, and lets a dead one be sent back by SQS itself', () => {
    const queues = ofType(stackOf('telefleet-small-eu-west-1-store'), 'AWS::SQS::Queue');

    expect(queues.filter((queue) => queue['RedrivePolicy'] !== undefined)).toHaveLength(1);
    // Unsaid is `allowAll`; `denyAll` would refuse StartMessageMoveTask, which the runbook uses.
    expect(queues.filter((queue) => queue['RedriveAllowPolicy'] !== undefined)).toEqual([]);
  });

  it('bounds the connections of store-batch by its concurrency and lets single batches fail', () => {
    expect(only(stackOf('telefleet-large-eu-west-1-store'), 'AWS::Lambda::EventSourceMapping')).toMatchObject(
      {
        BatchSize: 10,
        ScalingConfig: { MaximumConcurrency: 50 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    );
  });

  it('makes partitions each hour and keeps the hours that failed', () => {
    const store = stackOf('telefleet-small-eu-west-1-store');

    expect(only(store, 'AWS::Scheduler::Schedule')).toMatchObject({ ScheduleExpression: 'rate(1 hour)' });
    expect(only(store, 'AWS::Lambda::EventInvokeConfig')).toHaveProperty('DestinationConfig.OnFailure');
  });

  it('goes straight to the cluster also where there is a proxy: COPY through it is not documented', () => {
    const text = JSON.stringify(ofType(stackOf('telefleet-large-eu-west-1-store'), 'AWS::Lambda::Function'));

    expect(text).toContain('DatabaseClusterEndpointAddress');
    expect(text).not.toMatch(/Proxy/);
  });
});
