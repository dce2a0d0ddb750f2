import type { JsonQueue } from '../../core/aws/queue-sender.ts';

export interface RecordingQueue extends JsonQueue {
  /** Everything that was sent, in order. */
  readonly messages: unknown[];
}

/** A queue that takes everything and gives it to nobody. */
export function recordingQueue(): RecordingQueue {
  const messages: unknown[] = [];
  return {
    messages,
    send: (sent) => {
      messages.push(...sent);
      return Promise.resolve();
    },
  };
}
