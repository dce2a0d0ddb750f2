import { html, Html } from '../html.ts';
import { platformTexts } from '../i18n/platform-texts.ts';
import type { Language } from '../turn.ts';
import { botKit } from '../define-bot.ts';
import { type BotPart, type ListedCommand, mountPart } from './mount-part.ts';

/** The commands that the router itself owes everybody; a bot that has its own `/help` is asked instead. */
export function platformPart(listAll: (language: Language) => readonly ListedCommand[]): BotPart {
  const { bot, command } = botKit<
    undefined,
    'help.title' | 'help.help' | 'help.cancel' | 'flow.nothingToCancel'
  >();
  const help = command({
    name: 'help',
    description: 'help.help',
    run(turn) {
      const lines = listAll(turn.user.language).flatMap(({ name, description }) =>
        description === undefined ? [] : [html`/${name} — ${description}`],
      );
      turn.send({ text: Html.join([turn.t('help.title'), ...lines], '\n') });
    },
  });
  const cancel = command({
    name: 'cancel',
    description: 'help.cancel',
    // With a flow open the router has said so before it comes here.
    run: (turn) => turn.send({ text: turn.t('flow.nothingToCancel') }),
  });
  return mountPart(
    bot({ id: 'platform', texts: platformTexts, commands: [help, cancel], actions: [], flows: [] }),
    undefined,
  );
}
