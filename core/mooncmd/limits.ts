import { RECORD_BATCH_LIMITS } from '../contracts/record-batch.ts';

/**
 * Every cap of the wire protocol. The senders are known by address only, and an address can be forged: nothing
 * that a datagram says may cost more memory or time than stands here.
 */
export const MOONCMD_LIMITS = Object.freeze({
  /** Largest UDP payload over IPv4: 65,535 - 20 (IP) - 8 (UDP). */
  maxDatagramBytes: 65_507,
  /** One datagram after gunzip. A forged one of 64 KB can ask for 64 MB. */
  maxInflatedDatagramBytes: 1024 * 1024,
  /** A message put together from fragments, inflated. With its record header it still fits into one frame. */
  maxMessageBytes: RECORD_BATCH_LIMITS.maxFrameBytes - 64 * 1024,

  /** Fragments of one gzip stream (MoonCMD gives neither an index nor a total). */
  maxFragmentParts: 64,
  maxFragmentSeriesBytes: 1024 * 1024,
  fragmentGapMs: 2_000,
  /** Per assembler, that is per decode worker. */
  maxOpenFragmentSeries: 1_024,
  maxPendingFragmentBytes: 32 * 1024 * 1024,
  /** Full gunzips of one series: see `FragmentAssembler`. */
  maxInflateAttempts: 4,

  maxChartBytes: 4 * 1024 * 1024,
  chartTimeLimitMs: 10_000,
  /** A full chart with blocks that repeat the one before waits this long for others in their places. */
  chartSettleMs: 1_000,
  maxOpenCharts: 1_024,
  maxPendingChartBytes: 32 * 1024 * 1024,

  maxBotNameChars: 128,
  maxEventsPerMessage: 1_000,
  maxErrorsPerMessage: 1_000,
  maxErrorChars: 2_000,
  maxStrategiesPerPack: 5_000,
  maxStrategyNameChars: 200,
  maxFolderPathChars: 500,
  maxFolderDepth: 16,
  maxColumnsPerStatement: 256,
  maxDetailChars: 200,

  /** Digits on either side of the decimal point of an amount. */
  maxAmountDigits: 40,

  /** The panel's own limits for a request (MoonCMD 1.1). */
  maxCommandChars: 60_000,
});
