import { parseArgs } from 'node:util';
import { findUdpPort } from '../../local/process/ports.ts';
import { startSender } from '../load/start-sender.ts';
import { withBenchDatabase } from './bench-database.ts';
import { measureRsyslog } from './measure-rsyslog.ts';
import { RSYSLOG_TUNING } from './rsyslog-config.ts';
import { isRsyslogInstalled, runRsyslog } from './rsyslog.ts';

const USAGE = `Measures rsyslog (imudp -> ompgsql) as a store of raw datagrams, with the sender that Telefleet is measured with.

  --database-url URL   (a PostgreSQL of its own in a temporary directory)
  --seconds N          length of a probe (5)
  --start N            rate of the first probe (16000)
  --workers N --batch N --input-threads N
                       rsyslog's worker threads, messages a transaction, threads that read the socket
  --index              an index on time: a log that can be read by time

Prints each probe and, last, the highest rate without loss (rows a second) and the rate at saturation.
`;

const { values } = parseArgs({
  options: {
    'database-url': { type: 'string' },
    seconds: { type: 'string', default: '5' },
    start: { type: 'string', default: '16000' },
    workers: { type: 'string', default: String(RSYSLOG_TUNING.workerThreads) },
    batch: { type: 'string', default: String(RSYSLOG_TUNING.dequeueBatchSize) },
    'input-threads': { type: 'string', default: String(RSYSLOG_TUNING.inputThreads) },
    index: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});

if (values.help === true) console.log(USAGE);
else if (!isRsyslogInstalled()) {
  console.error('rsyslogd with ompgsql is not installed (Debian: apt-get install rsyslog rsyslog-pgsql)');
  process.exitCode = 1;
} else {
  await withBenchDatabase(values['database-url'], async (databaseUrl) => {
    const tuning = {
      ...RSYSLOG_TUNING,
      workerThreads: Number(values.workers),
      dequeueBatchSize: Number(values.batch),
      inputThreads: Number(values['input-threads']),
      hasTimeIndex: values.index,
    };
    const sender = await startSender({ sources: 3_000 });
    const peer = await runRsyslog({ databaseUrl, udpPort: await findUdpPort(0, '127.0.0.1'), tuning });
    try {
      const measured = await measureRsyslog({
        peer,
        sender,
        seconds: Number(values.seconds),
        startPerS: Number(values.start),
      });
      for (const probe of measured.probes) console.log(JSON.stringify(probe));
      console.log(
        JSON.stringify({ sustainedPerS: measured.sustainedPerS, saturatedPerS: measured.saturatedPerS }),
      );
    } finally {
      await peer.stop();
      await sender.stop();
    }
  });
}
