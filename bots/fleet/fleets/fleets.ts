import * as z from 'zod';
import { html } from '../../../core/bot/html.ts';
import type { Screen } from '../../../core/bot/screen.ts';
import { shorten } from '../../../core/bot/views/button-layout.ts';
import { calls } from '../calls.ts';
import { orExplain } from '../explain-refusal.ts';
import { lines } from '../format.ts';
import { askerOf, flow, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';

/** The person's fleets: which one is looked at, and its name. */
async function fleetsScreen(turn: FleetTurn): Promise<Screen> {
  const { t } = turn;
  const fleets = await turn.services.fleets.list(askerOf(turn));
  const [chosen] = fleets;
  return {
    text: lines(
      html`<b>${t('fleets.title')}</b>`,
      ...fleets.map(
        ({ fleetName, role, terminals, isChosen }) =>
          html`${isChosen ? '✓ ' : ''}${fleetName} · ${t(`role.${role}`)} · ${t('home.terminals', { count: terminals })}`,
      ),
    ),
    buttons: [
      ...fleets.slice(0, 50).map(({ fleetId, fleetName, isChosen }) => [
        {
          label: `${isChosen ? '✓ ' : ''}${shorten(fleetName, 36)}`,
          call: calls.chooseFleet.with(fleetId),
        },
      ]),
      ...(chosen?.role === 'owner'
        ? [
            [
              { label: t.plain('button.rename'), call: calls.renameFleet.with(chosen.fleetId) },
              { label: t.plain('button.export'), call: calls.export.with() },
            ],
          ]
        : [[{ label: t.plain('button.export'), call: calls.export.with() }]]),
      [{ label: t.plain('button.home'), call: calls.home.with() }],
    ],
  };
}

export const renameFleetFlow = flow({
  id: 'fren',
  answers: z.object({ fleetId: z.string(), name: z.string() }),
  steps: [{ kind: 'text', name: 'name', ask: 'fleets.askName', max: 100 }],
  commit: (turn, { fleetId, name }) =>
    orExplain(turn, async () => {
      await turn.services.fleets.rename(askerOf(turn), fleetId, name);
      turn.hasWritten();
      turn.show(await fleetsScreen(turn));
    }),
});

export const fleetActions = [
  onTap(calls.fleets, async (turn) => turn.show(await fleetsScreen(turn))),
  onTap(calls.chooseFleet, async (turn, fleetId) => {
    await turn.services.fleets.choose(askerOf(turn), fleetId);
    turn.hasWritten();
    turn.show(await fleetsScreen(turn));
  }),
  onTap(calls.renameFleet, (turn, fleetId) => turn.start(renameFleetFlow, { fleetId })),
  onTap(calls.export, async (turn) => {
    const [fleet] = await turn.services.fleets.list(askerOf(turn));
    if (fleet === undefined) return;
    const csv = await turn.services.terminals.exportCsv(askerOf(turn), fleet.fleetId);
    turn.sendFile({
      name: 'terminals.csv',
      content: Buffer.from(csv),
      caption: turn.t('export.caption'),
    });
  }),
];
