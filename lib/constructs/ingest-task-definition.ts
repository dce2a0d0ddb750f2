import { Duration, Size } from 'aws-cdk-lib';
import {
  type ContainerDefinition,
  CpuArchitecture,
  FargateTaskDefinition,
  LinuxParameters,
  LogDrivers,
  AwsLogDriverMode,
  OperatingSystemFamily,
  Protocol,
  Secret as ContainerSecret,
  UlimitName,
} from 'aws-cdk-lib/aws-ecs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENV, type EnvName } from '../../core/contracts/env.ts';
import type { Place } from '../place.ts';
import { acknowledge } from './acknowledge.ts';
import type { DatabaseAccess } from './database-access.ts';
import { ingestImage } from './ingest-image.ts';
import { INGEST_PORTS } from './ingest-ports.ts';
import { removalOf, retentionOf } from './retention.ts';
import { secretNamed } from './shared-secrets.ts';
import { tableNamed } from './shared-tables.ts';

/** Also a `VOLUME` of the Dockerfile: Fargate mounts an empty directory there and takes over its owner, who is not root. */
export const SPOOL_DIRECTORY = '/var/spool/telefleet';

const DISK_INCLUDED_GIB = 20;
/** What the disk holds besides the spool: layers of the image, and room so that a full spool never is a full disk. */
const DISK_RESERVED_GIB = 5;

/** 127.0.0.1 and Node's own fetch: the image has neither curl nor wget. */
const IS_HEALTHY = `fetch('http://127.0.0.1:${INGEST_PORTS.http}/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))`;

export interface IngestTaskDefinitionProps {
  readonly place: Place;
  /** Straight to the cluster: a task holds one or two connections all its life. */
  readonly database: DatabaseAccess;
  readonly records: IQueue;
}

/** What one ingest task is: its size, its disk, its container, and the rights of each. */
export class IngestTaskDefinition extends Construct {
  readonly definition: FargateTaskDefinition;
  readonly container: ContainerDefinition;

  constructor(scope: Construct, id: string, props: IngestTaskDefinitionProps) {
    super(scope, id);
    const { place, database, records } = props;
    const { stage } = place;
    const diskGib = stage.ingestSpoolGb + DISK_RESERVED_GIB;

    this.definition = new FargateTaskDefinition(this, 'Task', {
      cpu: stage.ingestVcpu * 1024,
      memoryLimitMiB: stage.ingestMemoryGb * 1024,
      ...(diskGib > DISK_INCLUDED_GIB ? { ephemeralStorageGiB: diskGib } : {}),
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.ARM64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
      volumes: [{ name: 'spool' }],
    });

    const coordination = tableNamed(this, 'Coordination', place, 'coordination');
    this.container = this.definition.addContainer('ingest', {
      image: ingestImage(this),
      user: 'node',
      readonlyRootFilesystem: true,
      // An init process in front: Node as process 1 would ignore SIGTERM until the task has its handlers, a minute into a slow start.
      linuxParameters: new LinuxParameters(this, 'Linux', { initProcessEnabled: true }),
      ulimits: [{ name: UlimitName.NOFILE, softLimit: 65_535, hardLimit: 65_535 }],
      // The most that Fargate gives. The task delivers for up to 60 s of it.
      stopTimeout: Duration.seconds(120),
      portMappings: [
        { name: 'pushes', containerPort: INGEST_PORTS.udp, protocol: Protocol.UDP },
        { name: 'health', containerPort: INGEST_PORTS.http, protocol: Protocol.TCP },
      ],
      healthCheck: {
        command: ['CMD', 'node', '-e', IS_HEALTHY],
        interval: Duration.seconds(15),
        timeout: Duration.seconds(5),
        retries: 4,
        startPeriod: Duration.seconds(60),
      },
      logging: LogDrivers.awsLogs({
        streamPrefix: 'ingest',
        logGroup: new LogGroup(this, 'Logs', {
          retention: retentionOf(stage),
          removalPolicy: removalOf(stage),
        }),
        // A slow log service must not stop the thread that writes a line; beyond this the oldest lines are lost.
        mode: AwsLogDriverMode.NON_BLOCKING,
        maxBufferSize: Size.mebibytes(4),
      }),
      environment: definedOnly({
        [ENV.stage]: stage.name,
        [ENV.mode]: 'server',
        [ENV.udpPort]: String(INGEST_PORTS.udp),
        [ENV.ingestHttpPort]: String(INGEST_PORTS.http),
        [ENV.ingestReceivers]: String(stage.ingestReceivers),
        [ENV.ingestQueueDatagrams]: String(stage.ingestQueueDatagrams),
        [ENV.ingestFlushMs]: String(stage.ingestFlushMs),
        [ENV.ingestSpoolDir]: SPOOL_DIRECTORY,
        [ENV.ingestSpoolMaxBytes]: String(stage.ingestSpoolGb * 2 ** 30),
        [ENV.coordinationTable]: coordination.tableName,
        [ENV.recordsQueueUrl]: records.queueUrl,
        ...database.environment,
      }),
      secrets: {
        [ENV.terminalKey]: ContainerSecret.fromSecretsManager(
          secretNamed(this, 'TerminalKey', place, 'terminalKeySecret'),
        ),
      },
    });
    this.container.addMountPoints({
      sourceVolume: 'spool',
      containerPath: SPOOL_DIRECTORY,
      readOnly: false,
    });

    const { taskRole } = this.definition;
    records.grantSendMessages(taskRole);
    coordination.grant(
      taskRole,
      'dynamodb:GetItem',
      'dynamodb:Scan',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
    );
    database.allow(taskRole);

    acknowledge(
      this.definition.obtainExecutionRole(),
      'AwsSolutions-IAM5[Resource::*]',
      'ecr:GetAuthorizationToken knows no resources',
    );
    acknowledge(
      this.definition,
      'AwsSolutions-ECS2',
      'settings stand in the template, so that the local run reads them too; secrets come from Secrets Manager',
    );
  }
}

function definedOnly(environment: Readonly<Partial<Record<EnvName, string>>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
