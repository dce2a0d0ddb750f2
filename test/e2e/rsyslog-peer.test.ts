import { createSocket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RSYSLOG_DEFAULTS, RSYSLOG_TUNING } from '../../bench/peers/rsyslog-config.ts';
import { isRsyslogInstalled, runRsyslog } from '../../bench/peers/rsyslog.ts';
import { type PostgresServer, startPostgres } from '../../local/postgres/server.ts';
import { SMALL_SETTINGS } from '../../local/postgres/settings.ts';
import { findUdpPort } from '../../local/process/ports.ts';
import { itNeeds } from '../support/needs-program.ts';
import { until } from '../support/until.ts';

/** A peer that stored less than it was sent would make every ratio in the README look better. */
const itNeedsRsyslog = itNeeds(isRsyslogInstalled(), 'rsyslogd with ompgsql');

let directory: string;
let server: PostgresServer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'telefleet-peer-'));
  server = await startPostgres({
    dataDir: join(directory, 'postgres'),
    settings: SMALL_SETTINGS,
    rootDir: join(__dirname, '../..'),
  });
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('the rsyslog peer of the benchmark', () => {
  for (const [name, tuning] of [
    ['as it ships', RSYSLOG_DEFAULTS],
    ['tuned', RSYSLOG_TUNING],
  ] as const) {
    itNeedsRsyslog(`stores every datagram that it is sent, ${name}`, async () => {
      const udpPort = await findUdpPort(0, '127.0.0.1');
      const peer = await runRsyslog({ databaseUrl: server.databaseUrl, udpPort, tuning });
      const socket = createSocket('udp4');
      try {
        for (let number = 0; number < 300; number += 1) {
          const datagram = Buffer.from(
            JSON.stringify({ cmd: 'acc', bot: `it's ${number}`, data: { A: 1, T: 2, S: true, V: 756 } }),
          );
          await new Promise<void>((resolve) => socket.send(datagram, udpPort, '127.0.0.1', () => resolve()));
        }
        await until('all rows are there', 20_000, async () => (await peer.storedRows()) >= 300);

        expect(await peer.storedRows()).toBe(300);
        expect(await peer.kernelDrops()).toBe(0);
      } finally {
        socket.close();
        await peer.stop();
      }
    });
  }
});
