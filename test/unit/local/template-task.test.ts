import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Wiring } from '../../../local/assembly/wiring.ts';
import { readStacks } from '../../support/read-stacks.ts';

const queue = { Type: 'AWS::SQS::Queue', Properties: {} };

const STORE = {
  Resources: { Records: queue },
  Outputs: { RecordsUrl: { Value: { Ref: 'Records' } } },
};

const STATE = {
  Resources: {
    Leases: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        TableName: 'telefleet-local-coordination',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        Replicas: [{ Region: 'eu-west-1' }],
      },
    },
  },
};

const INGEST = {
  Resources: {
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        Cpu: '512',
        ContainerDefinitions: [
          { Name: 'sidecar', Image: 'other', PortMappings: [{ ContainerPort: 80, Protocol: 'tcp' }] },
          {
            Name: 'ingest',
            Image: { 'Fn::Sub': '${AWS::AccountId}.dkr.ecr.eu-west-1.${AWS::URLSuffix}/x:y' },
            PortMappings: [
              { ContainerPort: 2500, Protocol: 'udp' },
              { ContainerPort: 9100, Protocol: 'tcp' },
            ],
            Environment: [
              {
                Name: 'RECORDS_QUEUE_URL',
                Value: { 'Fn::GetStackOutput': { StackName: 'store', OutputName: 'RecordsUrl' } },
              },
              { Name: 'COORDINATION_TABLE', Value: 'telefleet-local-coordination' },
            ],
            Secrets: [
              {
                Name: 'TERMINAL_KEY',
                ValueFrom: {
                  'Fn::Join': [
                    '',
                    [
                      'arn:aws:secretsmanager:eu-west-1:',
                      { Ref: 'AWS::AccountId' },
                      ':secret:telefleet/local/terminal-key',
                    ],
                  ],
                },
              },
            ],
          },
        ],
      },
    },
  },
};

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'task-'));
  mkdirSync(join(directory, 'asset.abc'));
});

afterEach(() => rmSync(directory, { recursive: true }));

const read = (stacks: object): Promise<Wiring> =>
  readStacks(directory, { store: STORE, state: STATE, ingest: INGEST, ...stacks });

describe('the ingest task of the template', () => {
  it('is the container that listens to UDP, with its references resolved', async () => {
    const { task } = await read({});

    expect(task).toEqual({
      name: 'Task/ingest',
      environment: {
        RECORDS_QUEUE_URL: 'http://127.0.0.1:4566/000000000000/Records',
        COORDINATION_TABLE: 'telefleet-local-coordination',
      },
      secrets: {
        TERMINAL_KEY: 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:telefleet/local/terminal-key',
      },
    });
  });

  it('is not there when nothing listens to UDP', async () => {
    expect((await read({ ingest: { Resources: {} } })).task).toBeUndefined();
  });

  it('is refused when there are two', async () => {
    await expect(read({ another: INGEST })).rejects.toThrow(/both listen to UDP/);
  });

  it('is refused with the name of a table that no stack has', async () => {
    await expect(read({ state: { Resources: {} } })).rejects.toThrow(
      /Task\/ingest has COORDINATION_TABLE telefleet-local-coordination, and there is no such table/,
    );
  });
});

describe('names of the template', () => {
  it('stay apart when two stacks have the same logical id', async () => {
    const { queues } = await read({ bots: { Resources: { Records: queue } } });

    expect(queues.map(({ name }) => name).sort()).toEqual(['bots-Records', 'store-Records']);
    expect(new Set(queues.map(({ url }) => url)).size).toBe(2);
  });
});

describe('tables of the template', () => {
  it('have their keys, and neither replicas nor time to live', async () => {
    const { tables } = await read({});

    expect(tables).toEqual([
      {
        name: 'telefleet-local-coordination',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      },
    ]);
  });
});
