import { html } from '../../../core/bot/html.ts';
import type { Button, Screen } from '../../../core/bot/screen.ts';
import { layoutButtons, shorten } from '../../../core/bot/views/button-layout.ts';
import {
  COMMAND_CATEGORIES,
  type CommandCategory,
  commandsOf,
  findCommand,
  isCommandId,
} from '../../../core/fleet/commands/catalogue.ts';
import { CATALOGUE_TEXTS } from '../../../core/fleet/commands/catalogue-texts.ts';
import { calls } from '../calls.ts';
import { readTarget, resolveButtonTarget, writeTarget } from './command-target.ts';
import { commandFormFlow, freeCommandFlow } from './command-flows.ts';
import { lines } from '../format.ts';
import { askerOf, command, type FleetTurn } from '../kit.ts';
import { onTap } from '../on-tap.ts';
import { sendCommand } from './send-command.ts';

const QUICK = 12;

/** Quick buttons, categories, presets, free text: all that can be sent to a target. */
async function commandsScreen(turn: FleetTurn, targetText: string): Promise<Screen | undefined> {
  const target = readTarget(targetText);
  if (target === undefined) return undefined;
  const { t } = turn;
  const { fleetId, label } = await resolveButtonTarget(turn, target);
  const presets = await turn.services.presets.list(askerOf(turn), fleetId);
  const { categories } = CATALOGUE_TEXTS[turn.user.language];
  const quick = presets
    .filter(({ quickPosition }) => quickPosition !== null)
    .slice(0, QUICK)
    .map(({ id, name }) => ({
      label: `⚡ ${shorten(name, 20)}`,
      call: calls.presetSend.with(targetText, id, turn.updateId),
    }));
  return {
    text: lines(t('command.to', { target: label }), t('command.choose')),
    buttons: [
      ...layoutButtons(quick),
      ...layoutButtons(
        COMMAND_CATEGORIES.map((category) => ({
          label: categories[category],
          call: calls.commandCategory.with(targetText, category),
        })),
      ),
      [
        { label: t.plain('command.free'), call: calls.commandFree.with(targetText) },
        { label: t.plain('button.presets'), call: calls.presets.with(targetText) },
      ],
      [backFrom(turn, targetText)],
    ],
  };
}

function backFrom(turn: FleetTurn, targetText: string): Button {
  const target = readTarget(targetText);
  const label = turn.t.plain('button.back');
  if (target?.kind === 'terminal') return { label, call: calls.terminal.with(target.terminalId) };
  if (target?.kind === 'group' || target?.kind === 'tag')
    return { label, call: calls.label.with(target.kind, target.name) };
  return { label, call: calls.home.with() };
}

function categoryScreen(turn: FleetTurn, targetText: string, category: CommandCategory): Screen {
  const texts = CATALOGUE_TEXTS[turn.user.language];
  return {
    text: lines(html`<b>${texts.categories[category]}</b>`, turn.t('command.choose')),
    buttons: [
      ...layoutButtons(
        commandsOf(category)
          .filter(({ id }) => isCommandId(id))
          .map(({ id, name }) => ({
            label: isCommandId(id) ? texts.commands[id].title : name,
            call: calls.commandEntry.with(targetText, id),
          })),
      ),
      [{ label: turn.t.plain('button.back'), call: calls.commands.with(targetText) }],
    ],
  };
}

async function entryScreen(turn: FleetTurn, targetText: string, id: string): Promise<Screen | undefined> {
  const entry = findCommand(id);
  const target = readTarget(targetText);
  if (entry === undefined || target === undefined || !isCommandId(id)) return undefined;
  const { label } = await resolveButtonTarget(turn, target);
  const { title, help } = CATALOGUE_TEXTS[turn.user.language].commands[id];
  const send: Button =
    entry.arguments.length === 0
      ? {
          label: turn.t.plain('command.send', { command: entry.name }),
          call: calls.commandSend.with(targetText, entry.name, turn.updateId),
        }
      : { label: turn.t.plain('command.fill'), call: calls.commandForm.with(targetText, id) };
  return {
    text: lines(
      html`<b>${title}</b> → ${label}`,
      help,
      html`${turn.t('command.example')} <code>${entry.example}</code>`,
    ),
    buttons: [
      [send],
      [{ label: turn.t.plain('button.back'), call: calls.commandCategory.with(targetText, entry.category) }],
    ],
  };
}

