import { AttributeType, CfnGlobalTable, MultiRegionConsistency, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { sharedNames } from '../names.ts';
import { type Place, peerRegionOf } from '../place.ts';
import { removalOf } from './retention.ts';
import type { SharedTable } from './shared-tables.ts';

/**
 * How two regions agree. `eventual`: each writes its own replica and the last writer wins, about a second later. `strong`: a conditional
 * write is judged by a majority of the regions, so it is a lock; DynamoDB has no TTL there, and CDK would not say so.
 */
export type Consistency =
  { readonly kind: 'eventual'; readonly timeToLiveAttribute: string } | { readonly kind: 'strong' };

export interface GlobalTableProps {
  readonly place: Place;
  readonly name: SharedTable;
  /** Name of the key, a string. */
  readonly partitionKey: string;
  readonly consistency: Consistency;
}

/**
 * One table with a replica in the standby region when there is one. The stack of the primary region owns every replica; all others find
 * the table by its name (`tableNamed`). Billed by request: the load follows the day, and a standby that waits costs nothing.
 */
export class GlobalTable extends Construct {
  constructor(scope: Construct, id: string, props: GlobalTableProps) {
    super(scope, id);
    const { place, consistency } = props;
    const table = new TableV2(this, 'Table', {
      tableName: sharedNames(place.stage)[props.name],
      partitionKey: { name: props.partitionKey, type: AttributeType.STRING },
      // A replica is no backup: it copies a wrong write within a second.
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: place.stage.deletionProtection,
      removalPolicy: removalOf(place.stage),
      ...replicasOf(place, consistency),
      ...(consistency.kind === 'eventual' ? { timeToLiveAttribute: consistency.timeToLiveAttribute } : {}),
    });
    // A table that moves within the code must stay the same table.
    if (table.node.defaultChild instanceof CfnGlobalTable)
      table.node.defaultChild.overrideLogicalId(`${id}Table`);
  }
}

function replicasOf(place: Place, consistency: Consistency) {
  const region = peerRegionOf(place);
  const { witness } = place.stage.regions;
  if (region === undefined || witness === undefined) return {};
  const replicas = [{ region }];
  return consistency.kind === 'eventual'
    ? { replicas }
    : { replicas, witnessRegion: witness, multiRegionConsistency: MultiRegionConsistency.STRONG };
}
