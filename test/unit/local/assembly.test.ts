import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssemblyUnreadableError, readAssembly } from '../../../local/assembly/assembly.ts';
import { ReferenceUnknownError } from '../../../local/assembly/resolve.ts';
import { type Wiring, WiringUnsupportedError } from '../../../local/assembly/wiring.ts';
import { readStacks } from '../../support/read-stacks.ts';

const RESOURCES = {
  Records0AAAAAAA: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      VisibilityTimeout: 60,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['RecordsDead0BBBBBBB', 'Arn'] },
        maxReceiveCount: 10,
      },
    },
  },
  RecordsDead0BBBBBBB: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1_209_600 } },
  DatabaseSecret: { Type: 'AWS::SecretsManager::Secret', Properties: {} },
  Role: { Type: 'AWS::IAM::Role', Properties: {} },
  StoreBatchFunction0CCCCCCC: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout: 10,
      MemorySize: 512,
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Code: { S3Bucket: { 'Fn::Sub': 'cdk-${AWS::AccountId}' }, S3Key: 'abc123.zip' },
      Environment: {
        Variables: {
          STAGE: 'local',
          RECORDS_QUEUE_URL: { Ref: 'Records0AAAAAAA' },
          DATABASE_SECRET_ARN: { Ref: 'DatabaseSecret' },
          JOINED: {
            'Fn::Join': ['', ['in ', { Ref: 'AWS::Region' }, { 'Fn::Sub': '/${Records0AAAAAAA.QueueName}' }]],
          },
        },
      },
    },
    Metadata: { 'aws:cdk:path': 'telefleet-local/StoreBatch/Function/Resource' },
  },
  StoreBatchSource: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Records0AAAAAAA', 'Arn'] },
      FunctionName: { Ref: 'StoreBatchFunction0CCCCCCC' },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    },
  },
  Hourly: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: 'rate(1 hour)',
      State: 'ENABLED',
      Target: {
        Arn: { 'Fn::GetAtt': ['StoreBatchFunction0CCCCCCC', 'Arn'] },
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    },
  },
};

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  mkdirSync(join(directory, 'asset.abc123'));
});

afterEach(() => rmSync(directory, { recursive: true }));

/** Writes an assembly of one stack and reads it. */
function read(resources: object): Promise<Wiring> {
  return readStacks(directory, { Fleet: { Resources: resources } });
}

/** The resources with other properties of one of them. */
function changed(id: keyof typeof RESOURCES, properties: object): object {
  return {
    ...RESOURCES,
    [id]: { ...RESOURCES[id], Properties: { ...RESOURCES[id].Properties, ...properties } },
  };
}

