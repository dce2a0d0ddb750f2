import { Terminal, type TerminalOptions } from '../../local/simulator/terminal.ts';

export const TERMINAL_PASSWORD = 'demoPass1';

/** A terminal of the simulator that answers, alone. */
export function simulatedTerminal(options: Partial<TerminalOptions> = {}): Terminal {
  return new Terminal({
    name: 'sim-0001',
    password: TERMINAL_PASSWORD,
    // Of the modern kind: envelopes, balances as objects.
    seed: 3,
    isSilent: false,
    balanceEveryMs: 5_000,
    orderEveryMs: 34_000,
    errorEveryMs: 300_000,
    longCommentPercent: 0,
    firstOrderId: 48_213,
    ...options,
  });
}
