import type { AlarmState } from '../../contracts/alarm.ts';
import { alarmDefinition, readAlarmName } from '../../contracts/alarms.ts';
import { ProblemError } from '../../http/answers.ts';
import { defineRoute, type RouteDefinition, TAGS } from '../define-route.ts';
import { alarmList } from './alarm-shapes.ts';

const NONE_TOLD =
  'No alarm of this stage has told its state. In AWS each does within minutes of its first deployment; on one machine nothing raises alarms.';

const list = defineRoute({
  method: 'GET',
  path: '/api/alarms',
  tag: TAGS.system,
  access: 'administrator',
  summary: 'How the alarms of all regions are now, raised ones first',
  description:
    'As CloudWatch told the operators last. What each means and what to do is in docs/runbook.md and on the Health page.',
  query: null,
  body: null,
  answer: alarmList,
  handle: async ({ parts }) => {
    const { stage, readStates } = parts.system.alarms;
    const states = await readStates().catch((error: unknown) => {
      throw notTold(error);
    });
    const alarms = states.flatMap((state) => describe(stage, state)).toSorted(byUrgency);
    return { body: { alarms, note: alarms.length === 0 ? NONE_TOLD : null } };
  },
});

/** Nothing of an alarm that is in no catalogue: one of an older release, which nobody raises any more. */
function describe(stage: string, { name, ...state }: AlarmState) {
  const known = readAlarmName(stage, name);
  if (known === undefined) return [];
  const { severity } = alarmDefinition(known.id);
  return [{ id: known.id, subject: known.subject ?? null, severity, ...state }];
}

type Described = ReturnType<typeof describe>[number];

const RANKS = { alarm: 0, unknown: 1, ok: 2 } as const;

function byUrgency(one: Described, other: Described): number {
  return (
    RANKS[one.state] - RANKS[other.state] ||
    one.severity.localeCompare(other.severity) ||
    other.since.getTime() - one.since.getTime() ||
    one.id.localeCompare(other.id)
  );
}

function notTold(cause: unknown): ProblemError {
  return new ProblemError(
    {
      status: 503,
      title: 'Not told',
      detail: 'The table of alarms does not answer. The CloudWatch console shows them.',
      headers: { 'retry-after': '5' },
    },
    { cause },
  );
}

export const alarmRoutes: readonly RouteDefinition[] = [list];
