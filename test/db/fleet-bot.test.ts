import { randomBytes } from 'node:crypto';
import { fleetBot } from '../../bots/fleet/fleet-bot.ts';
import { makeBot } from '../../core/bot/bot.ts';
import { openDatabases, type Databases } from '../../core/database/databases.ts';
import type { CommandId } from '../../core/fleet/commands/catalogue.ts';
import { CATALOGUE_TEXTS } from '../../core/fleet/commands/catalogue-texts.ts';
import { openPassword } from '../../core/fleet/terminal-password.ts';
import { createFleetServices } from '../../functions/receive-update/fleet-services.ts';
import {
  type Chat,
  type Conversations,
  startConversations,
  type TalkSettings,
} from '../support/conversation.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const terminalKey = randomBytes(32);
let db: TestDatabase;
let databases: Databases;
let conversations: Conversations;
let announced: unknown[] = [];

beforeAll(async () => {
  db = await createTestDatabase('fleet_bot');
  databases = openDatabases({
    writer: { url: db.url },
    reader: { url: db.url },
    applicationName: 'test',
    maxConnections: 4,
    onIdleError: () => undefined,
    now: () => performance.now(),
  });
  conversations = await startConversations();
});

afterAll(async () => {
  await conversations.close();
  await databases.end();
  await db.close();
});

beforeEach(async () => {
  announced = [];
  await db.database.query(
    'truncate fleets, terminals, command_runs, command_results, terminal_imports cascade',
  );
});

const NAMES: Readonly<Record<string, string>> = {
  'trader.example': '10.7.7.7',
  'inside.example': '127.0.0.1',
};

const makeFleetBot = () =>
  makeBot(
    fleetBot,
    createFleetServices({
      databases,
      commandsQueue: {
        send: (messages) => {
          announced.push(...messages);
          return Promise.resolve();
        },
      },
      messagesQueue: { send: () => Promise.resolve() },
      readTerminalKey: () => Promise.resolve(terminalKey),
      hosts: {
        networks: 'outside',
        timeoutMs: 1_000,
        resolve: (name) => {
          const address = NAMES[name];
          return address === undefined
            ? Promise.reject(Object.assign(new Error('queryA'), { code: 'ENOTFOUND' }))
            : Promise.resolve([{ address, family: 4 }]);
        },
      },
    }),
  );

const talk = (settings: Partial<TalkSettings> = {}): Chat =>
  conversations.talk({ bot: makeFleetBot, ...settings });

async function addTerminal(chat: Chat, name: string, host: string): Promise<void> {
  await chat.says('/add');
  await chat.says(name);
  await chat.says(host);
  await chat.says('2500');
  await chat.says('Tr0ub4dor');
  await chat.taps('Add it');
}

interface TerminalRow {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly password_sealed: Buffer | null;
  readonly removed_at: Date | null;
  readonly enabled: boolean;
}

const terminals = async (): Promise<TerminalRow[]> =>
  (await db.database.query<TerminalRow>('select * from terminals order by id')).rows;

describe('a newcomer', () => {
  it.each(fleetBot.commands.map(({ name }) => name))('gets an answer to /%s', async (name) => {
    const chat = talk();
    await chat.says(`/${name}`);
    chat.expectScreen(/\w/);
  });

  it.each([
    ['en', /Hello, Ada!.*Settings → Special → Remote/s, '➕ Add a terminal'],
    ['ru', /Здравствуйте, Ada!.*Remote/s, '➕ Добавить терминал'],
  ] as const)('is told in %s how to begin, in one message', async (language, text, button) => {
    const chat = talk({ language });

    await chat.says('/start');

    chat.expectScreen(text, [button]);
    expect(chat.screens).toHaveLength(1);
  });

  it('sees of others nothing, whatever they tap', async () => {
    const owner = talk();
    await addTerminal(owner, 'alpha', '10.0.0.1');
    await owner.taps('Open the terminal');
    const [terminal] = await terminals();
    const stranger = talk();

    for (const data of [
      owner.dataOf('🗑 Remove'),
      owner.dataOf('⏸ Stop listening'),
      owner.dataOf('📈 Balance'),
    ]) {
      await stranger.tapsData(data);
      stranger.expectToast('I find no such terminal among yours');
    }
    expect(await terminals()).toEqual([terminal]);
  });
});

