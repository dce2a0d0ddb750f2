import { LoadMix, type PayloadStyle } from '../../../bench/load/load-mix.ts';
import { openDatagram } from '../../../core/mooncmd/open-datagram.ts';
import { readMessage } from '../../../core/mooncmd/read-message.ts';

const NOW_MS = Date.UTC(2025, 11, 4);

function createMix(sources: number): LoadMix {
  return new LoadMix({ sources, firstOrderId: 5_000, nowMs: NOW_MS });
}

function read(datagrams: readonly Buffer[]): { kind: string; message: ReturnType<typeof readMessage> }[] {
  return datagrams.map((datagram) => {
    const opened = openDatagram(datagram);
    if (opened.status !== 'message') throw new Error(opened.status);
    return { kind: opened.kind, message: readMessage(opened.kind, opened.payload, NOW_MS) };
  });
}

describe('the load', () => {
  it.each<PayloadStyle>(['gzip', 'plain'])(
    'is readable and two balances to one order event as %s',
    (style) => {
      const messages = read(createMix(10).take(900, style));

      expect(messages.filter(({ kind }) => kind === 'acc')).toHaveLength(600);
      expect(messages.filter(({ message }) => message.type === 'orders')).toHaveLength(300);
    },
  );

  it('is the same content in both styles, compressed or not', () => {
    const plain = createMix(5).take(100, 'plain');
    const gzip = createMix(5).take(100, 'gzip');

    expect(gzip.every((datagram) => datagram.readUInt16BE() === 0x1f8b)).toBe(true);
    expect(read(gzip)).toEqual(read(plain));
  });

  it('never uses an order id of a source for a second life, nor a command number twice, over several takes', () => {
    const mix = createMix(4);
    const datagrams = [...mix.take(1_001, 'plain'), ...mix.take(999, 'plain')];

    const inserts: string[] = [];
    const numbers: string[] = [];
    read(datagrams).forEach(({ message }, at) => {
      if (message.type !== 'orders') return;
      for (const { action, orderId, commandId } of message.events) {
        if (action === 'insert') inserts.push(`${at % 4}/${orderId}`);
        if (commandId !== null) numbers.push(`${at % 4}/${commandId}`);
      }
    });
    expect(inserts.length).toBeGreaterThan(150);
    expect(new Set(inserts).size).toBe(inserts.length);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('inserts an order before it changes it', () => {
    const begun = new Set<string>();
    read(createMix(3).take(2_000, 'plain')).forEach(({ message }, at) => {
      if (message.type !== 'orders') return;
      for (const { action, orderId } of message.events) {
        if (action === 'insert') begun.add(`${at % 3}/${orderId}`);
        expect(begun).toContain(`${at % 3}/${orderId}`);
      }
    });
    expect(begun.size).toBeGreaterThan(150);
  });
});
