import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { sentCommand } from '../../../../core/api/commands/command-shapes.ts';
import { api } from '../../api/session.ts';
import { CommandSender, type SendState } from '../commands/command-sender.ts';

export interface TerminalSender {
  readonly sender: CommandSender;
  readonly state: Signal<SendState>;
  /** Of the command that was sent last. */
  readonly runId: Signal<string | undefined>;
  /** One press: lines that are sent one after the other. */
  readonly send: (commands: readonly string[]) => void;
}

/** Sends commands to one terminal; a double click sends once, a dangerous one is asked about. */
export function useSender(terminalId: number): TerminalSender {
  const state = useSignal<SendState>({ kind: 'idle' });
  const runId = useSignal<string | undefined>(undefined);
  const kept = useRef<CommandSender | null>(null);
  const sender = (kept.current ??= new CommandSender({
    post: ({ path, body }, idempotencyKey) =>
      api({ method: 'POST', path, body, idempotencyKey, answer: sentCommand }),
    onSent: ({ id }) => {
      runId.value = id;
    },
    onState: (next) => {
      state.value = next;
    },
    newKey: () => crypto.randomUUID(),
    now: () => performance.now(),
  }));
  const send = (commands: readonly string[]): void => {
    const [only] = commands;
    const words = commands.length === 1 ? { command: only } : { commands };
    void sender.press({ path: '/api/commands', body: { ...words, terminalIds: [terminalId] } });
  };
  return { sender, state, runId, send };
}
