import { zstdDecompressSync } from 'node:zlib';
import {
  readRecordBatch,
  RECORD_BATCH_LIMITS,
  type RecordBatch,
  RecordBatchMalformedError,
} from '../../contracts/record-batch.ts';

/**
 * Reads the body of an SQS message: base64 of a zstd-compressed record batch.
 * @throws RecordBatchMalformedError for anything else, or a frame that would inflate above its cap
 */
export function readQueueMessage(body: string): RecordBatch {
  let frame: Buffer;
  try {
    frame = zstdDecompressSync(Buffer.from(body, 'base64'), {
      maxOutputLength: RECORD_BATCH_LIMITS.maxFrameBytes,
    });
  } catch {
    throw new RecordBatchMalformedError('the body is not a zstd frame, or inflates above its cap');
  }
  return readRecordBatch(frame);
}
