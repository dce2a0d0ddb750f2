import type { TalkSettings } from '../support/conversation.ts';
import { type FleetPeople, startFleetPeople } from '../support/fleet-people.ts';
import { makeFleet, makeTerminal } from '../support/fleet-rows.ts';
import { HARDSHIPS } from '../support/hardships.ts';

let people: FleetPeople;
let fleet: string;
let ada: number;
let nextPerson = 7_200_000_001;

beforeAll(async () => {
  people = await startFleetPeople('fleet_bot_sharing');
});
afterAll(() => people.close());

beforeEach(async () => {
  await people.store.database.query('truncate fleets, users, terminals, audit, outbox cascade');
  people.now = new Date('2026-03-10T12:00:00Z');
  ada = nextPerson++;
  fleet = await makeFleet(people.store.database, ada, 'Ours');
  await makeTerminal(people.store.database, fleet, 'Alpha');
});

const owner = (settings: Partial<TalkSettings> = {}) => people.talk({ personId: ada, ...settings });
const guest = (settings: Partial<TalkSettings> = {}) =>
  people.talk({ firstName: 'Boris', personId: nextPerson++, ...settings });

const payloadOf = (text: string): string => /\?start=(join_[\w-]{22})/.exec(text)?.[1] ?? 'no link';

async function makeLink(role: 'operator' | 'viewer' = 'operator', settings = {}): Promise<string> {
  const chat = owner(settings);
  await chat.says('/share');
  await chat.taps(role === 'operator' ? '➕ Invite an operator' : '➕ Invite a viewer');
  return payloadOf(chat.screen.text);
}

const members = async () =>
  (
    await people.rows('select user_id::text, role from fleet_members where fleet_id = $1 order by user_id', [
      fleet,
    ])
  ).map(({ user_id, role }) => [Number(user_id), role]);

const audited = async () =>
  (await people.rows('select action, actor_id::text, fleet_id::text from audit order by id')).map((row) => [
    row['action'],
    Number(row['actor_id']),
    row['fleet_id'],
  ]);

describe.each(HARDSHIPS)('a link of invitation %s', (_, hardship) => {
  it('takes one person in, tells them what they may do, and tells the owner once', async () => {
    const chat = owner();
    const payload = await makeLink('viewer', hardship);
    const boris = guest({ ...hardship });

    await boris.says(`/start ${payload}`);

    boris.expectScreen(/Welcome, Boris! You are in the fleet Ours now: viewer\.\nViewers see/, ['🏠 Home']);
    expect(await members()).toEqual([
      [ada, 'owner'],
      [boris.personId, 'viewer'],
    ]);
    await people.sendOutbox();
    await people.sendOutbox();
    chat.expectScreen('Boris is in “Ours” now: viewer.', ['👥 Members']);
    expect(chat.screens.filter(({ text }) => text.includes('is in “Ours”'))).toHaveLength(1);
    expect(await audited()).toContainEqual(['fleet.join', boris.personId, fleet]);
    await boris.taps('🏠 Home');
    boris.expectScreen(/Ours · viewer/);
  });
});

describe('a link of invitation', () => {
  it('is for one person, and whoever comes later is told politely, in Russian too', async () => {
    const payload = await makeLink();
    await guest().says(`/start ${payload}`);
    const late = guest({ language: 'ru' });

    await late.says(`/start ${payload}`);

    late.expectScreen('Это приглашение уже использовано, отозвано или старше недели.', ['🏠 Главная']);
    expect(await members()).toHaveLength(2);
  });

  it('is not shown in a group, where everybody could use it', async () => {
    const chat = owner({ groupId: -100_500 });
    await chat.says('/share');

    await chat.taps('➕ Invite an operator');

    chat.expectToast('Everybody here could use the link.');
    expect(await people.rows('select 1 from fleet_invites')).toEqual([]);
  });

  it('tells whoever taps it again that they are in already, and the owner nothing', async () => {
    const payload = await makeLink();
    const boris = guest();
    await boris.says(`/start ${payload}`);

    await boris.says(`/start ${payload}`);

    boris.expectScreen('Boris, you are in the fleet Ours: operator.');
    expect(await people.rows('select key from outbox')).toHaveLength(1);
    expect((await audited()).filter(([action]) => action === 'fleet.join')).toHaveLength(1);
  });

  it('ends after a week, and when its owner withdraws it', async () => {
    const [old, withdrawn] = [await makeLink(), await makeLink()];
    const chat = owner({ language: 'ru' });
    people.now = new Date(people.now.getTime() + 8 * 86_400_000);
    const boris = guest();
    await boris.says(`/start ${old}`);
    boris.expectScreen('older than a week');
    people.now = new Date('2026-03-10T13:00:00Z');
    await chat.says('/share');

    await chat.taps('🚫 Отозвать все ссылки');

    chat.expectToast('2 ссылки больше не действуют.');
    await boris.says(`/start ${withdrawn}`);
    boris.expectScreen('used, withdrawn');
    expect(await members()).toHaveLength(1);
  });

  it('is no secret of the database: only its hash is kept, and it says until when it works', async () => {
    const payload = await makeLink();

    const [screen] = owner().screens.slice(-1);

    expect(screen?.text).toContain('17 Mar 12:00 UTC');
    expect(screen?.text).toContain('https://t.me/our_fleet_bot?start=join_');
    expect(JSON.stringify(await people.rows('select * from fleet_invites'))).not.toContain(payload.slice(5));
    expect(JSON.stringify(await people.rows('select * from audit'))).not.toContain(payload.slice(5));
  });

  it.each(['join_', 'join_nonsense', `join_${'A'.repeat(22)}`])(
    'that nobody made (%s) opens nothing',
    async (payload) => {
      const boris = guest();
      await boris.says(`/start ${payload}`);

      boris.expectScreen('This invitation was used');
      expect(await members()).toHaveLength(1);
    },
  );
});

