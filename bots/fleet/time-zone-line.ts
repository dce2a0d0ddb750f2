import { cityOf } from '../../core/bot/format/time-zone.ts';
import type { Html } from '../../core/bot/html.ts';
import type { Button } from '../../core/bot/screen.ts';
import type { FleetTurn } from './kit.ts';

/** By which clock the screen's days and times are. */
export function zoneLine({ t, user }: FleetTurn): Html {
  return user.hasChosenTimeZone
    ? t('zone.chosen', { zone: cityOf(user.timeZone, user.language) })
    : t('zone.notChosen');
}

/** A row for whoever has not chosen one; it opens what every bot has. */
export function zoneRows({ t, user }: FleetTurn): Button[][] {
  return user.hasChosenTimeZone
    ? []
    : [[{ label: t.plain('button.chooseZone'), call: { id: 'ztz', args: [] } }]];
}
