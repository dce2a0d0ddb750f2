import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** Terminals of a test: sockets that say what they are told to, to the task's port. */
export interface TestTerminals {
  readonly ports: readonly number[];
  /** What the task has said to them. */
  readonly heard: readonly { readonly index: number; readonly text: string }[];
  send(index: number, datagram: Buffer): Promise<void>;
  /** Sends `count` balances at about `perSecond`, told apart by `tag-<number>` as the bot's name. */
  sendBalances(tag: string, count: number, perSecond: number): Promise<void>;
  close(): void;
}

export async function openTestTerminals(count: number, udpPort: number): Promise<TestTerminals> {
  const heard: { index: number; text: string }[] = [];
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index += 1) {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.on('message', (datagram) => heard.push({ index, text: datagram.toString() }));
    sockets.push(socket);
  }
  const send = (index: number, datagram: Buffer): Promise<void> =>
    new Promise((resolve, reject) => {
      sockets[index % count]?.send(datagram, udpPort, '127.0.0.1', (error) =>
        error === null ? resolve() : reject(error),
      );
    });
  return {
    ports: sockets.map((socket) => socket.address().port),
    heard,
    send,
    async sendBalances(tag, total, perSecond) {
      const startedAt = performance.now();
      for (let sent = 0; sent < total;) {
        const due = Math.min(total, Math.ceil(((performance.now() - startedAt) / 1000) * perSecond));
        for (; sent < due; sent += 1) await send(sent, balanceOf(`${tag}-${sent}`, sent));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
    close: () => sockets.forEach((socket) => socket.close()),
  };
}

export function balanceOf(bot: string, available: number): Buffer {
  return Buffer.from(
    JSON.stringify({ cmd: 'acc', bot, data: { A: available, T: available, S: true, V: 756 } }),
  );
}