describe('members', () => {
  async function withBoris(role: 'operator' | 'viewer', settings: Partial<TalkSettings> = {}) {
    const boris = guest(settings);
    await people.rows('insert into users (id, first_name, username) values ($1, $2, $3)', [
      boris.personId,
      'Boris',
      'boris',
    ]);
    await people.rows('insert into fleet_members (fleet_id, user_id, role) values ($1, $2, $3)', [
      fleet,
      boris.personId,
      role,
    ]);
    return boris;
  }

  it('get another role by a tap, and may do what it says from then on', async () => {
    const boris = await withBoris('viewer');
    const chat = owner();
    await chat.says('/share');
    chat.expectScreen(/Members: Ours\n\n• Ada · owner \(you\)\n• Boris @boris · viewer/);
    await chat.taps(/^Boris/);

    await chat.taps('Make an operator');

    chat.expectToast('Now: operator.');
    chat.expectScreen('Boris @boris · operator', ['Make a viewer', '🗑 Remove', '🎁 Give the fleet']);
    expect(await members()).toContainEqual([boris.personId, 'operator']);
    expect(await audited()).toEqual([['fleet.change-role', ada, fleet]]);
  });

  it('are removed after a question, and see nothing of the fleet any more', async () => {
    const boris = await withBoris('operator');
    await boris.says('/share');
    const chat = owner();
    await chat.says('/share');
    await chat.taps(/^Boris/);
    await chat.taps('🗑 Remove');
    chat.expectScreen('⚠️ Take Boris out of “Ours”?', ['Cancel', 'Yes, remove']);
    expect(await members()).toHaveLength(2);

    await chat.taps('Yes, remove');

    expect(await members()).toEqual([[ada, 'owner']]);
    expect(await audited()).toEqual([['fleet.remove-member', ada, fleet]]);
    await boris.taps('🚪 Leave this fleet');
    boris.expectToast('no such fleet');
    await boris.says('/share');
    boris.expectScreen('You have no fleet yet');
  });

  it('leave when they want to, and come back by a new link only', async () => {
    const boris = await withBoris('viewer', { language: 'ru' });
    await boris.says('/share');
    boris.expectScreen('Участники: Ours', ['🚪 Выйти из парка']);
    await boris.taps('🚪 Выйти из парка');

    await boris.taps('Да, выйти');

    boris.expectScreen('Вы вышли из парка «Ours».', ['🏠 Главная']);
    expect(await members()).toHaveLength(1);
    expect(await audited()).toEqual([['fleet.leave', boris.personId, fleet]]);
  });

  it('become the owner after two questions, and the owner an operator', async () => {
    const boris = await withBoris('operator');
    const chat = owner();
    await chat.says('/share');
    await chat.taps(/^Boris/);
    await chat.taps('🎁 Give the fleet');
    chat.expectScreen('Make Boris @boris the owner of “Ours”?');
    await chat.taps('Give it away');
    chat.expectScreen('Really?', ['Cancel']);
    expect(await members()).toContainEqual([ada, 'owner']);

    await chat.taps('Yes, for good');

    expect(await members()).toEqual(
      expect.arrayContaining([
        [ada, 'operator'],
        [boris.personId, 'owner'],
      ]),
    );
    chat.expectScreen('Members: Ours', ['🚪 Leave this fleet']);
    expect(await audited()).toEqual([['fleet.give', ada, fleet]]);
  });

  it.each(['viewer', 'operator'] as const)(
    'who are no owners (%s) change nothing by an owner’s buttons',
    async (role) => {
      const boris = await withBoris(role);
      const chat = owner();
      await chat.says('/share');
      const buttons = ['➕ Invite an operator', '🚫 Withdraw all links'].map((label) => chat.dataOf(label));
      await chat.taps(/^Boris/);
      buttons.push(chat.dataOf(/^Make an? /));
      await chat.taps('🎁 Give the fleet');
      await chat.taps('Give it away');
      buttons.push(chat.dataOf('Yes, for good'));
      const before = await members();

      for (const data of buttons) {
        await boris.tapsData(data);
        boris.expectToast('Only the owner of the fleet can do this.');
      }

      expect(await members()).toEqual(before);
      expect(await people.rows('select 1 from fleet_invites')).toEqual([]);
      expect(await audited()).toEqual([]);
    },
  );

  it('of many are paged', async () => {
    await people.rows(
      `insert into users (id, first_name) select 5000000 + n, 'M' || lpad(n::text, 2, '0') from generate_series(1, 14) n`,
    );
    await people.rows(
      `insert into fleet_members (fleet_id, user_id, role) select $1, 5000000 + n, 'viewer' from generate_series(1, 14) n`,
      [fleet],
    );
    const chat = owner();
    await chat.says('/share');
    chat.expectScreen('1–10 of 15');

    await chat.taps(/Next/);

    chat.expectScreen(/M10.*M14/s);
  });
});
