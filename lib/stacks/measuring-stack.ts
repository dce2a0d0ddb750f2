import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENV } from '../../core/contracts/env.ts';
import type { DatabaseAccess } from '../constructs/database-access.ts';
import { FunctionSchedule } from '../constructs/function-schedule.ts';
import { allowMeasuring, type MeasuredQueues, queueVariables } from '../constructs/measured-queues.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { databaseVcpuOf } from '../metrics/node-size.ts';
import type { Place } from '../place.ts';
import type { NetworkStack } from './network-stack.ts';

export interface MeasuringStackProps extends StackProps {
  readonly place: Place;
  readonly network: Pick<NetworkStack, 'vpc' | 'functionSecurityGroup'>;
  readonly database: DatabaseAccess;
  readonly queues: MeasuredQueues;
}

/** What looks each minute at the database and the queues, for the metrics of the API (docs/adr/0022-measurements.md). */
export class MeasuringStack extends Stack {
  readonly functions: readonly NodeFunction[];

  constructor(scope: Construct, id: string, props: MeasuringStackProps) {
    super(scope, id, props);
    const { place, network, database, queues } = props;
    const measureSystem = new NodeFunction(this, 'MeasureSystem', {
      place,
      name: 'measure-system',
      timeout: Duration.seconds(30),
      memoryMb: 256,
      network: { vpc: network.vpc, securityGroup: network.functionSecurityGroup },
      environment: {
        ...database.environment,
        ...queueVariables(queues),
        [ENV.databaseVcpu]: String(databaseVcpuOf(place.stage)),
      },
      isAsynchronous: true,
    });
    database.allow(measureSystem.function);
    allowMeasuring(queues, measureSystem);
    new FunctionSchedule(this, 'MeasureEachMinute', { function: measureSystem, every: Duration.minutes(1) });
    this.functions = [measureSystem];
  }
}
