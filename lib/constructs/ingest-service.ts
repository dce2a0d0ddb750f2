import { CfnParameter, Duration, Token } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type ISecurityGroup, type IVpc, SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  AvailabilityZoneRebalancing,
  FargatePlatformVersion,
  FargateService,
  type FargateTaskDefinition,
  type ICluster,
} from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE, TASK_METRICS } from '../../core/contracts/metrics.ts';
import { sharedNames } from '../names.ts';
import type { Place } from '../place.ts';

/** A change of the number of tasks moves terminals from owner to owner, so it is done late rather than twice. */
const SCALE_OUT_COOLDOWN = Duration.minutes(2);
const SCALE_IN_COOLDOWN = Duration.minutes(30);

export interface IngestServiceProps {
  readonly place: Place;
  readonly cluster: ICluster;
  readonly vpc: IVpc;
  readonly securityGroup: ISecurityGroup;
  readonly definition: FargateTaskDefinition;
}

/** Keeps the right number of ingest tasks: where they stand, how one follows another, when there are more. */
export class IngestService extends Construct {
  readonly service: FargateService;

  constructor(scope: Construct, id: string, props: IngestServiceProps) {
    super(scope, id);
    const { place, cluster, vpc, securityGroup, definition } = props;
    const { stage } = place;
    const names = sharedNames(stage);
    const standbyTasks =
      place.role === 'standby' ? this.#tasksOfStandby(names.ingestTasksParameter) : undefined;

    this.service = new FargateService(this, 'Service', {
      serviceName: names.ingestService,
      cluster,
      taskDefinition: definition,
      platformVersion: FargatePlatformVersion.VERSION1_4,
      // A task speaks first and is answered at the address it spoke from, so that has to be its own: docs/adr/0011.
      assignPublicIp: true,
      vpcSubnets: vpc.selectSubnets({ subnetType: SubnetType.PUBLIC }),
      securityGroups: [securityGroup],
      // The new task is there before the old one leaves, and the leases say which of them speaks to a terminal.
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      // ECS turns it on where nothing is said, and would stop a healthy task, whose terminals all have to move, to even out the zones.
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      // CloudFormation repeats a stated count at every deploy, and would cut a service that has grown. Unstated it makes one task, and
      // the scalable target below raises that to its minimum. A standby has to say it: its one task would take terminals away.
      ...(standbyTasks === undefined ? {} : { desiredCount: standbyTasks }),
    });

    const scaling = this.service.autoScaleTaskCount({
      minCapacity: standbyTasks ?? stage.ingestMinTasks,
      maxCapacity: stage.ingestMaxTasks,
    });
    const cooldown = { scaleOutCooldown: SCALE_OUT_COOLDOWN, scaleInCooldown: SCALE_IN_COOLDOWN };
    scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 70, ...cooldown });
    scaling.scaleOnMemoryUtilization('Memory', { targetUtilizationPercent: 80, ...cooldown });
    scaling.scaleToTrackCustomMetric('Queue', {
      metric: new Metric({
        namespace: METRICS_NAMESPACE,
        metricName: TASK_METRICS.queueUtilizationPercent,
        dimensionsMap: { Stage: stage.name },
        // Each task says its highest of the minute; the mean over tasks falls as tasks are added, as target tracking needs it.
        statistic: Stats.AVERAGE,
        period: Duration.minutes(1),
      }),
      targetValue: 50,
      ...cooldown,
    });
  }

  /**
   * How many tasks a standby has at least: 0 until `fail-over` writes another number into the parameter of StoreStack. Every deploy reads
   * it anew, so that one after a fail-over does not stop the tasks that serve.
   */
  #tasksOfStandby(name: string): number {
    const parameter = new CfnParameter(this, 'TasksOfStandby', {
      type: 'AWS::SSM::Parameter::Value<String>',
      default: name,
      description: 'Where the number of ingest tasks is kept; 0 while the region waits',
    });
    return Token.asNumber(parameter.value);
  }
}
