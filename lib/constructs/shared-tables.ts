import { type ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { sharedNames, type SharedNames } from '../names.ts';
import type { Place } from '../place.ts';

export type SharedTable = keyof Pick<SharedNames, 'sessions' | 'idempotency' | 'sockets' | 'coordination'>;

/**
 * A table of SharedStateStack for grants and environments: the replica in the place's own region. It is found by its fixed name, since a
 * stack that refers to the primary region cannot be deployed while that region is away.
 * @param name which table, such as `coordination`
 */
export function tableNamed(scope: Construct, id: string, place: Place, name: SharedTable): ITableV2 {
  return TableV2.fromTableName(scope, id, sharedNames(place.stage)[name]);
}