describe('a button that somebody forged', () => {
  it.each([
    ['a time that there is not', 'rf:s2026-02-31 00~:00~:00+00:s0f8fad5b-d9cb-469f-a165-70867728950e'],
    ['a run that is none', 'rf:s2026-02-01 00~:00~:00+00:snobody'],
    ['an order beyond all numbers', 'oo:i1:s9999999999999999999:sa1:so:i7:s'],
    ['an act beyond all numbers', 'zact:s9999999999999999999'],
    ['feedback beyond all numbers', 'zfl:s9999999999999999999'],
  ])('with %s is as an old one', async (_, data) => {
    const chat = talk();
    await chat.tapsData(data);
    chat.expectToast('out of date');
  });

  it('with a NUL in a name finds nothing, and fails nowhere', async () => {
    const chat = talk();
    await addTerminal(chat, 'alpha', '10.0.0.1');
    await chat.tapsData('go:sgroup:sLo\0ng');
    await chat.says('al\0pha');
    chat.expectScreen('alpha');
  });
});

describe('adding a terminal', () => {
  it.each([
    ['in one go', {}],
    ['when every update comes twice', { duplicates: true }],
    ['when the process is new before every step', { restarts: true }],
    ['when every tap is two', { doubleTaps: true }],
  ])('makes one terminal and asks it at once, %s', async (_, settings) => {
    const chat = talk(settings);
    await chat.says('/start');
    await chat.taps('➕ Add a terminal');
    chat.expectScreen('What shall the terminal be called?', ['Cancel']);
    await chat.says('Frankfurt <1>');
    chat.expectScreen('At which address is it?');
    await chat.says('trader.example');
    chat.expectScreen('Which UDP port');
    await chat.says('2500');
    chat.expectScreen('Which password', ['Skip']);
    await chat.says('Tr0ub4dor');
    chat.expectScreen(/Frankfurt <1>.*trader\.example:2500.*Password: set/s, ['Add it']);

    await chat.taps('Add it');

    expect(chat.screens.some(({ text }) => text.includes('Frankfurt <1> is added'))).toBe(true);
    const rows = await terminals();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ name: 'Frankfurt <1>', host: 'trader.example', port: 2500 });
    expect(openPassword(terminalKey, rows[0]?.password_sealed ?? Buffer.alloc(0))).toBe('Tr0ub4dor');
    const runs = await db.database.query<{ command: string }>('select command from command_runs');
    expect(runs.rows).toEqual([{ command: 'lst' }]);
    expect(announced.length).toBeGreaterThan(0);
  });

  it('goes through in Russian, without a password', async () => {
    const chat = talk({ language: 'ru' });
    await chat.says('/add');
    await chat.says('Франкфурт');
    await chat.says('10.0.0.3');
    await chat.says('2500');
    await chat.taps('Пропустить');
    chat.expectScreen(/Франкфурт.*Пароль: нет/s);
    await chat.taps('Добавить');

    chat.expectScreen('Франкфурт добавлен', ['Открыть терминал']);
    expect((await terminals())[0]?.password_sealed).toBeNull();
  });

  it('says what is wrong with each answer and asks again', async () => {
    const other = talk();
    await addTerminal(other, 'theirs', '10.0.0.9');
    const chat = talk();
    await addTerminal(chat, 'alpha', '10.0.0.1');
    await chat.says('/add');
    await chat.says('ALPHA');
    chat.expectScreen(/terminal of this name already.*What shall the terminal be called/s);
    await chat.says('beta');
    for (const [host, problem] of [
      ['http://10.0.0.2', 'neither an IP address nor a host name'],
      ['127.0.0.1', 'No terminal can be at this address'],
      ['169.254.169.254', 'No terminal can be at this address'],
      ['inside.example', 'No terminal can be at this address'],
      ['nowhere.example', 'This name has no address'],
      ['2001:db8::1', 'by IPv4 only'],
    ] as const) {
      await chat.says(host);
      chat.expectScreen(problem);
      chat.expectScreen('At which address is it?');
    }
    await chat.says('10.0.0.9');
    await chat.says('99999');
    chat.expectScreen('between 1 and 65,535');
    await chat.says('2500');
    chat.expectScreen(/Another terminal has this address and port already/);
    await chat.says('25');
    await chat.taps('Skip');
    chat.expectScreen('Ports below 1024');
    await chat.taps('Add it');

    expect((await terminals()).map(({ name, port }) => [name, port])).toEqual([
      ['theirs', 2500],
      ['alpha', 2500],
      ['beta', 25],
    ]);
  });

  it('deletes the password from the chat, and leaves it in no session and no audit', async () => {
    const chat = talk();
    await addTerminal(chat, 'alpha', '10.0.0.1');

    expect(
      conversations.botApi.calls.some(
        ({ method, payload }) => method === 'deleteMessage' && payload['chat_id'] === chat.chatId,
      ),
    ).toBe(true);
    expect(JSON.stringify(chat.screens)).not.toContain('Tr0ub4dor');
    expect(JSON.stringify(conversations.audited)).toContain('terminal.add');
    expect(JSON.stringify(conversations.audited)).not.toContain('Tr0ub4dor');
    const own = (await sessionRows()).filter((row) => JSON.stringify(row).includes(String(chat.personId)));
    expect(own).toHaveLength(1);
    expect(JSON.stringify(own)).not.toContain('Tr0ub4dor');
  });

  it('keeps the password out of the table also while the question is still open, and adds it after a restart', async () => {
    const chat = talk({ restarts: true });
    await chat.says('/add');
    for (const answer of ['alpha', '10.0.0.1', '2500', 'Tr0ub4dor']) await chat.says(answer);

    const stored = JSON.stringify(await sessionRows());
    expect(stored.includes('Tr0ub4dor')).toBe(false);
    expect(stored.includes('sealedFlow')).toBe(true);
    await chat.taps('Add it');
    expect(openPassword(terminalKey, (await terminals())[0]?.password_sealed ?? Buffer.alloc(0))).toBe(
      'Tr0ub4dor',
    );
  });

  it('is left by a command in the middle', async () => {
    const chat = talk();
    await chat.says('/add');
    await chat.says('alpha');
    await chat.says('/start');

    chat.expectScreen('Hello, Ada!');
    expect(await terminals()).toEqual([]);
  });
});

