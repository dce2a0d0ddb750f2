import { openPassword } from '../../core/fleet/terminal-password.ts';
import type { Chat } from '../support/conversation.ts';
import { addTerminal, useFleetBot } from '../support/fleet-bot.ts';

const { rows, talk, terminals, terminalKey } = useFleetBot('fleet_bot_terminals');

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
    await rows(`insert into fleet_members (fleet_id, user_id, role) select id, $1, 'operator' from fleets`, [
      operator.personId,
    ]);
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
    expect(await rows('select from terminal_imports')).toEqual([]);
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
    const lines = Array.from(
      { length: 19 },
      (_, index) => `t${String(index + 1).padStart(2, '0')},10.0.1.${index + 1},2500,`,
    );
    await chat.sendsFile('fleet.csv', `name,host,port,password\n${lines.join('\n')}\n`);
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
