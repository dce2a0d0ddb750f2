import { join } from 'node:path';
import { startChild } from '../child-process.ts';
import { PEER_COUNT_ORDER, peerCountSchema, type PeerOrder, peerServesSchema } from './peer-protocol.ts';

export interface Peer {
  /** Of its webhook. */
  readonly url: string;
  /** Calls that the Bot API took, and calls that failed, so far. */
  counts(): Promise<{ readonly calls: number; readonly failed: number }>;
  stop(): Promise<void>;
}

/** Starts `bare-telegraf.ts` in a process of its own. @throws ChildFailedError when it ends before it serves */
export async function startPeer(order: PeerOrder): Promise<Peer> {
  const child = await startChild(join(import.meta.dirname, 'bare-telegraf.ts'), []);
  child.send(order);
  const { url } = peerServesSchema.parse(await child.nextMessage());
  return {
    url: `${url}/telegram/fleet`,
    counts: async () => {
      child.send(PEER_COUNT_ORDER);
      return peerCountSchema.parse(await child.nextMessage());
    },
    stop: () => child.stop(),
  };
}
