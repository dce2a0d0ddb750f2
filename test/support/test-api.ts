import type { ApiParts } from '../../core/api/call.ts';
import { startTestApi, type TestApi } from './api-calls.ts';
import { type TestDatabase, useTestDatabase } from './test-database.ts';

export interface ApiOfFile {
  /** As a new process has it at each test. */
  readonly api: Omit<TestApi, 'close'>;
  readonly store: Omit<TestDatabase, 'close'>;
  readonly rows: TestDatabase['rows'];
  /** A Telegram id that no other test of the file has. */
  readonly newPerson: () => number;
  /** Time passes for the API. */
  readonly pass: (ms: number) => void;
  /** The same API in a region that only follows another. */
  readonly startPassive: () => TestApi;
}

const FIRST_PERSON = 50_000;

/** The HTTP API on a database of the test file's own. */
export function useTestApi(databaseName: string, change: Partial<ApiParts> = {}): ApiOfFile {
  const store = useTestDatabase(databaseName);
  let current: TestApi;
  let newest = FIRST_PERSON;
  beforeEach(() => {
    current = startTestApi(store.url, change);
  });
  afterEach(() => current.close());

  const api: ApiOfFile['api'] = {
    call: (...asked) => current.call(...asked),
    ask: (...asked) => current.ask(...asked),
    tokenOf: (person) => current.tokenOf(person),
    get announced() {
      return current.announced;
    },
    get errors() {
      return current.errors;
    },
    get now() {
      return current.now;
    },
    set now(moment) {
      current.now = moment;
    },
  };
  return {
    api,
    store,
    rows: store.rows,
    newPerson: () => (newest += 1),
    pass: (ms) => {
      api.now = new Date(api.now.getTime() + ms);
    },
    startPassive: () => startTestApi(`${store.url}?options=-c%20default_transaction_read_only%3Don`),
  };
}
