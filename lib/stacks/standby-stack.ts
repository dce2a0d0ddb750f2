import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENV } from '../../core/contracts/env.ts';
import { FunctionSchedule } from '../constructs/function-schedule.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { allowPromotion } from '../constructs/promotion-rights.ts';
import { secretNamed } from '../constructs/shared-secrets.ts';
import { tableNamed } from '../constructs/shared-tables.ts';
import { regionalOriginNameOf, type StageDomain } from '../domain.ts';
import { sharedNames } from '../names.ts';
import type { Place } from '../place.ts';

export interface StandbyStackProps extends StackProps {
  /** The standby's. */
  readonly place: Place;
  /** `domainOf(stage)`; a pair always has one. */
  readonly domain: StageDomain;
}

/** What only a standby region has: somebody who watches the primary each minute, with the rights to take its place. */
export class StandbyStack extends Stack {
  readonly functions: readonly NodeFunction[];

  constructor(scope: Construct, id: string, props: StandbyStackProps) {
    super(scope, id, props);
    const { place, domain } = props;
    const { stage } = place;
    // Outside the VPC: it has to work while the region's own NAT or subnets are what is wrong.
    const failOver = new NodeFunction(this, 'FailOver', {
      place,
      name: 'fail-over',
      timeout: Duration.seconds(30),
      memoryMb: 256,
      isAsynchronous: true,
      environment: {
        [ENV.coordinationTable]: sharedNames(stage).coordination,
        [ENV.regionRole]: place.role,
        [ENV.primaryRegion]: stage.regions.primary,
        [ENV.primaryHealthUrl]: `https://${regionalOriginNameOf(domain, stage.regions.primary)}/health`,
        [ENV.failoverThresholdMinutes]: String(stage.failoverThresholdMinutes),
      },
    });
    tableNamed(this, 'Coordination', place, 'coordination').grant(
      failOver.function,
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    );
    // To tell the admins, and to move the webhooks.
    secretNamed(this, 'TelegramSecret', place, 'telegramSecret').grantRead(failOver.function);
    allowPromotion(failOver, place);
    new FunctionSchedule(this, 'EachMinute', { function: failOver, every: Duration.minutes(1) });
    this.functions = [failOver];
  }
}
