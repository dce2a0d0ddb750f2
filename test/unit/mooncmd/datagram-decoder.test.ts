import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  buildBalance,
  buildErrors,
  buildReply,
  buildStrategies,
  fragments,
  gzip,
} from '../../../core/mooncmd/build-datagrams.ts';
import { chartBlocks } from '../../../core/mooncmd/build-chart.ts';
import { DatagramDecoder } from '../../../core/mooncmd/datagram-decoder.ts';
import { MOONCMD_LIMITS } from '../../../core/mooncmd/limits.ts';
import { DecodeRecorder } from './decode-recorder.ts';

const balance = buildBalance({ bot: 'bot-07', available: '1', total: '2', isRunning: true, version: 756 });
/** Hardly compressible, so that it takes many fragments. */
const pack = buildStrategies('bot-07', 2, `StrategyName=${randomBytes(9_000).toString('base64')}`);
const packParts = fragments(gzip(pack), 1_024);
const chartBody = Buffer.from('chart body '.repeat(400));

function decodeAll(datagrams: readonly Buffer[], options: { source?: number; stepMs?: number } = {}) {
  const decoder = new DatagramDecoder();
  const sink = new DecodeRecorder();
  let nowMs = 0;
  for (const datagram of datagrams) {
    decoder.decode(options.source ?? 1, datagram, nowMs, sink);
    nowMs += options.stepMs ?? 0;
  }
  return { decoder, sink, nowMs };
}

function expectAllCounted(decoder: DatagramDecoder, sink: DecodeRecorder, datagrams: number): void {
  expect(sink.delivered + sink.lost + decoder.pendingDatagrams).toBe(datagrams);
}

