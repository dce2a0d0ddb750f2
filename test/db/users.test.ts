import { createAuditPort, listAudit, writeAudit } from '../../core/bot/audit.ts';
import { readBotFigures } from '../../core/bot/users/bot-figures.ts';
import { findPerson, listBlocked } from '../../core/bot/users/list-blocked.ts';
import { erasePersonalData, readPersonalData } from '../../core/bot/users/personal-data.ts';
import type { TelegramPerson } from '../../core/bot/users/user-directory.ts';
import { UserStore } from '../../core/bot/users/user-store.ts';
import { openCache } from '../../core/cache/cache.ts';
import { maintainPartitions } from '../../core/database/partitions.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

/** Above what 32 bits hold. */
const ADA: TelegramPerson = { id: 5_000_000_001, firstName: 'Ada', username: 'ada', languageCode: 'en' };
const BORIS: TelegramPerson = { id: 2, firstName: 'Борис', username: undefined, languageCode: 'ru' };

let store: TestDatabase;
let users: UserStore;
let queries: number;
let nowMs: number;

beforeAll(async () => {
  store = await createTestDatabase('users');
});

afterAll(() => store.close());

beforeEach(async () => {
  await store.database.query('truncate users, feedback, audit, outbox cascade');
  queries = 0;
  nowMs = Date.now();
  users = newStore();
});

/** A process of its own: it shares the database and nothing else. */
function newStore(isCacheShared = true): UserStore {
  return new UserStore({
    openDatabase: () => {
      queries += 1;
      return Promise.resolve(store.database);
    },
    cache: openCache({ valkey: undefined, stage: 'test', now: () => nowMs, random: () => 0.5 }),
    isCacheShared,
    readAdminChats: () => Promise.resolve(['-5', String(ADA.id)]),
    nowMs: () => nowMs,
  });
}

async function rows(text: string): Promise<unknown[]> {
  return (await store.database.query<Record<string, unknown>>(text)).rows;
}

describe('a person', () => {
  it('is known from the first update on, with what Telegram says', async () => {
    const ada = await users.find('fleet', ADA);

    expect(ada).toEqual({
      id: ADA.id,
      firstName: 'Ada',
      username: 'ada',
      language: 'en',
      timeZone: 'UTC',
      hasChosenTimeZone: false,
      isAdmin: true,
      isBlocked: false,
    });
    expect(await rows('select id, first_name, bot from users join bot_users on user_id = id')).toEqual([
      { id: String(ADA.id), first_name: 'Ada', bot: 'fleet' },
    ]);
  });

  it('costs no query at a usual update', async () => {
    await users.find('fleet', ADA);
    const before = queries;

    for (let update = 0; update < 20; update += 1) await users.find('fleet', ADA);

    expect(queries).toBe(before);
  });

  it('is written anew when Telegram says something new, and at most once an hour when not', async () => {
    await users.find('fleet', ADA);
    await store.database.query(`update users set last_seen_at = now() - interval '50 minutes'`);
    await newStore().find('fleet', ADA);
    const [kept] = await rows(`select last_seen_at < now() - interval '49 minutes' as is_old from users`);
    await store.database.query(`update users set last_seen_at = now() - interval '61 minutes'`);
    await newStore().find('fleet', ADA);
    const [written] = await rows(`select last_seen_at > now() - interval '1 minute' as is_new from users`);
    await users.find('fleet', { ...ADA, firstName: 'Ada L.', username: undefined });

    expect([kept, written]).toEqual([{ is_old: true }, { is_new: true }]);
    expect(await rows('select first_name, username from users')).toEqual([
      { first_name: 'Ada L.', username: null },
    ]);
  });

  it('is one row, however many first updates come at once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => newStore().find('fleet', ADA)));

    expect(await rows('select from bot_users')).toHaveLength(1);
  });

  it('speaks the language that was chosen, at every bot and at once, else that of Telegram', async () => {
    expect((await users.find('fleet', BORIS)).language).toBe('ru');

    await users.chooseLanguage(BORIS.id, 'en');
    await users.chooseTimeZone(BORIS.id, 'Europe/Berlin');

    expect(await users.find('fleet', BORIS)).toMatchObject({
      language: 'en',
      timeZone: 'Europe/Berlin',
      hasChosenTimeZone: true,
    });
    expect((await users.find('digest', BORIS)).language).toBe('en');
  });

  it('sees what another process changed within seconds where there is no shared cache', async () => {
    const one = newStore(false);
    const other = newStore(false);
    await one.find('fleet', BORIS);

    await other.chooseLanguage(BORIS.id, 'en');
    nowMs += 6_000;

    expect((await one.find('fleet', BORIS)).language).toBe('en');
  });

  it('that was unreachable is reachable again with the next update', async () => {
    await users.find('fleet', ADA);
    await users.markUnreachable('fleet', ADA.id);
    const [away] = await rows('select unreachable_at is null as is_reachable from bot_users');
    await users.find('fleet', ADA);

    expect(away).toEqual({ is_reachable: false });
    expect(await rows('select unreachable_at is null as is_reachable from bot_users')).toEqual([
      { is_reachable: true },
    ]);
  });

  it('is told from a name that a database cannot hold', async () => {
    const odd = { ...ADA, firstName: 'A\0da' };

    await users.find('fleet', odd);
    const before = queries;
    await users.find('fleet', odd);

    expect(queries).toBe(before);
  });
});