describe('readWiring', () => {
  it('reads a function with its references turned into local addresses', async () => {
    const { functions } = await read(RESOURCES);

    expect(functions).toEqual([
      {
        name: 'store-batch',
        arn: 'arn:aws:lambda:eu-west-1:000000000000:function:StoreBatchFunction0CCCCCCC',
        assetDir: join(directory, 'asset.abc123'),
        handler: 'index.handler',
        timeoutSeconds: 10,
        memoryMb: 512,
        environment: {
          STAGE: 'local',
          RECORDS_QUEUE_URL: 'http://127.0.0.1:4566/000000000000/Records0AAAAAAA',
          DATABASE_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:DatabaseSecret',
          JOINED: 'in eu-west-1/Records0AAAAAAA',
        },
      },
    ]);
  });

  it('reads a queue with its dead-letter queue as the SQS API takes it', async () => {
    const { queues } = await read(RESOURCES);

    const deadLetterArn = 'arn:aws:sqs:eu-west-1:000000000000:RecordsDead0BBBBBBB';
    expect(queues[0]).toMatchObject({
      name: 'Records0AAAAAAA',
      url: 'http://127.0.0.1:4566/000000000000/Records0AAAAAAA',
      attributes: {
        VisibilityTimeout: '60',
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterArn, maxReceiveCount: 10 }),
      },
      deadLetterArn,
    });
    expect(queues[1]).toMatchObject({
      deadLetterArn: undefined,
      attributes: { MessageRetentionPeriod: '1209600' },
    });
  });

  it('reads the event source and the schedule of a function', async () => {
    const { eventSources, schedules, functions } = await read(RESOURCES);

    expect(eventSources).toEqual([
      {
        functionArn: functions[0]?.arn,
        queueArn: 'arn:aws:sqs:eu-west-1:000000000000:Records0AAAAAAA',
        batchSize: 10,
        windowSeconds: 0,
        reportsItemFailures: true,
        maximumConcurrency: 2,
      },
    ]);
    expect(schedules).toEqual([
      { name: 'Hourly', functionArn: functions[0]?.arn, everySeconds: 3_600, input: undefined },
    ]);
  });

  it('refuses a queue whose event source is switched off: it would fill in silence', async () => {
    await expect(read(changed('StoreBatchSource', { Enabled: false }))).rejects.toThrow(
      /queue Records0AAAAAAA is read by nobody/,
    );
  });

  it('takes the name from the logical id when the template has no paths', async () => {
    const withoutPath = { ...RESOURCES.StoreBatchFunction0CCCCCCC, Metadata: {} };

    const { functions } = await read({ ...RESOURCES, StoreBatchFunction0CCCCCCC: withoutPath });

    expect(functions[0]?.name).toBe('store-batch');
  });

  it('names the resource and the type when a function needs what has no local part', async () => {
    const Environment = { Variables: { TABLE: { Ref: 'Role' } } };

    const reading = read(changed('StoreBatchFunction0CCCCCCC', { Environment }));

    await expect(reading).rejects.toThrow(ReferenceUnknownError);
    await expect(reading).rejects.toThrow(/variable TABLE needs Role.*AWS::IAM::Role/);
  });

  it.each(['cron(0 3 * * ? *)', 'at(2026-01-01T00:00:00)', 'rate(0 hours)', 'rate(5 seconds)'])(
    'refuses the schedule %s by its name',
    async (ScheduleExpression) => {
      await expect(read(changed('Hourly', { ScheduleExpression }))).rejects.toThrow(
        /schedule Hourly: .*rate\(n minutes/,
      );
    },
  );

  it('refuses a batch size that Lambda would refuse without a window', async () => {
    await expect(read(changed('StoreBatchSource', { BatchSize: 100 }))).rejects.toThrow(
      /batch size above 10/,
    );
  });

  it('refuses a function whose bundle is not there', async () => {
    const reading = read(changed('StoreBatchFunction0CCCCCCC', { Code: { S3Key: 'other.zip' } }));

    await expect(reading).rejects.toThrow(WiringUnsupportedError);
    await expect(reading).rejects.toThrow(/asset\.other is not there/);
  });

  it('refuses a redrive policy to a queue that is in no stack', async () => {
    const RedrivePolicy = {
      deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:000000000000:Gone',
      maxReceiveCount: 3,
    };

    await expect(read(changed('Records0AAAAAAA', { RedrivePolicy }))).rejects.toThrow(
      /Gone, which is not here/,
    );
  });

  it('follows an export of another stack', async () => {
    const { StoreBatchFunction0CCCCCCC, Records0AAAAAAA } = RESOURCES;
    const Environment = { Variables: { RECORDS_QUEUE_URL: { 'Fn::ImportValue': 'Queues:Url' } } };
    const fn = {
      ...StoreBatchFunction0CCCCCCC,
      Properties: { ...StoreBatchFunction0CCCCCCC.Properties, Environment },
    };
    const Outputs = {
      Url: { Value: { Ref: 'Records0AAAAAAA' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Url' } } },
    };

    const { functions } = await readStacks(directory, {
      Queues: { Resources: { Records0AAAAAAA: { ...Records0AAAAAAA, Properties: {} } }, Outputs },
      Functions: { Resources: { StoreBatchFunction0CCCCCCC: fn } },
    });

    expect(functions[0]?.environment).toEqual({
      RECORDS_QUEUE_URL: 'http://127.0.0.1:4566/000000000000/Records0AAAAAAA',
    });
  });

  it('names the file that is not an assembly', async () => {
    writeFileSync(join(directory, 'manifest.json'), '{"artifacts": []}');

    await expect(readAssembly(directory)).rejects.toThrow(AssemblyUnreadableError);
    await expect(readAssembly(directory)).rejects.toThrow(/manifest\.json/);
  });
});
