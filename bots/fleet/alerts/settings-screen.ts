import { formatAmount } from '../../../core/bot/format/format-amount.ts';
import { formatClock } from '../../../core/bot/format/format-time.ts';
import { html, type Html } from '../../../core/bot/html.ts';
import type { Screen } from '../../../core/bot/screen.ts';
import { checkList } from '../../../core/bot/views/check-list.ts';
import type { AlertSettings } from '../../../core/fleet/alerts/alert-settings.ts';
import type { Membership } from '../../../core/fleet/terminals/fleets.ts';
import { calls } from '../calls.ts';
import { chosenFleetOrTell } from '../fleets/chosen-fleet.ts';
import { lines } from '../format.ts';
import { askerOf, command, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { readMembership } from '../sharing/member-list.ts';
import { zoneRows } from '../time-zone-line.ts';
import { alertsCalls } from './alerts-calls.ts';

/** A test goes to Telegram as an alert does. */
const TESTS = { points: 5, perSeconds: 300 };

/** What the person is told of a fleet, and by which clock. @throws FleetUnknownError */
export async function alertSettingsScreen(turn: FleetTurn, fleetId: string): Promise<Screen> {
  const { t } = turn;
  const [fleet, settings] = await Promise.all([
    readMembership(turn, fleetId),
    turn.services.alerts.readSettings(askerOf(turn), fleetId),
  ]);
  const { silent, apiErrors, lossLimit, quiet } = settings;
  return checkList({
    language: turn.user.language,
    text: settingsText(turn, fleet, settings),
    items: [
      {
        label: t.plain('alerts.silent'),
        isChecked: silent,
        toggle: alertsCalls.silent.with(fleetId, !silent),
      },
      {
        label: t.plain('alerts.apiErrors'),
        isChecked: apiErrors,
        toggle: alertsCalls.apiErrors.with(fleetId, !apiErrors),
      },
    ],
    below: [
      [
        { label: t.plain('alerts.setLoss'), call: alertsCalls.loss.with(fleetId) },
        ...(lossLimit === undefined
          ? []
          : [{ label: t.plain('alerts.lossOff'), call: alertsCalls.lossOff.with(fleetId) }]),
      ],
      [
        { label: t.plain('alerts.setQuiet'), call: alertsCalls.quiet.with(fleetId) },
        ...(quiet === undefined
          ? []
          : [{ label: t.plain('alerts.quietOff'), call: alertsCalls.quietOff.with(fleetId) }]),
      ],
      ...zoneRows(turn),
      [
        { label: t.plain('alerts.test'), call: alertsCalls.test.with(fleetId) },
        { label: t.plain('button.home'), call: calls.home.with() },
      ],
    ],
  });
}

function settingsText(turn: FleetTurn, { fleetName }: Membership, settings: AlertSettings): Html {
  const { t, user } = turn;
  const { lossLimit, lossCurrency, quiet } = settings;
  const onOff = (isOn: boolean): Html => t(isOn ? 'alerts.on' : 'alerts.off');
  return lines(
    html`<b>${t('alerts.title', { name: fleetName })}</b>`,
    t('alerts.onlyYours'),
    '',
    html`${t('alerts.silent')}: ${onOff(settings.silent)}`,
    html`${t('alerts.apiErrors')}: ${onOff(settings.apiErrors)}`,
    lossLimit === undefined
      ? t('alerts.noLoss')
      : t('alerts.loss', {
          limit: formatAmount(lossLimit, {
            language: user.language,
            currency: lossCurrency,
            minDigits: 0,
          }),
        }),
    quiet === undefined ? t('alerts.noQuiet') : t('alerts.quiet', quiet),
    '',
    t(user.hasChosenTimeZone ? 'alerts.zone' : 'alerts.zoneNotChosen', {
      zone: user.timeZone,
      time: formatClock(turn.now, user),
    }),
  );
}

/** Changes one thing and shows what is set then. */
export async function changeSettings(
  turn: FleetTurn,
  fleetId: string,
  change: Partial<AlertSettings>,
): Promise<void> {
  const { alerts } = turn.services;
  // What is written is whole: it begins with the newest there is, and not with what a reader has.
  const before = await alerts.readSettings({ ...askerOf(turn), seesOwnWrites: true }, fleetId);
  await alerts.writeSettings(askerOf(turn), fleetId, { ...before, ...change });
  turn.hasWritten();
  turn.show(await alertSettingsScreen(turn, fleetId));
}

export const settingsCommands = [
  command({
    name: 'alerts',
    description: 'command.alerts',
    async run(turn) {
      const fleet = await chosenFleetOrTell(turn);
      if (fleet !== undefined) turn.send(await alertSettingsScreen(turn, fleet.fleetId));
    },
  }),
];

export const settingsActions = [
  onTap(alertsCalls.open, async (turn, fleetId) => turn.show(await alertSettingsScreen(turn, fleetId))),
  onTap(alertsCalls.silent, (turn, fleetId, silent) => changeSettings(turn, fleetId, { silent })),
  onTap(alertsCalls.apiErrors, (turn, fleetId, apiErrors) => changeSettings(turn, fleetId, { apiErrors })),
  onTap(alertsCalls.lossOff, (turn, fleetId) => changeSettings(turn, fleetId, { lossLimit: undefined })),
  onTap(alertsCalls.quietOff, (turn, fleetId) => changeSettings(turn, fleetId, { quiet: undefined })),
  onTap(alertsCalls.test, async (turn, fleetId) => {
    await turn.limit('test-alert', TESTS);
    const { bot, user, updateId } = turn;
    const { fleetName } = await readMembership(turn, fleetId);
    await turn.services.alerts.sendTest(
      askerOf(turn),
      { bot, userId: user.id, language: user.language, timeZone: user.timeZone, fleetId, fleetName },
      `alert-test:${bot}:${updateId}`,
    );
    turn.notice(turn.t.plain('alerts.testSent'));
  }),
];
