import type { CallOutcome } from '../sending/call-outcome.ts';

export interface ChatDelivery {
  readonly chat: string;
  /** `gone`: no later try will help. */
  readonly outcome: 'sent' | 'gone' | 'failed';
  /** Empty when there is nothing to say. */
  readonly why: string;
}

export interface DeliveryPorts {
  send(chat: string, text: string): Promise<CallOutcome>;
  sleep(ms: number): Promise<void>;
  /** Of the execution. A wait that is longer is not begun: the event comes again a minute later. */
  remainingMs(): number;
}

/** What is left of the time for the call itself, after a wait. */
const CALL_MS = 12_000;
const MAX_CALLS = 4;

/** Tries until Telegram took the message, refused it for good, or the time is over. Never throws for what Telegram answers. */
export async function deliverToChat(ports: DeliveryPorts, chat: string, text: string): Promise<ChatDelivery> {
  let target = chat;
  for (let call = 1; call <= MAX_CALLS; call += 1) {
    const answer = await ports.send(target, text);
    switch (answer.kind) {
      case 'done':
        return {
          chat,
          outcome: 'sent',
          why: target === chat ? '' : `the chat is ${target} now: write it into the secret`,
        };
      case 'unreachable':
      case 'refused':
        return { chat, outcome: 'gone', why: answer.why };
      case 'failed':
        return { chat, outcome: 'failed', why: answer.why };
      case 'moved':
        target = String(answer.chatId);
        break;
      case 'wait':
        if (answer.waitMs + CALL_MS > ports.remainingMs())
          return { chat, outcome: 'failed', why: `told to wait ${answer.waitMs} ms` };
        await ports.sleep(answer.waitMs);
    }
  }
  return { chat, outcome: 'failed', why: `not sent in ${MAX_CALLS} calls` };
}
