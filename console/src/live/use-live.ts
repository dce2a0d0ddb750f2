import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ticketAnswer } from '../../../core/api/live/live-shapes.ts';
import { api } from '../api/session.ts';
import {
  LiveClient,
  type LiveHandler,
  type LiveState,
  type Socket,
  type SocketEvents,
} from './live-client.ts';

export const liveState = signal<LiveState>('connecting');

async function openSocket({ onOpen, onText, onClose }: SocketEvents): Promise<Socket> {
  const { ticket, url } = await api({
    method: 'POST',
    path: '/api/live/ticket',
    body: {},
    answer: ticketAnswer,
  });
  const address = new URL(url, location.href);
  if (address.protocol.startsWith('http')) address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  address.searchParams.set('ticket', ticket);
  const socket = new WebSocket(address);
  socket.onopen = onOpen;
  socket.onmessage = ({ data }: MessageEvent<unknown>) => onText(data);
  socket.onclose = onClose;
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.close(),
  };
}

export const liveClient = new LiveClient({
  openSocket,
  onState: (state) => {
    liveState.value = state;
  },
  random: Math.random,
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
});

addEventListener('online', () => liveClient.retryNow());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) liveClient.retryNow();
});

/** Subscribes while the component is there. The handlers may be new functions at each render. */
export function useLive(topics: readonly string[], handler: Omit<LiveHandler, 'topics'>): void {
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(
    () =>
      topics.length === 0
        ? undefined
        : liveClient.join({
            topics,
            onMessages: (messages) => latest.current.onMessages(messages),
            onReload: () => latest.current.onReload(),
          }),
    [topics.join(' ')],
  );
}
