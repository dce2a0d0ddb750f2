import { findUdpPort } from '../../local/process/ports.ts';
import { measureCopyCeiling } from '../peers/copy-ceiling.ts';
import { measureRsyslog } from '../peers/measure-rsyslog.ts';
import { RSYSLOG_DEFAULTS, RSYSLOG_TUNING, type RsyslogTuning } from '../peers/rsyslog-config.ts';
import { isRsyslogInstalled, runRsyslog } from '../peers/rsyslog.ts';
import { findRate, type FoundRate } from './find-rate.ts';
import { type LoadResult, type StackUnderLoad, startStackUnderLoad } from './stack-under-load.ts';

const SOURCES = 3_000;

/** What `getsockopt` shows for one socket on Fargate, where `net.core.rmem_max` cannot be raised; Linux doubles what is asked for. */
const FARGATE_RECEIVE_BUFFER_BYTES = 212_992;

/** Compiled code of every program, plans of every statement: a first run lags by a second at a rate that a third one hardly notices. */
const WARM_UP = { ratePerS: 24_000, seconds: 6, style: 'plain' } as const;
const WARM_UP_RUNS = 3;
const WARM_LAG_MS = 400;

/** The search begins here; a machine that is faster or slower needs a probe or two more. */
const START_PER_S = 30_000;

/** Six seconds of load. */
const COPY_RECORDS = 180_000;

/** The lag is told for this share of the sustained rate: a system that runs at its limit has any lag. */
const LAG_SHARE = 0.8;

/** Longer than the ten seconds over which the lag is told: nothing of an earlier run is in it. */
const LAG_SECONDS = 11;

export interface IngestFigures {
  /** Datagrams a second from socket to committed row, records and projections, every kind logged, nothing lost. Plain JSON. */
  readonly sustainedPerS: number;
  readonly gzipSustainedPerS: number;
  /** With Fargate's receive buffer, a socket in each of four receivers. */
  readonly fargateBufferSustainedPerS: number;
  /** Of the runs that these rates come from. */
  readonly lost: number;
  /** One program that makes the same rows (log and projections) out of the same datagrams and copies them, with nothing else running. */
  readonly copyCeilingPerS: number;
  readonly ratioToCopy: number;
  /** COPY of the same rows made beforehand: what the database alone could take. */
  readonly copyPrebuiltPerS: number;
  readonly ratioToCopyPrebuilt: number;
  /** As rsyslog ships (one worker); null when rsyslogd with ompgsql is not installed. */
  readonly rsyslogPerS: number | null;
  readonly ratioToRsyslog: number | null;
  /** Tuned by hand. Raw text in both cases: no projections, no index. */
  readonly rsyslogTunedPerS: number | null;
  readonly ratioToRsyslogTuned: number | null;
  /** From socket to commit, at 80 % of the sustained rate. */
  readonly p95StoreLagMs: number | null;
  /** The ingest task's highest resident size. */
  readonly peakRssMb: number;
  /** Of everything but the sender. */
  readonly cpuSecondsPerMillion: number;
  readonly cpuSecondsPerMillionByProgram: Readonly<Record<string, number>>;
}

export async function measureIngest(seconds: number, say: (line: string) => void): Promise<IngestFigures> {
  const told = (label: string) => (result: LoadResult, holds: boolean) =>
    say(`${label} ${describe(result)} ${holds ? 'holds' : 'does not hold'}`);
  const load = await startStackUnderLoad(SOURCES);
  let plain: FoundRate;
  let gzip: FoundRate;
  let steady: LoadResult;
  let peakRssMb: number;
  let copy: Awaited<ReturnType<typeof measureCopyCeiling>>;
  let rsyslog: RsyslogFigures;
  try {
    await warmUp(load, say);
    plain = await findRate(
      load,
      { style: 'plain', startPerS: START_PER_S, seconds, maxProbes: 7 },
      told('plain'),
    );
    steady = await load.run({
      ratePerS: Math.round(plain.perS * LAG_SHARE),
      seconds: Math.max(seconds, LAG_SECONDS),
      style: 'plain',
    });
    say(`lag at 80 % ${describe(steady)}`);
    gzip = await findRate(
      load,
      { style: 'gzip', startPerS: plain.perS * 0.9, seconds, maxProbes: 4 },
      told('gzip'),
    );
    peakRssMb = load.peakRssMb()['ingest'] ?? 0;
    copy = await measureCopyCeiling(load.stack.addresses.databaseUrl, COPY_RECORDS);
    say(
      `COPY alone: ${copy.builtPerS}/s with rows made on the way, ${copy.prebuiltPerS}/s made beforehand, ${copy.prebuiltLogPerS}/s of the log only`,
    );
    rsyslog = await measureRsyslogs(load, say);
  } finally {
    await load.stop();
  }
  const fargate = await measureWithFargateBuffer(plain.perS, seconds, say, told('fargate buffer'));

  const processed = steady.sent / 1e6;
  const byProgram = Object.fromEntries(
    Object.entries(steady.cpuSeconds).map(([name, cpu]) => [name, round(cpu / processed, 1)]),
  );
  return {
    sustainedPerS: plain.perS,
    gzipSustainedPerS: gzip.perS,
    fargateBufferSustainedPerS: fargate.perS,
    lost: [plain.best, gzip.best, fargate.best, steady].reduce((sum, run) => sum + (run?.lost ?? 0), 0),
    copyCeilingPerS: copy.builtPerS,
    ratioToCopy: round(plain.perS / copy.builtPerS, 2),
    copyPrebuiltPerS: copy.prebuiltPerS,
    ratioToCopyPrebuilt: round(plain.perS / copy.prebuiltPerS, 2),
    rsyslogPerS: rsyslog.defaultsPerS,
    ratioToRsyslog: ratio(plain.perS, rsyslog.defaultsPerS),
    rsyslogTunedPerS: rsyslog.tunedPerS,
    ratioToRsyslogTuned: ratio(plain.perS, rsyslog.tunedPerS),
    p95StoreLagMs: steady.lagP95Ms === undefined ? null : Math.round(steady.lagP95Ms),
    peakRssMb,
    cpuSecondsPerMillion: round(
      Object.values(steady.cpuSeconds).reduce((sum, cpu) => sum + cpu, 0) / processed,
      1,
    ),
    cpuSecondsPerMillionByProgram: byProgram,
  };
}

