import fc from 'fast-check';
import { DATAGRAM_KINDS } from '../../../core/contracts/datagram-kinds.ts';
import {
  readRecordBatch,
  RECORD_BATCH_LIMITS,
  RecordBatchMalformedError,
  RecordBatchWriter,
} from '../../../core/contracts/record-batch.ts';

const anyRecord = fc.record({
  kind: fc.constantFrom(...DATAGRAM_KINDS),
  terminalId: fc.maxSafeNat(),
  receivedAtMs: fc.double({ min: 0, max: 4e12, noNaN: true }),
  payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});

describe('a record batch', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.array(anyRecord, { maxLength: 50 }),
        fc.stringMatching(/^[a-z0-9-]{1,40}$/),
        (records, batchId) => {
          const writer = new RecordBatchWriter(64);
          for (const one of records) writer.append(one.kind, one.terminalId, one.receivedAtMs, one.payload);

          expect(readRecordBatch(writer.take(batchId, 1_764_800_000_000))).toEqual({
            batchId,
            createdAtMs: 1_764_800_000_000,
            records,
          });
          expect(writer.records).toBe(0);
        },
      ),
    );
  });

  it('is refused when any part of it is cut off or any bytes follow it', () => {
    const writer = new RecordBatchWriter();
    writer.append('acc', 7, 1_764_800_000_000.123, Buffer.from('{}'));
    writer.append('order', 8, 1_764_800_000_000.124, Buffer.from('{"cmd":"order"}'));
    const frame = writer.take('epoch-0-1', 1_764_800_000_000);

    for (let length = 0; length < frame.length; length += 1) {
      expect(() => readRecordBatch(frame.subarray(0, length))).toThrow(RecordBatchMalformedError);
    }
    expect(() => readRecordBatch(Buffer.concat([frame, Buffer.from([0])]))).toThrow('after its last record');
  });

  it('never throws anything but its own error, whatever the bytes', () => {
    const writer = new RecordBatchWriter();
    writer.append('acc', 7, 1_764_800_000_000, Buffer.from('{}'));
    const frame = writer.take('epoch-0-1', 1_764_800_000_000);
    fc.assert(
      fc.property(fc.nat(frame.length - 1), fc.nat(255), (at, byte) => {
        const mutated = Buffer.from(frame);
        mutated[at] = byte;
        try {
          readRecordBatch(mutated);
        } catch (error) {
          expect(error).toBeInstanceOf(RecordBatchMalformedError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('is full at its record limit, and at its size limit unless it is empty', () => {
    const writer = new RecordBatchWriter();
    expect(writer.isFullFor(RECORD_BATCH_LIMITS.targetBytes * 4)).toBe(false);
    for (let index = 0; index < RECORD_BATCH_LIMITS.maxRecords; index += 1) {
      expect(writer.isFullFor(2)).toBe(false);
      writer.append('acc', 1, 1, Buffer.from('{}'));
    }
    expect(writer.isFullFor(2)).toBe(true);
  });
});