describe('DatagramDecoder with fragments', () => {
  it.each([
    ['strategies', pack, 'strats'],
    ['a long reply', buildReply('bot-07', 1, randomBytes(6_000).toString('hex')), 'replay'],
    [
      'many errors',
      buildErrors(
        'bot-07',
        Array.from({ length: 90 }, () => randomBytes(40).toString('hex')),
      ),
      'errors',
    ],
  ])('puts %s together from the fragments of one gzip stream', (_name, payload, kind) => {
    const parts = fragments(gzip(payload), 2_048);

    const { sink, decoder } = decodeAll(parts);

    expect(parts.length).toBeGreaterThan(1);
    expect(sink.messages).toEqual([{ kind, payload, datagrams: parts.length }]);
    expect([sink.lost, decoder.pendingDatagrams, decoder.pendingBytes]).toEqual([0, 0, 0]);
  });

  it('puts a stream together wherever it is cut', () => {
    const stream = gzip(balance);
    for (let at = 2; at < stream.length; at += 1) {
      const { sink } = decodeAll([stream.subarray(0, at), stream.subarray(at)]);

      expect(sink.messages).toEqual([{ kind: 'acc', payload: balance, datagrams: 2 }]);
    }
  });

  it('delivers what is complete amid the fragments and keeps the series open', () => {
    const [first = balance, ...rest] = packParts;
    const legacy = Buffer.from('[SQLCommand 5] delete from Orders where [ID]=1');

    const { sink } = decodeAll([
      first,
      balance,
      gzip(balance),
      legacy,
      ...chartBlocks(7, chartBody, 2_000),
      ...rest,
    ]);

    expect(sink.messages.map(({ kind }) => kind)).toEqual(['acc', 'acc', 'text', 'chart', 'strats']);
    expect(sink.lost).toBe(0);
  });

  it('keeps the series of two sources apart', () => {
    const decoder = new DatagramDecoder();
    const sink = new DecodeRecorder();
    for (const part of packParts) for (const source of [1, 2]) decoder.decode(source, part, 0, sink);

    expect(sink.texts).toEqual([pack.toString(), pack.toString()]);
  });

  it('does not depend on the datagram staying as it was', () => {
    const decoder = new DatagramDecoder();
    const sink = new DecodeRecorder();
    const slab = Buffer.alloc(2_048);
    for (const part of packParts) {
      part.copy(slab);
      decoder.decode(1, slab.subarray(0, part.length), 0, sink);
      slab.fill(0xff);
    }

    expect(sink.texts).toEqual([pack.toString()]);
  });

  it('survives fragments that the network doubles', () => {
    const { sink } = decodeAll(packParts.flatMap((part) => [part, part]).slice(0, -1));

    expect(sink.texts).toEqual([pack.toString()]);
    expect(sink.drops).toEqual(new Map([['fragment_duplicate', packParts.length - 1]]));
  });

  it('counts a series whose end does not come within 2 s', () => {
    const { decoder, sink } = decodeAll(packParts.slice(0, 3));

    decoder.sweep(MOONCMD_LIMITS.fragmentGapMs, sink);
    expect(sink.drops).toEqual(new Map());
    decoder.sweep(MOONCMD_LIMITS.fragmentGapMs + 1, sink);
    expect(sink.drops).toEqual(new Map([['fragment_expired', 3]]));
    expect(decoder.pendingBytes).toBe(0);
  });

  it('gives up a series after the gap though nobody swept, and counts its late part', () => {
    const { sink, decoder } = decodeAll(packParts.slice(0, 2), { stepMs: 3_000 });

    expect(sink.drops).toEqual(
      new Map([
        ['fragment_expired', 1],
        ['binary', 1],
      ]),
    );
    expect(decoder.pendingDatagrams).toBe(0);
  });

  it('starts anew when a new stream begins', () => {
    const other = fragments(gzip(buildStrategies('bot-07', 3, randomBytes(3_000).toString('base64'))), 1_024);

    const { sink } = decodeAll([...packParts.slice(0, 2), ...other]);

    expect(sink.messages.map(({ datagrams }) => datagrams)).toEqual([other.length]);
    expect(sink.drops).toEqual(new Map([['fragment_superseded', 2]]));
  });

  it('counts a stray fragment', () => {
    const { sink } = decodeAll(packParts.slice(1, 2));

    expect(sink.lost).toBe(1);
  });

  it('counts a series that is no stream for want of a part', () => {
    const { sink } = decodeAll(packParts.filter((_part, index) => index !== 2));

    expect(sink.messages).toEqual([]);
    expect(sink.drops).toEqual(new Map([['fragment_malformed', packParts.length - 1]]));
  });

  it('gives up a series of more than 64 parts', () => {
    const { sink, decoder } = decodeAll(fragments(gzip(pack), 100).slice(0, 66));

    expect(sink.drops.get('fragment_oversized')).toBe(65);
    expectAllCounted(decoder, sink, 66);
  });

  it('gives up a stream that inflates past the cap', () => {
    const unit = (): Buffer => Buffer.concat([randomBytes(60), Buffer.alloc(3_000)]);
    const bomb = gzipSync(
      Buffer.concat(Array.from({ length: MOONCMD_LIMITS.maxMessageBytes / 3_000 }, unit)),
    );
    // A forged size in the trailer makes the decoder try.
    bomb.writeUInt32LE(MOONCMD_LIMITS.maxMessageBytes, bomb.length - 4);

    const { sink } = decodeAll(fragments(bomb, 8_192));

    expect(sink.messages).toEqual([]);
    expect(sink.drops.get('fragment_oversized')).toBeGreaterThan(1);
  });

  it('tries at most four times when every part ends in a believable size', () => {
    const stream = gzip(buildStrategies('bot-07', 1, randomBytes(30_000).toString('base64')));
    const parts = fragments(stream, 1_000);
    for (const part of parts.slice(1, 10)) part.writeUInt32LE(200_000, part.length - 4);

    const { sink } = decodeAll(parts.slice(0, 10));

    expect(sink.messages).toEqual([]);
    expect(sink.drops.get('fragment_malformed')).toBeLessThanOrEqual(5);
  });

  it('holds a bounded number of bytes and series whatever the number of half streams', () => {
    const decoder = new DatagramDecoder();
    const sink = new DecodeRecorder();
    const half = gzipSync(randomBytes(64_000)).subarray(0, 60_000);
    for (let source = 0; source < 3_000; source += 1) decoder.decode(source, half, 0, sink);

    expect(decoder.pendingBytes).toBeLessThanOrEqual(MOONCMD_LIMITS.maxPendingFragmentBytes);
    expect(decoder.pendingDatagrams).toBeLessThanOrEqual(MOONCMD_LIMITS.maxOpenFragmentSeries);
    expectAllCounted(decoder, sink, 3_000);
    expect([...sink.drops.keys()]).toEqual(['fragment_evicted']);
  });
});

