import type { AlarmStates } from '../../aws/alarm-states.ts';
import { type AlarmNotice, momentOf } from './sns-alarm.ts';

/**
 * Keeps how the alarms are, for the API. What cannot be kept is told to `onFailure` and is in nobody's way: that people hear of the alarm matters
 * more.
 */
export async function noteStates(
  states: Pick<AlarmStates, 'note'>,
  notices: readonly AlarmNotice[],
  onFailure: (error: unknown) => void,
): Promise<void> {
  for (const { name, region, state, reason, changedAt } of notices) {
    const since = momentOf(changedAt);
    if (since === undefined) continue;
    try {
      await states.note({ name, region, state, since, reason });
    } catch (error) {
      onFailure(error);
    }
  }
}
