import { readTarget, writeTarget } from '../../../bots/fleet/commands/command-target.ts';
import { calls } from '../../../bots/fleet/calls.ts';
import { sparkline } from '../../../bots/fleet/terminals/balance-change.ts';
import { listCall, readListQuery } from '../../../bots/fleet/terminals/list-query.ts';
import { fleetBot } from '../../../bots/fleet/fleet-bot.ts';
import { fleetEn } from '../../../bots/fleet/texts-en.ts';
import { fleetRu } from '../../../bots/fleet/texts-ru.ts';
import { catalogueFaults } from '../../../core/bot/i18n/catalogue-faults.ts';
import { encodeCall } from '../../../core/bot/routing/action-codec.ts';

describe('the fleet bot', () => {
  it('says the same in both languages, in markup that Telegram takes', () => {
    expect(catalogueFaults({ en: fleetEn, ru: fleetRu })).toEqual([]);
  });

  it('answers every button that its screens have, each by one action', () => {
    const answered = fleetBot.actions.map(({ id }) => id);

    expect(answered).toEqual(expect.arrayContaining(Object.values(calls).map(({ id }) => id)));
    expect(new Set(answered).size).toBe(answered.length);
  });

  it('describes every command, so that the menu and /help are true', () => {
    expect(fleetBot.commands.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['start', 'status', 'terminals', 'add', 'import', 'groups', 'cmd', 'history']),
    );
    expect(fleetBot.commands.filter(({ description }) => description === undefined)).toEqual([]);
  });
});

describe('targets of commands in buttons', () => {
  it.each([
    { kind: 'terminal', terminalId: 7 },
    { kind: 'all', fleetId: '12' },
    { kind: 'group', fleetId: '12', name: 'Long. and # short' },
    { kind: 'tag', fleetId: '3', name: 'Франкфурт' },
  ] as const)('come back as they were: %j', (target) => {
    expect(readTarget(writeTarget(target))).toEqual(target);
  });

  it.each(['', 't', 'tx', 't7.x', 'a', 'a1.x', 'g12', 'g.x', 'x7', 'all'])('are not made of %j', (text) => {
    expect(readTarget(text)).toBeUndefined();
  });
});

describe('a list in buttons', () => {
  it('comes back as it was, and a usual page fits into a button', () => {
    const query = {
      state: 'silent',
      label: { kind: 'group', name: 'Long' },
      search: undefined,
      cursor: { after: 123_456 },
    } as const;
    const call = listCall(query);
    const args = calls.list.args.parse(call.args);

    expect(readListQuery(...args)).toEqual(query);
    expect(encodeCall(call, undefined)).toBeDefined();
  });
});

describe('sparkline', () => {
  it('draws the lowest and the highest value, and a level line for what does not move', () => {
    expect(sparkline(['1', '2', '3'])).toBe('▁▅█');
    expect(sparkline(['5', '5'])).toBe('▄▄');
  });
});
