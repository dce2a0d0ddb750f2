import type { Target } from '../../../core/fleet/commands/targets.ts';
import type { Html } from '../../../core/bot/html.ts';
import { askerOf, type FleetTurn } from '../kit.ts';

/** To whom a command goes, as buttons carry it: it names the fleet, since the person may look at another one when they tap. */
export type ButtonTarget =
  | { readonly kind: 'terminal'; readonly terminalId: number }
  | { readonly kind: 'group' | 'tag'; readonly fleetId: string; readonly name: string }
  | { readonly kind: 'all'; readonly fleetId: string };

const SIGNS = { group: 'g', tag: '#' } as const;

/** `t7`, `g12.Long`, `#12.eu`, `a12`. */
export function writeTarget(target: ButtonTarget): string {
  switch (target.kind) {
    case 'terminal':
      return `t${target.terminalId}`;
    case 'all':
      return `a${target.fleetId}`;
    case 'group':
    case 'tag':
      return `${SIGNS[target.kind]}${target.fleetId}.${target.name}`;
  }
}

/** @returns undefined for what no button of ours carries */
export function readTarget(text: string): ButtonTarget | undefined {
  const [, sign, id = '', name] = /^([tga#])(\d{1,18})(?:\.(.{1,50}))?$/u.exec(text) ?? [];
  if (sign === 't' && name === undefined) return { kind: 'terminal', terminalId: Number(id) };
  if (sign === 'a' && name === undefined) return { kind: 'all', fleetId: id };
  if (name === undefined) return undefined;
  if (sign === 'g') return { kind: 'group', fleetId: id, name };
  return sign === '#' ? { kind: 'tag', fleetId: id, name } : undefined;
}

/** The target as the bus takes it, with its fleet and how people call it. */
export interface ResolvedButtonTarget {
  readonly fleetId: string;
  readonly target: Target;
  readonly label: Html;
}

/** @throws TerminalUnknownError */
export async function resolveButtonTarget(
  turn: FleetTurn,
  target: ButtonTarget,
): Promise<ResolvedButtonTarget> {
  switch (target.kind) {
    case 'terminal': {
      const { fleetId, name } = await turn.services.terminals.readCard(askerOf(turn), target.terminalId);
      return {
        fleetId,
        target: { kind: 'terminals', ids: [target.terminalId] },
        label: turn.t('target.terminal', { name }),
      };
    }
    case 'all':
      return { fleetId: target.fleetId, target: { kind: 'all' }, label: turn.t('target.all') };
    case 'group':
    case 'tag':
      return {
        fleetId: target.fleetId,
        target: { kind: target.kind, name: target.name },
        label: turn.t(`target.${target.kind}`, { name: target.name }),
      };
  }
}
