import { gzipSync } from 'node:zlib';
import type { MessageKind } from '../../../core/mooncmd/classify-text.ts';
import { MOONCMD_LIMITS } from '../../../core/mooncmd/limits.ts';
import { openDatagram } from '../../../core/mooncmd/open-datagram.ts';

const shapes: [string, MessageKind][] = [
  ['{"cmd":"acc","bot":"bot-07","data":{"A":812.5,"T":1030.25,"S":true,"V":756}}', 'acc'],
  ['{"cmd":"acc","bot":"бот","data":{"A":-0.5,"T":0,"S":false,"V":0}}', 'acc'],
  ['{"cmd":"acc","bot":"bot-07","data":"A:812.50$,T:1030.25$"}', 'acc'],
  ['{"cmd":"ACC","A":812.5,"T":1030.25}', 'acc'],
  ['{"cmd":"Order","oid":1,"sql":"delete from Orders where [ID]=1"}', 'order'],
  ['{"cmd":"strats","N":1,"data":"#Begin_Folder Longs"}', 'strats'],
  ['{"cmd":"errors","data":{"E":[]}}', 'errors'],
  ['{"cmd":"replay","N":1,"data":"ok"}', 'replay'],
  ['{"cmd":"log","sql":"[SQLCommand 5] delete from Orders where [ID]=1"}', 'sql'],
  ['{"sql":"delete from Orders where [ID]=1"}', 'sql'],
  ['{"cmd":"log","sql":5}', 'other'],
  ['{"cmd":7}', 'other'],
  ['  {}  ', 'other'],
  ['[1,2]', 'text'],
  ['{"cmd":"acc","bot":"bot-07","data":{"A":812.5', 'text'],
  ['{"cmd":"acc","bot":"b","data":{"A":01,"T":1,"S":true,"V":1}}', 'text'],
  ['[SQLCommand 90517] delete from Orders where [ID]=1', 'text'],
  ['Open Sell Orders: 0\r\n\r\nAvailable: 1$  Total: 2$', 'text'],
  ['ERR unknown command', 'text'],
  ['Привет', 'text'],
];

function reasonOf(datagram: Buffer): string {
  const opened = openDatagram(datagram);
  return opened.status === 'rejected' ? opened.reason : opened.status;
}

describe('openDatagram', () => {
  it.each(shapes)('opens %s as %s, plain and gzip', (text, kind) => {
    const plain = Buffer.from(text, 'utf8');

    for (const datagram of [plain, gzipSync(plain)]) {
      expect(openDatagram(datagram)).toEqual({ status: 'message', kind, payload: plain });
    }
  });

  it('replaces a few bytes that are no UTF-8, as the panel does', () => {
    const opened = openDatagram(Buffer.from('{"cmd":"replay","data":"caf\xe9"}', 'latin1'));

    expect(opened).toEqual({
      status: 'message',
      kind: 'replay',
      payload: Buffer.from('{"cmd":"replay","data":"caf\ufffd"}'),
    });
  });

  it('opens one block of a chart', () => {
    const datagram = Buffer.from('000155bc00000003abcd', 'hex');

    expect(openDatagram(datagram)).toEqual({
      status: 'chart-block',
      orderId: 48_213,
      block: 0,
      blocks: 3,
      body: Buffer.from('abcd', 'hex'),
    });
  });

  it('inflates a block of a chart that is gzip', () => {
    const datagram = Buffer.concat([Buffer.from('000155bc00000001', 'hex'), gzipSync('body')]);

    expect(openDatagram(datagram)).toMatchObject({ status: 'chart-block', body: Buffer.from('body') });
  });

  it('leaves a block alone that only begins like gzip', () => {
    const datagram = Buffer.from('000155bc000001021f8b0011', 'hex');

    expect(openDatagram(datagram)).toMatchObject({
      status: 'chart-block',
      body: Buffer.from('1f8b0011', 'hex'),
    });
  });

  it.each([
    ['000155bc00000000', 'malformed_chart'],
    ['000155bc00000303', 'malformed_chart'],
    ['000155', 'binary'],
    ['1f8b0900000000000000', 'malformed_gzip'],
    ['61620063', 'binary'],
    ['fffefdfcfbfaf9f8', 'binary'],
    ['', 'empty'],
  ])('rejects %s as %s', (hex, reason) => {
    expect(reasonOf(Buffer.from(hex, 'hex'))).toBe(reason);
  });

  it('rejects a gzip stream whose checksum is wrong', () => {
    const datagram = gzipSync('{"cmd":"acc"}');
    datagram.writeUInt8(datagram.readUInt8(datagram.length - 6) ^ 1, datagram.length - 6);

    expect(reasonOf(datagram)).toBe('malformed_gzip');
  });

  it('rejects a gzip stream of nothing', () => {
    expect(reasonOf(gzipSync(''))).toBe('empty');
  });

  it('rejects a gzip stream of what is no text', () => {
    expect(reasonOf(gzipSync(Buffer.alloc(100)))).toBe('binary');
  });

  it('takes a gzip stream that ends early for a fragment, wherever it is cut', () => {
    const whole = gzipSync('{"cmd":"strats","N":1,"data":"StrategyName=Alpha"}');

    for (let length = 2; length < whole.length; length += 1) {
      expect(openDatagram(whole.subarray(0, length))).toEqual({ status: 'fragment' });
    }
  });

  it('rejects a bomb without inflating it to its end', () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024, 'a'));
    expect(bomb.length).toBeLessThan(MOONCMD_LIMITS.maxDatagramBytes);
    const before = process.memoryUsage().arrayBuffers;

    expect(reasonOf(bomb)).toBe('bomb');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
  });

  it('rejects a bomb in a block of a chart', () => {
    const bomb = Buffer.concat([
      Buffer.from('000155bc00000001', 'hex'),
      gzipSync(Buffer.alloc(2 * 1024 * 1024)),
    ]);

    expect(reasonOf(bomb)).toBe('bomb');
  });

  it('takes text of the size of the largest datagram and rejects one byte more', () => {
    expect(reasonOf(Buffer.alloc(65_507, 'a'))).toBe('message');
    expect(reasonOf(Buffer.alloc(65_508, 'a'))).toBe('oversized');
  });
});
