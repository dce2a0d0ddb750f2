import * as z from 'zod';
import { formatClock } from '../format/format-time.ts';
import { cityOf } from '../format/time-zone.ts';
import { Html, html } from '../html.ts';
import type { Screen } from '../screen.ts';
import type { BotUser, Language } from '../turn.ts';
import { openAdmin } from './admin.ts';
import { builtinTexts } from './builtin-texts.ts';
import { askFeedback } from './feedback.ts';
import { action, command } from './kit.ts';
import { openMyData } from './my-data.ts';
import { chooseZone } from './time-zone.ts';

type Shown = Pick<BotUser, 'language' | 'timeZone' | 'hasChosenTimeZone' | 'isAdmin'>;

export const settings = command({
  name: 'settings',
  description: 'command.settings',
  run: (turn) => turn.send(settingsScreen(turn.user, turn.now)),
});

export const openSettings = action('zset', z.tuple([]), (turn) =>
  turn.show(settingsScreen(turn.user, turn.now)),
);

const chooseLanguage = action('zlan', z.tuple([z.enum(['en', 'ru'])]), async (turn, language) => {
  await turn.services.chooseLanguage(turn.user.id, language);
  turn.hasWritten();
  turn.notice(builtinTexts.in(language).plain('settings.languageChanged'));
  turn.show(settingsScreen({ ...turn.user, language }, turn.now));
});

export const settingsActions = [openSettings, chooseLanguage];

const LANGUAGES: readonly Language[] = ['en', 'ru'];

function settingsScreen(user: Shown, now: Date): Screen {
  const t = builtinTexts.in(user.language);
  const time = formatClock(now, user);
  const languages = LANGUAGES.map((language) => {
    const name = LANGUAGE_LABELS[language];
    return {
      label: language === user.language ? `✓ ${name}` : name,
      call: chooseLanguage.with(language),
    };
  });
  return {
    text: Html.join(
      [
        html`<b>${t('settings.title')}</b>`,
        Html.text(''),
        t('settings.language', { name: t.plain('settings.languageName') }),
        user.hasChosenTimeZone
          ? t('settings.timeZone', { zone: cityOf(user.timeZone, user.language), time })
          : t('settings.noTimeZone', { time }),
      ],
      '\n',
    ),
    buttons: [
      languages,
      [{ label: t.plain('button.timeZone'), call: chooseZone.with() }],
      [
        { label: t.plain('button.myData'), call: openMyData.with() },
        { label: t.plain('button.feedback'), call: askFeedback.with() },
      ],
      ...(user.isAdmin ? [[{ label: t.plain('button.admin'), call: openAdmin.with() }]] : []),
    ],
  };
}

/** Each in itself: who cannot read the language that is set finds their own. */
const LANGUAGE_LABELS: Readonly<Record<Language, string>> = { en: 'English', ru: 'Русский' };
