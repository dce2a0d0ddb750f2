import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Dashboard, type IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { ENV } from '../../core/contracts/env.ts';
import { addApiAlarms } from '../alarms/api.ts';
import { addCacheAlarms } from '../alarms/cache.ts';
import { addDatabaseAlarms } from '../alarms/database.ts';
import { addFunctionAlarms } from '../alarms/functions.ts';
import { addGuardAlarms } from '../alarms/guards.ts';
import { addIngestAlarms } from '../alarms/ingest.ts';
import { addBotAlarms } from '../alarms/jobs-and-bots.ts';
import { addLiveAlarms } from '../alarms/live.ts';
import { addDeadLetterAlarms, addQueueAlarms } from '../alarms/queues.ts';
import { addQuotaAlarms } from '../alarms/quotas.ts';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { OperatorAlarms } from '../constructs/operator-alarm.ts';
import { secretNamed } from '../constructs/shared-secrets.ts';
import { tableNamed } from '../constructs/shared-tables.ts';
import { botWidgets } from '../dashboards/bots.ts';
import { fleetWidgets } from '../dashboards/fleet.ts';
import { infrastructureWidgets } from '../dashboards/infrastructure.ts';
import { jobWidgets } from '../dashboards/jobs.ts';
import { liveWidgets } from '../dashboards/live.ts';
import { overviewWidgets } from '../dashboards/overview.ts';
import type { DashboardSources } from '../dashboards/sources.ts';
import type { Place } from '../place.ts';

export interface ObservabilityStackProps extends StackProps, Omit<DashboardSources, 'alarms'> {}

/** What operators see and hear of one region: alarms to the topic, from it to their chat and e-mail, and five dashboards. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    const { place } = props;
    const { topic } = new AlarmTopic(this, 'Alarms', place);
    const functions = [...props.functions, this.#relayAlarms(place, topic)];

    const alarms = new OperatorAlarms(this, 'Alarm', { stage: place.stage, topic });
    addIngestAlarms(alarms, place, props.ingest);
    addDatabaseAlarms(alarms, place, props.database);
    addCacheAlarms(alarms, place, props.cache);
    addFunctionAlarms(alarms, functions);
    addQueueAlarms(alarms, props.queues);
    for (const { name, queue } of props.keepers) addDeadLetterAlarms(alarms, name, queue);
    addApiAlarms(alarms, props.api);
    addBotAlarms(alarms, place);
    addLiveAlarms(alarms, place, props.changes);
    addQuotaAlarms(alarms);
    addGuardAlarms(alarms, place);

    const sources: DashboardSources = { ...props, functions, alarms: alarms.all };
    this.#show(place, 'Overview', overviewWidgets(sources));
    this.#show(place, 'Fleet', [...fleetWidgets(sources), ...liveWidgets(sources)]);
    this.#show(place, 'Infrastructure', infrastructureWidgets(sources));
    this.#show(place, 'BotsAndUsers', botWidgets(sources));
    this.#show(place, 'Jobs', jobWidgets(sources));
  }

  /** Outside the VPC, so that it also tells when the network or the database is what broke. */
  #relayAlarms(place: Place, topic: ITopic): NodeFunction {
    const secret = secretNamed(this, 'TelegramSecret', place, 'telegramSecret');
    const table = tableNamed(this, 'Idempotency', place, 'idempotency');
    const relay = new NodeFunction(this, 'RelayAlarm', {
      place,
      name: 'relay-alarm',
      // Telegram may ask to wait for half a minute.
      timeout: Duration.seconds(60),
      memoryMb: 256,
      isAsynchronous: true,
      environment: {
        [ENV.telegramSecretArn]: secret.secretArn,
        [ENV.idempotencyTable]: table.tableName,
      },
    });
    secret.grantRead(relay.function);
    table.grant(
      relay.function,
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
    );
    topic.addSubscription(new LambdaSubscription(relay.target));
    return relay;
  }

  /** Names of dashboards are the account's, not the region's. */
  #show({ stage, region }: Place, subject: string, widgets: readonly IWidget[]): void {
    const name = subject.replaceAll(/(?!^)([A-Z])/g, '-$1').toLowerCase();
    new Dashboard(this, subject, {
      dashboardName: `telefleet-${stage.name}-${region}-${name}`,
      defaultInterval: Duration.hours(3),
      widgets: inRows(widgets),
    });
  }
}

const PAGE_WIDTH = 24;

function inRows(widgets: readonly IWidget[]): IWidget[][] {
  const rows: IWidget[][] = [];
  let used = PAGE_WIDTH;
  for (const widget of widgets) {
    const row = rows.at(-1);
    if (row === undefined || used + widget.width > PAGE_WIDTH) {
      rows.push([widget]);
      used = widget.width;
    } else {
      row.push(widget);
      used += widget.width;
    }
  }
  return rows;
}
