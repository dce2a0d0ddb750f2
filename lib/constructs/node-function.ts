import { join } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EnvName } from '../../core/contracts/env.ts';
import type { Stage } from '../stages.ts';

const RETENTION = {
  7: RetentionDays.ONE_WEEK,
  30: RetentionDays.ONE_MONTH,
  90: RetentionDays.THREE_MONTHS,
  365: RetentionDays.ONE_YEAR,
} as const;

export interface NodeFunctionProps {
  /** Folder under `functions/`: its `handler.ts` exports `handler`. Named by path, so that CDK never imports what runs. */
  readonly name: string;
  readonly timeout: Duration;
  readonly memoryMb: number;
  readonly logRetentionDays: Stage['logRetentionDays'];
  readonly environment: Readonly<Partial<Record<EnvName, string>>>;
}

/** A function with what all of ours have: arm64, Node 24, one minified ES module, a log group that forgets, tracing. */
export class NodeFunction extends Construct {
  readonly function: NodejsFunction;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const root = join(import.meta.dirname, '../..');
    this.function = new NodejsFunction(this, 'Function', {
      entry: join(root, 'functions', props.name, 'handler.ts'),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memoryMb,
      tracing: Tracing.ACTIVE,
      environment: definedOnly(props.environment),
      logGroup: new LogGroup(this, 'Logs', { retention: RETENTION[props.logRetentionDays] }),
      projectRoot: root,
      depsLockFilePath: join(root, 'package-lock.json'),
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        minify: true,
        sourceMap: false,
        mainFields: ['module', 'main'],
        // The whole of the SDK that is used goes into the bundle: which minor version Lambda has is not said anywhere.
        bundleAwsSDK: true,
        // CommonJS dependencies inside an ES module need a require of their own.
        banner: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
        // pg asks for its native twin in a try block; it is not there and must not be looked for.
        externalModules: ['pg-native'],
        forceDockerBundling: false,
      },
    });
  }
}

function definedOnly(environment: Readonly<Partial<Record<EnvName, string>>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
