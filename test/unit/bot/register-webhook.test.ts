import { BOT_MENUS } from '../../../bots/menus.ts';
import { menuOf } from '../../../core/bot/register-webhook.ts';

describe('menuOf', () => {
  it("lists a bot's own commands first, then those of every bot, and none that has no description", () => {
    const texts = {
      in: (language: string) => {
        const words = () => `begin in ${language}`;
        return Object.assign(
          () => {
            throw new Error('a menu has plain words only');
          },
          { plain: words },
        );
      },
    };
    const run = (): void => undefined;
    const menu = menuOf({
      id: 'sample',
      texts,
      commands: [
        { name: 'start', description: 'begin', run },
        { name: 'settings', description: 'begin', run },
        { name: 'secret', run },
      ],
    });

    expect(menu.commands.ru.slice(0, 2)).toEqual([
      { command: 'start', description: 'begin in ru' },
      // Its own, though every bot has one.
      { command: 'settings', description: 'begin in ru' },
    ]);
    expect(menu.commands.en.map(({ command }) => command)).toEqual([
      'start',
      'settings',
      'feedback',
      'help',
      'cancel',
    ]);
  });

  it.each(BOT_MENUS)(
    'makes of $id what Telegram takes, the same commands in both languages',
    ({ commands }) => {
      const names = commands.en.map(({ command }) => command);

      expect(commands.ru.map(({ command }) => command)).toEqual(names);
      expect(names.filter((name) => !/^[a-z0-9_]{1,32}$/.test(name))).toEqual([]);
      expect(names).toContain('start');
      for (const { description } of [...commands.en, ...commands.ru]) {
        expect(description.length).toBeGreaterThan(0);
        expect(description.length).toBeLessThanOrEqual(256);
      }
    },
  );
});
