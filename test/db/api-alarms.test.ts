import type { AlarmState } from '../../core/contracts/alarm.ts';
import { startTestApi, SYSTEM_AT_REST, type TestApi } from '../support/api-calls.ts';
import { useTestDatabase } from '../support/test-database.ts';

const store = useTestDatabase('api_alarms');
const ADMINISTRATOR = 1;
const since = (minute: number): Date => new Date(Date.UTC(2026, 10, 21, 12, minute));

let states: readonly AlarmState[] | Error = [];
let api: TestApi;
beforeAll(() => {
  api = startTestApi(store.url, {
    system: {
      ...SYSTEM_AT_REST,
      alarms: {
        stage: 'small',
        readStates: () => (states instanceof Error ? Promise.reject(states) : Promise.resolve(states)),
      },
    },
  });
});
afterAll(() => api.close());

const ask = async (person = ADMINISTRATOR) =>
  api.call('GET', '/api/alarms', { token: await api.tokenOf(person) });
const state = (name: string, change: Partial<AlarmState> = {}): AlarmState => ({
  name: `telefleet-small-${name}`,
  region: 'eu-west-1',
  state: 'ok',
  since: since(0),
  reason: 'Threshold Crossed',
  ...change,
});

describe('GET /api/alarms', () => {
  it('tells raised alarms first, critical before warning, the newest first', async () => {
    states = [
      state('api-slow'),
      state('queue-deep-records', { state: 'alarm' }),
      state('replica-lag', { state: 'alarm', since: since(5) }),
      state('ingest-down', { state: 'alarm', region: 'eu-central-1' }),
      state('ingest-down'),
      state('cache-evictions', { state: 'unknown' }),
    ];

    const { body } = await ask();

    expect(body).toMatchObject({
      alarms: [
        {
          id: 'ingest-down',
          region: 'eu-central-1',
          state: 'alarm',
          severity: 'critical',
          subject: null,
          since: since(0).toISOString(),
          reason: 'Threshold Crossed',
        },
        { id: 'replica-lag' },
        { id: 'queue-deep', subject: 'records' },
        { id: 'cache-evictions', state: 'unknown' },
        { id: 'ingest-down', state: 'ok' },
        { id: 'api-slow' },
      ],
      note: null,
    });
  });

  it('leaves out what is in no catalogue, and says why there is none', async () => {
    states = [state('of-an-older-release', { state: 'alarm' }), { ...state('x'), name: 'somebody-elses' }];

    expect((await ask()).body).toEqual({ alarms: [], note: expect.stringContaining('No alarm') });
  });

  it('is for administrators', async () => {
    expect((await ask(2)).status).toBe(403);
  });

  it('says so when the table does not answer', async () => {
    states = new Error('away');

    expect((await ask()).status).toBe(503);
  });
});