async function warmUp(load: StackUnderLoad, say: (line: string) => void): Promise<void> {
  for (let runs = 0; runs < WARM_UP_RUNS; runs += 1) {
    const result = await load.run(WARM_UP);
    say(`warm-up ${describe(result)}`);
    if (result.lagP95Ms !== undefined && result.lagP95Ms < WARM_LAG_MS) return;
  }
}

async function measureWithFargateBuffer(
  plainPerS: number,
  seconds: number,
  say: (line: string) => void,
  onProbe: (result: LoadResult, holds: boolean) => void,
): Promise<FoundRate> {
  const load = await startStackUnderLoad(SOURCES, {
    UDP_RECEIVE_BUFFER_BYTES: String(FARGATE_RECEIVE_BUFFER_BYTES / 2),
    INGEST_RECEIVERS: '4',
  });
  try {
    await warmUp(load, say);
    return await findRate(
      load,
      { style: 'plain', startPerS: plainPerS * 0.65, seconds, maxProbes: 3 },
      onProbe,
    );
  } finally {
    await load.stop();
  }
}

interface RsyslogFigures {
  readonly defaultsPerS: number | null;
  readonly tunedPerS: number | null;
}

/** Into the same PostgreSQL and with the same sender, while Telefleet has nothing to do. */
async function measureRsyslogs(
  { stack, sender }: StackUnderLoad,
  say: (line: string) => void,
): Promise<RsyslogFigures> {
  if (!isRsyslogInstalled()) {
    say(
      'rsyslogd with ompgsql is not installed (Debian: apt-get install rsyslog rsyslog-pgsql): not measured',
    );
    return { defaultsPerS: null, tunedPerS: null };
  }
  const measure = async (tuning: RsyslogTuning, startPerS: number): Promise<number> => {
    const peer = await runRsyslog({
      databaseUrl: stack.addresses.databaseUrl,
      udpPort: await findUdpPort(0, '127.0.0.1'),
      tuning,
    });
    try {
      const { sustainedPerS, saturatedPerS } = await measureRsyslog({ peer, sender, seconds: 3, startPerS });
      say(
        `rsyslog with ${tuning.workerThreads} worker(s): ${sustainedPerS}/s without loss, ${saturatedPerS}/s when overloaded`,
      );
      return sustainedPerS;
    } finally {
      await peer.stop();
    }
  };
  return {
    defaultsPerS: await measure(RSYSLOG_DEFAULTS, 14_000),
    tunedPerS: await measure(RSYSLOG_TUNING, 50_000),
  };
}

function describe({ achievedPerS, sent, stored, drainMs, lagP95Ms, drops }: LoadResult): string {
  const lag = lagP95Ms === undefined ? '' : `, lag p95 ${Math.round(lagP95Ms)} ms`;
  const dropped = Object.keys(drops).length === 0 ? '' : `, drops ${JSON.stringify(drops)}`;
  return `${achievedPerS}/s: sent ${sent}, stored ${stored}, drained in ${drainMs} ms${lag}${dropped}`;
}

function ratio(ours: number, theirs: number | null): number | null {
  return theirs === null || theirs === 0 ? null : round(ours / theirs, 2);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
