import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { ALARM_STATES, type AlarmState } from '../contracts/alarm.ts';

/**
 * The newest state of each alarm, in the table `idempotency`: a row a region, an attribute an alarm, without TTL. Only a region itself writes its
 * row, so that the copies of a global table never disagree.
 */
export interface AlarmStates {
  /** Repeated or late, it changes nothing. @throws what the SDK throws */
  note(state: AlarmState): Promise<void>;
  /** @throws what the SDK throws */
  read(regions: readonly string[]): Promise<readonly AlarmState[]>;
}

/** A row has 400 KB: two hundred alarms have room. */
const MAX_REASON_CHARS = 500;

const textIn = z.object({ S: z.string() }).transform(({ S }) => S);
const stateIn = z
  .object({
    M: z.object({
      state: textIn.pipe(z.enum(ALARM_STATES)),
      sinceMs: z.object({ N: z.string().regex(/^\d{1,15}$/) }).transform(({ N }) => Number(N)),
      reason: textIn,
    }),
  })
  .transform(({ M }) => M);

export const ALARM_STATES_PREFIX = 'alarm-states#';

export function openAlarmStates(client: DynamoDBClient, tableName: string): AlarmStates {
  const keyOf = (region: string) => ({
    TableName: tableName,
    Key: { id: { S: `${ALARM_STATES_PREFIX}${region}` } },
  });
  return {
    async note({ name, region, state, since, reason }) {
      const sinceMs = { N: String(since.getTime()) };
      const M = { state: { S: state }, sinceMs, reason: { S: reason.slice(0, MAX_REASON_CHARS) } };
      try {
        await client.send(
          new UpdateItemCommand({
            ...keyOf(region),
            UpdateExpression: 'SET #name = :state',
            ConditionExpression: 'attribute_not_exists(#name) OR #name.sinceMs < :since',
            ExpressionAttributeNames: { '#name': name },
            ExpressionAttributeValues: { ':state': { M }, ':since': sinceMs },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    async read(regions) {
      const states: AlarmState[] = [];
      for (const region of regions) {
        const { Item = {} } = await client.send(new GetItemCommand(keyOf(region)));
        for (const [name, value] of Object.entries(Item)) {
          // The key, and what is in no known shape.
          const parsed = stateIn.safeParse(value);
          if (!parsed.success) continue;
          const { state, sinceMs, reason } = parsed.data;
          states.push({ name, region, state, since: new Date(sinceMs), reason });
        }
      }
      return states;
    },
  };
}