async function sessionRows(): Promise<unknown[]> {
  const { ScanCommand } = await import('@aws-sdk/client-dynamodb');
  const { Items = [] } = await conversations.openClient().send(new ScanCommand({ TableName: 'sessions' }));
  return Items;
}

describe('a terminal', () => {
  it('is removed after a question and brought back', async () => {
    const chat = talk({ doubleTaps: true });
    await addTerminal(chat, 'alpha', '10.0.0.1');
    await chat.taps('Open the terminal');
    chat.expectScreen(/alpha.*never heard.*10\.0\.0\.1:2500.*What to check/s);
    await chat.taps('🗑 Remove');
    chat.expectScreen('Remove alpha from the fleet?', ['Cancel']);
    await chat.taps('Yes, remove');
    chat.expectScreen('alpha is removed');
    expect((await terminals())[0]?.removed_at).not.toBeNull();

    await chat.taps('↩️ Bring it back');

    chat.expectScreen(/alpha.*10\.0\.0\.1:2500/s);
    expect((await terminals())[0]).toMatchObject({ removed_at: null, enabled: true });
  });

  it('is edited with a preview, and its password stays when it is not named', async () => {
    const chat = talk();
    await addTerminal(chat, 'alpha', '10.0.0.1');
    await chat.taps('Open the terminal');
    await chat.taps('✏️ Edit');
    chat.expectScreen('alpha: what shall be changed?', ['Name', 'Address']);
    await chat.taps('Name');
    await chat.says('omega');
    chat.expectScreen(/alpha.*omega/s);
    await chat.taps('Save');

    const [row] = await terminals();
    expect(row).toMatchObject({ name: 'omega', host: '10.0.0.1' });
    expect(openPassword(terminalKey, row?.password_sealed ?? Buffer.alloc(0))).toBe('Tr0ub4dor');
  });

  it('is paused and listened to again', async () => {
    const chat = talk();
    await addTerminal(chat, 'alpha', '10.0.0.1');
    await chat.taps('Open the terminal');
    await chat.taps('⏸ Stop listening');
    chat.expectScreen('paused', ['▶️ Listen again']);
    expect((await terminals())[0]?.enabled).toBe(false);
    await chat.taps('▶️ Listen again');
    expect((await terminals())[0]?.enabled).toBe(true);
  });

  it('shows an operator commands and no changes, and refuses forged ones', async () => {
    const owner = talk();
    await addTerminal(owner, 'alpha', '10.0.0.1');
    await owner.taps('Open the terminal');
    const removeData = owner.dataOf('🗑 Remove');
    await owner.taps('🗑 Remove');
    const removeNowData = owner.dataOf('Yes, remove');
    const operator = talk();
    await db.database.query(
      `insert into fleet_members (fleet_id, user_id, role) select id, $1, 'operator' from fleets`,
      [operator.personId],
    );
    await operator.says('/terminals');
    await operator.taps(/alpha/);
    expect(operator.screen.buttons.flat()).toContain('▶️ START');
    expect(operator.screen.buttons.flat()).not.toContain('🗑 Remove');

    await operator.tapsData(removeData);
    await operator.tapsData(removeNowData);

    operator.expectToast('Only the owner');
    expect((await terminals())[0]?.removed_at).toBeNull();
  });
});

