import type { CommandId } from '../../core/fleet/commands/catalogue.ts';
import { CATALOGUE_TEXTS } from '../../core/fleet/commands/catalogue-texts.ts';
import { addTerminal, useFleetBot } from '../support/fleet-bot.ts';

const { rows, talk } = useFleetBot('fleet_bot_commands');

const commandTitle = (id: CommandId): string => CATALOGUE_TEXTS.en.commands[id].title;

describe('commands', () => {
  const runs = () =>
    rows(
      `select command, target, (select count(*)::int from command_results r where r.run_id = c.id) as count
         from command_runs c where command <> 'lst' order by created_at`,
    );

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
    await rows(`update command_results set state = 'answered', reply = 'OK'`);
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

    expect(await rows(`select command, by_bot_name from command_runs where command <> 'lst'`)).toEqual([
      { command: 'SellALL', by_bot_name: true },
    ]);
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
    await rows(`insert into fleet_members (fleet_id, user_id, role) select id, $1, 'viewer' from fleets`, [
      viewer.personId,
    ]);

    await viewer.tapsData(owner.dataOf('▶️ START'));

    viewer.expectToast('Viewers can look');
    await viewer.says('/cmd STOP');
    viewer.expectScreen('Viewers can look');
    expect(await runs()).toEqual([]);
  });
});
