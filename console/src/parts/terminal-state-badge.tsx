import type { TerminalState } from '../../../core/fleet/terminals/terminal-state.ts';
import { shellTexts } from '../shell/texts.ts';
import { Badge, type Tone } from './badge.tsx';

const TONES: Readonly<Record<TerminalState, Tone>> = {
  online: 'good',
  stopped: 'warn',
  silent: 'bad',
  never: 'idle',
  paused: 'idle',
};

export function TerminalStateBadge({ state }: { readonly state: TerminalState }) {
  return (
    <Badge tone={TONES[state]} dot>
      {shellTexts.t(`state.${state}`)}
    </Badge>
  );
}
