import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { fleetBot } from '../../bots/fleet/fleet-bot.ts';
import { openPassword } from '../../core/fleet/terminal-password.ts';
import { addTerminal, useFleetBot } from '../support/fleet-bot.ts';

const given = useFleetBot('fleet_bot_first_terminal');
const { rows, talk, terminals, terminalKey, announced } = given;

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
    const added = await terminals();
    expect(added).toHaveLength(1);
    expect(added[0]).toMatchObject({ name: 'Frankfurt <1>', host: 'trader.example', port: 2500 });
    expect(openPassword(terminalKey, added[0]?.password_sealed ?? Buffer.alloc(0))).toBe('Tr0ub4dor');
    expect(await rows('select command from command_runs')).toEqual([{ command: 'lst' }]);
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
      given.conversations.botApi.calls.some(
        ({ method, payload }) => method === 'deleteMessage' && payload['chat_id'] === chat.chatId,
      ),
    ).toBe(true);
    expect(JSON.stringify(chat.screens)).not.toContain('Tr0ub4dor');
    const audited = JSON.stringify(await given.rows('select * from audit'));
    expect(audited).toContain('terminal.add');
    expect(audited).not.toContain('Tr0ub4dor');
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
  const { Items = [] } = await given.conversations
    .openClient()
    .send(new ScanCommand({ TableName: 'sessions' }));
  return Items;
}
