import { formatAmount } from '../../../core/bot/format/format-amount.ts';
import { formatMoment } from '../../../core/bot/format/format-time.ts';
import { Html, html } from '../../../core/bot/html.ts';
import type { OutgoingMessage } from '../../../core/bot/outbox/outgoing-message.ts';
import { screenMessages } from '../../../core/bot/outbox/screen-messages.ts';
import type { Button } from '../../../core/bot/screen.ts';
import type { Language, Translate } from '../../../core/bot/turn.ts';
import { shorten } from '../../../core/bot/views/button-layout.ts';
import type { Alert } from '../../../core/fleet/alerts/alert.ts';
import { alertsCalls } from './alerts-calls.ts';
import { type AlertTextKey, alertTexts } from './alert-texts.ts';

/** To whom an alert goes, and of which fleet. */
export interface AlertReader {
  readonly bot: string;
  readonly userId: number;
  readonly language: Language;
  /** IANA name. */
  readonly timeZone: string;
  readonly fleetId: string;
  readonly fleetName: string;
}

/** Characters of HTML: with the heading it is one message, also when a night of alerts comes at once. */
const BODY_CHARS = 3_200;
const NAME_CHARS = 60;
/** Characters of HTML for the names of one alert. */
const NAMES_CHARS = 2_400;
const ERROR_CHARS = 160;
const BUTTON_CHARS = 36;
const TERMINAL_BUTTONS = 3;

/** `DD.MM HH:MM:SS.mmm: ` before a terminal's line: of many such errors no time is the right one. */
const LINE_TIME = /^\d{1,2}\.\d{1,2}(\.\d{2,4})? \d{1,2}:\d{2}:\d{2}(\.\d+)?:? */;

type Texts = Translate<AlertTextKey>;

/**
 * What one person is told of one fleet: one message, oldest first; when it would be too long the oldest are only counted.
 * @param key names the message once and for ever
 */
export function alertMessages(
  reader: AlertReader,
  alerts: readonly Alert[],
  now: Date,
  key: string,
): OutgoingMessage[] {
  const t = alertTexts.in(reader.language);
  const shown: Html[] = [];
  let room = BODY_CHARS;
  for (const alert of alerts.toReversed()) {
    const text = alertText(t, reader, alert, now);
    // The newest is told whatever its length.
    if (text.value.length > room && shown.length > 0) break;
    room -= text.value.length + 2;
    shown.unshift(text);
  }
  const left = alerts.length - shown.length;
  return screenMessages(
    { bot: reader.bot, chatId: reader.userId, userId: reader.userId, key },
    {
      text: Html.join(
        [html`🔔 <b>${reader.fleetName}</b>`, ...(left > 0 ? [t('earlier', { count: left })] : []), ...shown],
        '\n\n',
      ),
      buttons: buttonsOf(t, reader.fleetId, alerts),
    },
  );
}

/** A message that says how alerts look, sent by their way. */
export function testAlertMessages(reader: AlertReader, now: Date, key: string): OutgoingMessage[] {
  const t = alertTexts.in(reader.language);
  return screenMessages(
    { bot: reader.bot, chatId: reader.userId, userId: reader.userId, key },
    {
      text: Html.join(
        [html`🔔 <b>${reader.fleetName}</b>`, t('test', { when: formatMoment(now, { ...reader, now }) })],
        '\n\n',
      ),
      buttons: [[settingsButton(t, reader.fleetId)]],
    },
  );
}

function alertText(t: Texts, reader: AlertReader, alert: Alert, now: Date): Html {
  const when = formatMoment(alert.occurredAt, { ...reader, now });
  const { subject, kind } = alert;
  switch (kind) {
    case 'silent':
    case 'back':
      return Html.join([t(kind, { count: subject.count, when }), namesText(t, subject)], '\n');
    case 'api-errors':
      return Html.join(
        [
          t('errors', {
            count: subject.count,
            terminals: t('ofTerminals', { count: subject.terminals }),
            when,
          }),
          ...subject.top.map(({ count, code, symbol, text }) => {
            const line = text.replace(LINE_TIME, '');
            // A whole line names both already.
            const about = [symbol ?? '', code === null ? '' : `[${code}]`].filter(
              (part) => part !== '' && !line.includes(part),
            );
            return html`• ${count}× ${[...about, shorten(line, ERROR_CHARS)].join(' ')}`;
          }),
        ],
        '\n',
      );
    case 'loss': {
      const amount = (value: string): string =>
        formatAmount(value, { language: reader.language, currency: subject.currency });
      return t('loss', { loss: amount(subject.profit), limit: amount(subject.limit), when });
    }
  }
}

function namesText(
  t: Texts,
  { count, terminals }: { readonly count: number; readonly terminals: readonly { readonly name: string }[] },
): Html {
  const names: Html[] = [];
  let room = NAMES_CHARS;
  for (const { name } of terminals) {
    const text = Html.text(shorten(name, NAME_CHARS));
    if (text.value.length > room) break;
    room -= text.value.length + 2;
    names.push(text);
  }
  const named = Html.join(names, ', ');
  const more = count - names.length;
  return more > 0 ? html`${named} ${t('more', { count: more })}` : named;
}

/** The newest silent terminals by name; the rest by a list. */
function buttonsOf(t: Texts, fleetId: string, alerts: readonly Alert[]): Button[][] {
  const kinds = new Set(alerts.map(({ kind }) => kind));
  const named = new Map<number, string>();
  for (const alert of alerts.toReversed())
    if (alert.kind === 'silent') for (const { id, name } of alert.subject.terminals) named.set(id, name);
  const lists: Button[] = [];
  if (kinds.has('silent'))
    lists.push({ label: t.plain('button.silent'), call: alertsCalls.fromSilent.with(fleetId) });
  else if (kinds.has('back') || kinds.has('api-errors'))
    lists.push({ label: t.plain('button.terminals'), call: alertsCalls.fromFleet.with(fleetId) });
  if (kinds.has('loss'))
    lists.push({ label: t.plain('button.profit'), call: alertsCalls.fromProfit.with(fleetId) });
  return [
    ...[...named]
      .slice(0, TERMINAL_BUTTONS)
      .map(([id, name]) => [{ label: shorten(name, BUTTON_CHARS), call: alertsCalls.fromTerminal.with(id) }]),
    lists,
    [settingsButton(t, fleetId)],
  ];
}

function settingsButton(t: Texts, fleetId: string): Button {
  return { label: t.plain('button.settings'), call: alertsCalls.fromSettings.with(fleetId) };
}