describe('DatagramDecoder with charts', () => {
  const blocks = chartBlocks(48_213, chartBody, 1_000);
  const payload = Buffer.concat([Buffer.from('55bc0000', 'hex'), chartBody]);

  it('puts a chart together whatever the order of its blocks', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(blocks, { minLength: blocks.length }), (shuffled) => {
        expect(decodeAll(shuffled).sink.messages).toEqual([
          { kind: 'chart', payload, datagrams: blocks.length },
        ]);
      }),
    );
  });

  it('delivers a chart of one block at once', () => {
    expect(decodeAll(chartBlocks(48_213, chartBody, 5_000)).sink.messages).toEqual([
      { kind: 'chart', payload, datagrams: 1 },
    ]);
  });

  it('reads blocks that are compressed one by one, and a stream that is cut into blocks', () => {
    const oneByOne = blocks.map((block) => Buffer.concat([block.subarray(0, 8), gzip(block.subarray(8))]));
    const cut = chartBlocks(48_213, gzip(chartBody), 30);

    expect(cut.length).toBeGreaterThan(1);
    for (const datagrams of [oneByOne, cut])
      expect(decodeAll(datagrams).sink.messages[0]?.payload).toEqual(payload);
  });

  it('counts doubled blocks and goes on', () => {
    const { sink } = decodeAll([...blocks.slice(0, 2), ...blocks]);

    expect(sink.messages).toHaveLength(1);
    expect(sink.drops).toEqual(new Map([['chart_duplicate', 2]]));
  });

  it('starts anew when a block tells another number of blocks', () => {
    const { sink } = decodeAll([...blocks.slice(0, 2), ...chartBlocks(48_213, chartBody, 2_000)]);

    expect(sink.messages).toEqual([{ kind: 'chart', payload, datagrams: 3 }]);
    expect(sink.drops).toEqual(new Map([['chart_restarted', 2]]));
  });

  it('counts a chart whose blocks do not come within 10 s', () => {
    const { decoder, sink } = decodeAll(blocks.slice(1));

    decoder.sweep(MOONCMD_LIMITS.chartTimeLimitMs, sink);
    expect(sink.drops).toEqual(new Map());
    decoder.sweep(MOONCMD_LIMITS.chartTimeLimitMs + 1, sink);
    expect(sink.drops).toEqual(new Map([['chart_expired', blocks.length - 1]]));
  });

  it('keeps the charts of two orders and two sources apart', () => {
    const decoder = new DatagramDecoder();
    const sink = new DecodeRecorder();
    const other = chartBlocks(-5, chartBody, 1_000);
    for (const [index, block] of blocks.entries()) {
      for (const source of [1, 2]) {
        decoder.decode(source, block, 0, sink);
        decoder.decode(source, other[index] ?? block, 0, sink);
      }
    }

    expect(sink.messages).toHaveLength(4);
    expect(sink.lost).toBe(0);
  });

  it('gives up a chart of more than 4 MiB', () => {
    const { sink, decoder } = decodeAll(chartBlocks(1, Buffer.alloc(5 * 1024 * 1024, 7), 60_000));

    expect(sink.messages).toEqual([]);
    expect(sink.drops.get('chart_oversized')).toBeGreaterThan(60);
    expect(decoder.pendingBytes).toBeLessThan(1024 * 1024);
  });

  it('holds a bounded number of bytes and charts', () => {
    const decoder = new DatagramDecoder();
    const sink = new DecodeRecorder();
    const [block = balance] = chartBlocks(1, Buffer.alloc(120_000), 60_000);
    for (let source = 0; source < 3_000; source += 1) decoder.decode(source, block, 0, sink);

    expect(decoder.pendingBytes).toBeLessThanOrEqual(MOONCMD_LIMITS.maxPendingChartBytes);
    expectAllCounted(decoder, sink, 3_000);
  });
});

describe('DatagramDecoder', () => {
  it('counts every datagram once, under loss, doubling, reordering and waiting', () => {
    const streams = [
      packParts,
      fragments(gzip(buildReply('bot-07', 1, randomBytes(2_000).toString('base64'))), 512),
      chartBlocks(48_213, chartBody, 1_000),
      chartBlocks(48_214, gzip(chartBody), 40),
      [balance, gzip(balance), Buffer.from('ERR'), Buffer.from([0xff, 0, 1]), Buffer.alloc(0)],
    ].flat();
    const step = fc.record({
      datagram: fc.nat(streams.length - 1),
      run: fc.integer({ min: 1, max: 12 }),
      source: fc.nat(2),
      waitMs: fc.constantFrom(0, 0, 0, 10, 1_500, 2_500, 11_000),
      isSwept: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const decoder = new DatagramDecoder();
        const sink = new DecodeRecorder();
        let sent = 0;
        let nowMs = 0;
        for (const { datagram, run, source, waitMs, isSwept } of steps) {
          for (const bytes of streams.slice(datagram, datagram + run)) {
            decoder.decode(source, bytes, nowMs, sink);
            sent += 1;
          }
          nowMs += waitMs;
          if (isSwept) decoder.sweep(nowMs, sink);

          expectAllCounted(decoder, sink, sent);
        }
        decoder.sweep(nowMs + 60_000, sink);

        expect(sink.delivered + sink.lost).toBe(sent);
        expect([decoder.pendingDatagrams, decoder.pendingBytes]).toEqual([0, 0]);
      }),
      { numRuns: 200 },
    );
  });
});
