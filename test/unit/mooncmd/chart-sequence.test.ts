import { chartBlocks } from '../../../core/mooncmd/build-chart.ts';
import { DatagramDecoder } from '../../../core/mooncmd/datagram-decoder.ts';
import { MOONCMD_LIMITS } from '../../../core/mooncmd/limits.ts';
import { DecodeRecorder } from './decode-recorder.ts';

const orderId = 48_213;
const bodyA = Buffer.from('A'.repeat(3_000));
const bodyB = Buffer.from('B'.repeat(3_000));
/** As A, with other trades at its end. */
const bodyGrown = Buffer.concat([bodyA.subarray(0, 2_000), Buffer.from('G'.repeat(1_000))]);
const cut = (body: Buffer): Buffer[] => chartBlocks(orderId, body, 1_000);
const [a0, a1, a2] = cut(bodyA);
const [b0, b1, b2] = cut(bodyB);
const [, , g2] = cut(bodyGrown);

function chartsOf(datagrams: readonly (Buffer | undefined)[]): { charts: Buffer[]; counted: number } {
  const decoder = new DatagramDecoder();
  const sink = new DecodeRecorder();
  for (const datagram of datagrams) if (datagram !== undefined) decoder.decode(1, datagram, 0, sink);
  decoder.sweep(MOONCMD_LIMITS.chartSettleMs + 1, sink);
  decoder.sweep(Number.POSITIVE_INFINITY, sink);
  expect(decoder.pendingDatagrams).toBe(0);
  expect(decoder.pendingBytes).toBe(0);
  return {
    charts: sink.messages.map(({ payload }) => payload.subarray(4)),
    counted: sink.delivered + sink.lost,
  };
}

describe('charts of one order, one after the other', () => {
  it.each([
    ['a block of the first is lost', [a0, a1, b0, b1, b2], [bodyB]],
    ['a block of the first comes again after it', [a0, a1, a2, a2, b0, b1, b2], [bodyA, bodyB]],
    ['another block comes again, and the second out of order', [a0, a1, a2, a0, b1, b2, b0], [bodyA, bodyB]],
    ['every block comes twice', [a0, a0, a1, a1, a2, a2, b0, b0, b1, b1, b2, b2], [bodyA, bodyB]],
    ['the whole first comes again', [a0, a1, a2, a0, a1, a2, b0, b1, b2], [bodyA, bodyB]],
    ['the second has blocks of the first', [...cut(bodyA), ...cut(bodyGrown)], [bodyA, bodyGrown]],
    ['a block of the first comes again amid the second', [a0, a1, a2, b0, a1, b1, b2], [bodyA, bodyB]],
    ['they differ in their last block, which comes first', [a0, a1, a2, g2, a0, a1], [bodyA, bodyGrown]],
  ])('are kept apart when %s', (_case, datagrams, expected) => {
    const { charts, counted } = chartsOf(datagrams);

    expect(charts).toEqual(expected);
    expect(counted).toBe(datagrams.length);
  });
});