describe('an import', () => {
  const CSV =
    'name,host,port,password,groups,tags\nalpha,10.0.0.1,2500,p1,Long;Night,eu\nbad,127.0.0.1,2500,p,,\nworse,10.0.0.3,x,p,,\nbeta,10.0.0.2,2500,,Long,\n';

  it.each([
    ['a file', (chat: Chat) => chat.sendsFile('fleet.csv', CSV)],
    ['pasted lines', (chat: Chat) => chat.says(CSV)],
  ])('of %s is previewed with every bad line, and the good ones are taken', async (_, send) => {
    const chat = talk({ duplicates: true });
    await send(chat);
    chat.expectScreen(/New: 2, changed: 0.*wrong: 2.*Line 3.*No terminal can be.*Line 4.*not a port/s, [
      'Cancel',
    ]);
    expect(await terminals()).toEqual([]);

    await chat.taps('Import 2');

    chat.expectScreen('Imported: 2 new, 0 changed');
    expect((await terminals()).map(({ name }) => name)).toEqual(['alpha', 'beta']);
    await chat.says('/groups');
    expect(chat.screen.buttons.flat()).toEqual(expect.arrayContaining(['Long · 2', 'Night · 1']));
  });

  it('that is cancelled changes nothing', async () => {
    const chat = talk();
    await chat.sendsFile('fleet.csv', CSV);
    await chat.taps('Cancel');

    chat.expectScreen('Nothing was imported');
    expect(await terminals()).toEqual([]);
    expect((await db.database.query('select from terminal_imports')).rowCount).toBe(0);
  });

  it('of something else is told what is wanted', async () => {
    const chat = talk();
    await chat.sendsFile('photo.png', 'x');
    chat.expectScreen('.csv');
    await chat.sendsFile('fleet.csv', 'one,two\n1,2\n');
    chat.expectScreen('The first line has to name the columns');
  });
});

describe('the list', () => {
  it('is paged, searched and filtered', async () => {
    const chat = talk();
    const rows = Array.from(
      { length: 19 },
      (_, index) => `t${String(index + 1).padStart(2, '0')},10.0.1.${index + 1},2500,`,
    );
    await chat.sendsFile('fleet.csv', `name,host,port,password\n${rows.join('\n')}\n`);
    await chat.taps('Import 19');
    await chat.taps('📋 Terminals');
    chat.expectScreen(/1–8 \/ 19.*t01.*t08/s, ['Next ›']);
    await chat.taps('Next ›');
    chat.expectScreen(/9–16 \/ 19/);
    await chat.taps('Next ›');
    chat.expectScreen(/17–19 \/ 19/);
    await chat.taps('‹ Previous');
    chat.expectScreen(/9–16 \/ 19/);

    await chat.says('t07');
    chat.expectScreen(/🔎 t07.*t07/s, ['Show all']);
    await chat.says('nothing like it');
    chat.expectScreen('No terminal fits');
  });
});

describe('groups', () => {
  it('are made, filled by a check list, renamed and removed', async () => {
    const chat = talk();
    await addTerminal(chat, 'alpha', '10.0.0.1');
    await addTerminal(chat, 'beta', '10.0.0.2');
    await chat.says('/groups');
    await chat.taps('➕ New group');
    await chat.says('Long');
    await chat.taps('☑️ Choose terminals');
    await chat.taps(/▫️.*alpha/);
    await chat.taps(/▫️.*beta/);
    await chat.taps(/✅.*alpha/);
    await chat.taps('Done');
    chat.expectScreen(/Long.*1 terminal/s);
    await chat.taps('✏️ Rename');
    await chat.says('Short');
    await chat.taps('Open');
    chat.expectScreen(/Short.*1 terminal/s);
    await chat.taps('🗑 Remove');
    await chat.taps('Yes, remove');
    chat.expectScreen('There are no groups yet');
  });
});

const commandTitle = (id: CommandId): string => CATALOGUE_TEXTS.en.commands[id].title;