/** A target, or a stale button of a release that wrote it otherwise. */
function orStale(turn: FleetTurn, screen: Screen | undefined): void {
  if (screen === undefined) turn.notice(turn.t.plain('refusal.stale'));
  else turn.show(screen);
}

/** `/cmd STOP`: to whom is asked next; alone it opens the menu of all. */
async function openCommands(turn: FleetTurn, text: string): Promise<void> {
  const [fleet] = await turn.services.fleets.list(askerOf(turn));
  if (fleet === undefined) {
    turn.send({
      text: turn.t('home.newcomer', { name: turn.user.firstName }),
      buttons: [[{ label: turn.t.plain('button.add'), call: calls.add.with() }]],
    });
    return;
  }
  if (fleet.role === 'viewer') {
    turn.send({ text: turn.t('refusal.operatorOnly') });
    return;
  }
  const { fleetId } = fleet;
  const groups = await turn.services.labels.list(askerOf(turn), fleetId, 'group');
  const words = text.trim();
  const toTarget = (label: string, target: string): Button => ({
    label,
    call:
      words === ''
        ? calls.commands.with(target)
        : calls.commandSend.with(target, words.slice(0, 2_000), turn.updateId),
  });
  turn.send({
    text: lines(words !== '' && html`<b>${words.slice(0, 500)}</b>`, turn.t('command.toWhom')),
    buttons: [
      [toTarget(turn.t.plain('target.all'), writeTarget({ kind: 'all', fleetId }))],
      ...layoutButtons(
        groups
          .slice(0, 40)
          .map(({ name, terminals }) =>
            toTarget(`${shorten(name, 24)} · ${terminals}`, writeTarget({ kind: 'group', fleetId, name })),
          ),
      ),
    ],
  });
}

export const commandCommands = [command({ name: 'cmd', description: 'command.cmd', run: openCommands })];

export const commandActions = [
  onTap(calls.commands, async (turn, target) => orStale(turn, await commandsScreen(turn, target))),
  onTap(calls.commandCategory, (turn, target, category) => {
    const known = COMMAND_CATEGORIES.find((one) => one === category);
    orStale(turn, known === undefined ? undefined : categoryScreen(turn, target, known));
  }),
  onTap(calls.commandEntry, async (turn, target, id) => orStale(turn, await entryScreen(turn, target, id))),
  onTap(calls.commandForm, (turn, target, id) => turn.start(commandFormFlow, { target, command: id })),
  onTap(calls.commandFree, (turn, target) => turn.start(freeCommandFlow, { target })),
  onTap(calls.commandSend, async (turn, targetText, text, once) => {
    const target = readTarget(targetText);
    if (target === undefined) return orStale(turn, undefined);
    await sendCommand(turn, { target, commands: [text], key: keyOf('send', once, text) });
  }),
  onTap(calls.commandConfirmed, async (turn, targetText, text, count, once) => {
    const target = readTarget(targetText);
    if (target === undefined) return orStale(turn, undefined);
    await sendCommand(turn, {
      target,
      commands: text.split('\n'),
      key: `confirmed-${once}`,
      confirmedCount: count,
    });
  }),
];

/** A screen has several buttons that send: each does it once, and all of them may be tapped. */
function keyOf(what: string, once: number, text: string): string {
  return `${what}-${once}-${Buffer.from(text).toString('base64url').slice(0, 120)}`;
}