describe('a block', () => {
  it('holds at once and at this bot only, is listed, and can be lifted', async () => {
    await users.find('fleet', BORIS);
    await users.find('digest', BORIS);

    expect(await users.block('fleet', BORIS.id, ADA.id)).toBe(true);
    expect(await users.block('fleet', BORIS.id, ADA.id)).toBe(false);
    expect((await users.find('fleet', BORIS)).isBlocked).toBe(true);
    expect((await users.find('digest', BORIS)).isBlocked).toBe(false);
    expect(await listBlocked(store.database, 'fleet', 0, 10)).toMatchObject({
      people: [{ id: BORIS.id }],
      hasMore: false,
    });

    expect(await users.unblock('fleet', BORIS.id)).toBe(true);
    expect((await users.find('fleet', BORIS)).isBlocked).toBe(false);
  });

  it('names people by id or name, and knows only those of this bot', async () => {
    await users.find('fleet', ADA);

    expect(await findPerson(store.database, 'fleet', '@ADA')).toMatchObject({ id: ADA.id });
    expect(await findPerson(store.database, 'fleet', String(ADA.id))).toMatchObject({ username: 'ada' });
    expect(await findPerson(store.database, 'digest', 'ada')).toBeUndefined();
    expect(await findPerson(store.database, 'fleet', `' or true --`)).toBeUndefined();
  });
});

describe('what is known of a person', () => {
  beforeEach(async () => {
    await users.find('fleet', ADA);
    await users.find('fleet', BORIS);
    await users.find('digest', BORIS);
    await store.database.query(
      `insert into feedback (bot, user_id, text, key) values ('fleet', 2, 'it is a fine bot', 'a'), ('digest', 2, 'another fine bot', 'b')`,
    );
    await store.database.query(
      `insert into outbox (bot, chat_id, user_id, key, method, payload)
       values ('fleet', 2, 2, 'a', 'sendMessage', '{"text": "for Boris"}'), ('fleet', 1, ${ADA.id}, 'b', 'sendMessage', '{"text": "for Ada"}')`,
    );
    await writeAudit(store.database, {
      actorId: BORIS.id,
      source: 'telegram',
      address: 'fleet 2',
      action: 'terminal.add',
      subject: { terminalId: 7 },
      outcome: 'done',
    });
  });

  it('can be taken along, and holds nothing of others', async () => {
    const data = await readPersonalData(store.database, 'fleet', BORIS.id);

    expect(data).toMatchObject({
      person: { id: 2, first_name: 'Борис' },
      bots: [{ bot: 'fleet' }, { bot: 'digest' }],
      feedback: [{ text: 'it is a fine bot' }],
      messages: [{ content: { text: 'for Boris' } }],
      acts: [{ action: 'terminal.add' }],
    });
    expect(JSON.stringify(data)).not.toContain('for Ada');
  });

  it('is gone after erasing, but for other bots and the id in the audit', async () => {
    await erasePersonalData(store.database, 'fleet', BORIS.id);

    expect(await rows('select bot from bot_users where user_id = 2')).toEqual([{ bot: 'digest' }]);
    expect(await rows('select bot from feedback')).toEqual([{ bot: 'digest' }]);
    expect(await rows('select key from outbox')).toEqual([{ key: 'b' }]);

    await erasePersonalData(store.database, 'digest', BORIS.id);

    expect(await rows('select from users where id = 2')).toHaveLength(0);
    expect(await rows('select actor_id::integer as actor from audit')).toEqual([{ actor: 2 }]);
  });

  it('is gone but for the block when the person is blocked: erasing is no way around it', async () => {
    await users.block('fleet', BORIS.id, ADA.id);

    await erasePersonalData(store.database, 'fleet', BORIS.id);
    await erasePersonalData(store.database, 'digest', BORIS.id);

    expect(await rows('select first_name, time_zone from users where id = 2')).toEqual([
      { first_name: '', time_zone: null },
    ]);
    expect(await rows('select bot from bot_users where user_id = 2 and blocked_at is not null')).toEqual([
      { bot: 'fleet' },
    ]);
  });

  it('adds up to figures of the bot', async () => {
    await store.database.query(`update users set last_seen_at = now() - interval '3 days' where id = 2`);

    expect(await readBotFigures(store.database, 'fleet')).toEqual({
      people: 2,
      activeDay: 1,
      activeWeek: 2,
      newWeek: 2,
      blocked: 0,
      unreachable: 0,
      openFeedback: 1,
      messagesPending: 2,
      messagesFailed: 0,
    });
  });
});

describe('the audit', () => {
  it('is listed newest first, page by page, of one person or of all', async () => {
    const port = createAuditPort(() => Promise.resolve(store.database));
    for (let act = 1; act <= 5; act += 1)
      await port.write({
        actorId: act % 2 === 0 ? ADA.id : BORIS.id,
        bot: 'fleet',
        chatId: 2,
        action: `act.${act}`,
        outcome: 'done',
        subject: { act },
      });

    const first = await listAudit(store.database, { limit: 3 });
    const second = await listAudit(store.database, { limit: 3, before: first.next });
    const own = await listAudit(store.database, { actorId: ADA.id, limit: 10 });

    expect(first.entries.map(({ action }) => action)).toEqual(['act.5', 'act.4', 'act.3']);
    expect(second.entries.map(({ action }) => action)).toEqual(['act.2', 'act.1']);
    expect(second.next).toBeUndefined();
    expect(own.entries).toMatchObject([
      { action: 'act.4', actorId: ADA.id, address: 'fleet 2', subject: { act: 4 }, source: 'telegram' },
      { action: 'act.2' },
    ]);
  });

  it('gets its months made ahead', async () => {
    const { made } = await maintainPartitions(store.database, {
      now: new Date('2031-05-05T00:00:00Z'),
      datagramLogRetentionDays: 30,
      apiErrorRetentionDays: 184,
    });

    expect(made).toBeGreaterThan(0);
    expect(await rows(`select to_regclass('audit_203105') is not null as is_made`)).toEqual([
      { is_made: true },
    ]);
  });
});
