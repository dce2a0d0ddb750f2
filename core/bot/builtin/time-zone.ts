import * as z from 'zod';
import { findTimeZones } from '../format/find-time-zones.ts';
import { formatClock } from '../format/format-time.ts';
import { isTimeZone, timeZoneLabel } from '../format/time-zone.ts';
import { action, type BuiltinTurn, flow } from './kit.ts';

const MAX_QUERY_CHARACTERS = 60;

/** Typed, then tapped: the clock beside each zone is how a person knows that it is theirs. */
const zoneFlow = flow({
  id: 'zzone',
  answers: z.object({ query: z.string(), zone: z.string().refine(isTimeZone) }),
  steps: [
    {
      name: 'query',
      kind: 'text',
      ask: 'zone.ask',
      label: 'zone.label',
      max: MAX_QUERY_CHARACTERS,
      check: (turn, query) =>
        findTimeZones(query, { now: turn.now }).length === 0 ? turn.t('zone.unknown') : undefined,
    },
    {
      name: 'zone',
      kind: 'choice',
      ask: 'zone.choose',
      options: ({ now, user: { language } }, { query = '' }) =>
        findTimeZones(query, { now }).map((timeZone) => ({
          value: timeZone,
          label: `${timeZoneLabel(timeZone, language, now)} · ${formatClock(now, { language, timeZone })}`,
        })),
    },
  ],
  async commit(turn, { zone }) {
    const { user, now, t } = turn;
    await turn.services.chooseTimeZone(user.id, zone);
    turn.hasWritten();
    const time = formatClock(now, { language: user.language, timeZone: zone });
    turn.show({
      text: t('zone.saved', { zone: timeZoneLabel(zone, user.language, now), time }),
      buttons: [
        [
          { label: t.plain('button.timeZone'), call: chooseZone.with() },
          { label: t.plain('button.settings'), call: { id: 'zset', args: [] } },
        ],
      ],
    });
  },
});

export const chooseZone = action('ztz', z.tuple([]), (turn: BuiltinTurn) => turn.start(zoneFlow));

export const zoneFlows = [zoneFlow];
export const zoneActions = [chooseZone];
