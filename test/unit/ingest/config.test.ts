import { ConfigInvalidError, loadConfig } from '../../../ingest-fargate/config.ts';

const environment = {
  DATABASE_URL: 'postgres://localhost/telefleet',
  RECORDS_QUEUE_URL: 'http://localhost:4566/queue',
  COORDINATION_TABLE: 'telefleet-coordination',
  TERMINAL_KEY: Buffer.alloc(32).toString('base64'),
};

describe('the configuration of the ingest task', () => {
  it('takes the figures of the plan where nothing else is said', () => {
    expect(loadConfig(environment)).toMatchObject({
      udpPort: 2500,
      queueDatagrams: 50_000,
      flushMs: 50,
      receivers: 1,
      keepAliveMs: undefined,
    });
  });

  it('uses an ephemeral port and keeps speaking in mode local, but joins the port of a forerunner', () => {
    expect(loadConfig({ ...environment, MOONBOT_MODE: 'local' })).toMatchObject({
      udpPort: 0,
      keepAliveMs: 30_000,
    });
    expect(
      loadConfig({ ...environment, MOONBOT_MODE: 'local', UDP_TAKE_OVER: '1', UDP_PORT: '41000' }),
    ).toMatchObject({ udpPort: 41_000 });
  });

  it('names every variable that is missing or wrong, and shows no secret', () => {
    const load = (): unknown =>
      loadConfig({ UDP_PORT: '70000', MOONBOT_MODE: 'cloud', TERMINAL_KEY: 'short-secret' });

    expect(load).toThrow(ConfigInvalidError);
    expect(load).toThrow(
      /RECORDS_QUEUE_URL.*COORDINATION_TABLE.*TERMINAL_KEY.*MOONBOT_MODE.*UDP_PORT.*DATABASE_URL/,
    );
    expect(load).not.toThrow(/short-secret/);
  });
});