describe('commands', () => {
  const runs = async (): Promise<{ command: string; target: string; count: number }[]> =>
    (
      await db.database.query<{ command: string; target: string; count: number }>(
        `select command, target, (select count(*)::int from command_results r where r.run_id = c.id) as count
           from command_runs c where command <> 'lst' order by created_at`,
      )
    ).rows;

  it('are sent once however often the button is tapped, dangerous ones after a question', async () => {
    const chat = talk({ doubleTaps: true });
    await addTerminal(chat, 'alpha', '10.0.0.1');
    await chat.taps('Open the terminal');
    const stop = chat.dataOf('⏹ STOP');
    await chat.taps('▶️ START');
    expect(await runs()).toEqual([{ command: 'START', target: 'terminal alpha', count: 1 }]);

    await chat.tapsData(stop);
    expect(await runs()).toHaveLength(1);
    chat.expectScreen(/STOP.*dangerous.*1 terminal/s);
    const confirm = chat.dataOf('Send to 1 terminal');
    await chat.tapsData(confirm);
    await chat.tapsData(confirm);

    expect((await runs()).map(({ command }) => command)).toEqual(['START', 'STOP']);
  });

  it('are chosen by category, and their arguments asked for and checked', async () => {
    const chat = talk({ restarts: true });
    await addTerminal(chat, 'alpha', '10.0.0.1');
    await chat.says('/start');
    await chat.taps('🎛 Command all');
    await chat.taps('Futures');
    await chat.taps(/everage/);
    await chat.taps('Fill in');
    await chat.says('lots');
    chat.expectScreen('This does not fit');
    await chat.says('10');
    await chat.says('XRP,DOGE');

    expect(await runs()).toEqual([{ command: 'Leverage 10 XRP,DOGE', target: 'all', count: 1 }]);
  });

  it('ask again for a choice that was skipped and has to be made', async () => {
    const chat = talk();
    await addTerminal(chat, 'alpha', '10.0.0.1');
    await chat.says('/start');
    await chat.taps('🎛 Command all');
    await chat.tapsData(chat.dataOf('Lists'));
    await chat.taps(commandTitle('bl-change'));
    await chat.taps('Fill in');
    await chat.taps('Skip');
    await chat.says('DOGE');
    chat.expectScreen('This does not fit', ['+', '-']);
    await chat.taps('+');

    expect(await runs()).toEqual([{ command: 'BL + DOGE', target: 'all', count: 1 }]);
  });

  it('are typed freely, and /cmd asks to whom', async () => {
    const chat = talk();
    await addTerminal(chat, 'alpha', '10.0.0.1');
    await chat.says('/cmd BL + DOGE');
    chat.expectScreen(/BL \+ DOGE.*To whom/s);
    await chat.taps('all terminals');
    expect(await runs()).toEqual([{ command: 'BL + DOGE', target: 'all', count: 1 }]);
    await chat.says('/history');
    chat.expectScreen(/BL \+ DOGE.*all/s);
    await db.database.query(`update command_results set state = 'answered', reply = 'OK'`);
    await chat.taps(/BL \+ DOGE → all terminals$/);
    chat.expectScreen(/✅ alpha: OK/);
    await chat.taps('↩️ BL - DOGE');
    await chat.taps('🔁 Again');
    expect((await runs()).map(({ command }) => command)).toEqual(['BL + DOGE', 'BL - DOGE', 'BL + DOGE']);
  });

  it('address each terminal by the name of its bot when they begin with botname:, dangerous ones still after a question', async () => {
    const chat = talk();
    await addTerminal(chat, 'alpha', '10.0.0.1');
    await chat.says('/cmd botname: SellALL');
    await chat.taps('all terminals');
    chat.expectScreen(/SellALL.*dangerous/s);
    await chat.taps('Send to 1 terminal');

    const { rows } = await db.database.query(
      `select command, by_bot_name from command_runs where command <> 'lst'`,
    );
    expect(rows).toEqual([{ command: 'SellALL', by_bot_name: true }]);
  });

  it('become presets that are sent line by line', async () => {
    const chat = talk();
    await addTerminal(chat, 'alpha', '10.0.0.1');
    await chat.says('/start');
    await chat.taps('🎛 Command all');
    await chat.taps('⚡ Presets');
    await chat.taps('➕ New preset');
    await chat.says('Evening');
    await chat.says('CancelBuy\nreport 1 days');
    await chat.taps('Yes');
    await chat.taps('Save it');
    await chat.taps('⚡ Presets');
    await chat.taps('⚡ Evening');

    expect((await runs()).map(({ command }) => command).sort()).toEqual(['CancelBuy', 'report 1 days']);
  });

  it('are not for viewers', async () => {
    const owner = talk();
    await addTerminal(owner, 'alpha', '10.0.0.1');
    await owner.taps('Open the terminal');
    const viewer = talk();
    await db.database.query(
      `insert into fleet_members (fleet_id, user_id, role) select id, $1, 'viewer' from fleets`,
      [viewer.personId],
    );

    await viewer.tapsData(owner.dataOf('▶️ START'));

    viewer.expectToast('Viewers can look');
    await viewer.says('/cmd STOP');
    viewer.expectScreen('Viewers can look');
    expect(await runs()).toEqual([]);
  });
});
