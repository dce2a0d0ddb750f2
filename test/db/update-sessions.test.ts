import { openSessionTable, SessionChangedError } from '../../core/aws/session-table.ts';
import { messageUpdate, webhookEvent } from '../support/update-events.ts';
import { useUpdateReceiver } from '../support/update-receiver.ts';

const given = useUpdateReceiver();
const { botThat, post, reports, done } = given;
let updateId = 1_000;
beforeEach(() => {
  updateId += 100;
});

describe('a session', () => {
  const table = (nowMs = Date.now) => openSessionTable(given.world.openClient(), 'sessions', nowMs);
  const id = (): string => `session#test#${updateId}`;

  it('is written by who has claimed it, and by nobody else until the claim is over', async () => {
    let nowMs = 1_000_000;
    const sessions = table(() => nowMs);
    const mine = await sessions.claim(id(), 'me', nowMs + 5_000);
    expect(mine).toEqual({ version: 0, state: '' });
    expect(await sessions.claim(id(), 'other', nowMs + 5_000)).toBeUndefined();
    const others = { version: 0, holder: 'other' };
    await expect(sessions.save(id(), '{}', others, nowMs + 60_000)).rejects.toThrow(SessionChangedError);

    nowMs += 5_001;
    expect(await sessions.claim(id(), 'other', nowMs + 5_000)).toEqual({ version: 0, state: '' });
    await sessions.save(id(), '{"by":"other"}', others, nowMs + 60_000);
    const late = { version: 0, holder: 'me' };
    await expect(sessions.save(id(), '{"by":"me"}', late, nowMs + 60_000)).rejects.toThrow(
      SessionChangedError,
    );
    expect(await sessions.load(id())).toEqual({ version: 1, state: '{"by":"other"}' });
  });

  it('is empty when its time is up, also before DynamoDB takes it away', async () => {
    let nowMs = 1_000_000;
    const sessions = table(() => nowMs);
    await sessions.save(id(), '{"a":1}', { version: 0, holder: 'me' }, nowMs + 60_000);
    nowMs += 61_000;

    expect(await sessions.load(id())).toEqual({ version: 1, state: '' });
  });

  it('of another release that cannot be read begins anew, and fails nothing', async () => {
    const sessions = table();
    for (const state of ['not json', '{"schema":99}', '{"schema":1,"handled":"?"}', 'null']) {
      updateId += 1;
      await sessions.put(`session#fleet#${updateId}#1`, state, Date.now() + 60_000);
      const answer = await post(webhookEvent({ body: messageUpdate(updateId, '/start', updateId) }));

      expect(answer.statusCode).toBe(200);
    }
    expect(done).toHaveLength(4);
  });

  it('whose claim was over before its handler was through runs it again on what is there now', async () => {
    const seen: number[] = [];
    let nowMs = Date.now();
    const bot = botThat((turn) => {
      seen.push(turn.mustReadOwnWrites ? 1 : 0);
      turn.hasWritten();
      // Another update comes, and this one's time is over.
      if (seen.length === 1) nowMs += 60_000;
    });
    const platform = given.world.makePlatform({ nowMs: () => nowMs });
    const through = { ...given.receiver, bots: new Map([[bot.id, bot]]), platform };
    const sessions = openSessionTable(given.world.openClient(), 'sessions', () => nowMs);
    const event = webhookEvent({ body: messageUpdate(updateId, '/do', updateId) });
    const stolen = {
      ...platform,
      sessions: {
        ...sessions,
        save: async (...[row, state, by, end]: Parameters<typeof sessions.save>) => {
          if (seen.length === 1) {
            await sessions.claim(row, 'other', nowMs + 1_000);
            const other = { schema: 1, handled: [], unconfirmed: [], readOwnWritesUntilMs: nowMs + 9_000 };
            await sessions.save(row, JSON.stringify(other), { version: 0, holder: 'other' }, nowMs + 60_000);
          }
          await sessions.save(row, state, by, end);
        },
      },
    };

    const answer = await post(event, { ...through, platform: stolen });

    expect([answer.statusCode, reports[0]?.reason]).toEqual([200, undefined]);
    expect(seen).toEqual([0, 1]);
  });
});
