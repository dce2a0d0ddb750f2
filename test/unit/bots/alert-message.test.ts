import { alertMessages, type AlertReader } from '../../../bots/fleet/alerts/alert-message.ts';
import { alertEn, alertRu } from '../../../bots/fleet/alerts/alert-texts.ts';
import { fleetEn } from '../../../bots/fleet/texts-en.ts';
import { fleetRu } from '../../../bots/fleet/texts-ru.ts';
import { plainText } from '../../../core/bot/html-tokens.ts';
import { catalogueFaults } from '../../../core/bot/i18n/catalogue-faults.ts';
import { outgoingCallSchema } from '../../../core/bot/outbox/outgoing-message.ts';
import type { Alert } from '../../../core/fleet/alerts/alert.ts';

const NOW = new Date('2026-03-10T12:00:00Z');
const READER: AlertReader = {
  bot: 'fleet',
  userId: 7,
  language: 'en',
  timeZone: 'Europe/Moscow',
  fleetId: '12',
  fleetName: 'Ours',
};

const silent = (id: number, count: number, name = 'T'): Alert => ({
  id: String(id),
  kind: 'silent',
  occurredAt: new Date(NOW.getTime() - id * 60_000),
  subject: {
    count,
    terminals: Array.from({ length: Math.min(count, 20) }, (_, index) => ({
      id: id * 100 + index,
      name: `${name}${index}`,
    })),
  },
});

/** The one message that they make. */
function messageOf(alerts: readonly Alert[], reader: Partial<AlertReader> = {}) {
  const messages = alertMessages({ ...READER, ...reader }, alerts, NOW, 'alert:1');
  const call = outgoingCallSchema.parse(messages[0]?.call);
  if (call.method !== 'sendMessage') throw new Error('alerts are messages');
  return {
    messages,
    text: plainText(call.payload.text),
    markup: JSON.stringify(call.payload['reply_markup']),
  };
}

describe('an alert’s message', () => {
  it('names the terminals that are named, counts the rest, and tells the time of the reader’s own clock', () => {
    const { text } = messageOf([silent(0, 300)]);

    expect(text).toMatch(/300 terminals fell silent \(the last today 15:00\):\nT0, T1.*T19 … and 280 more/);
  });

  it('is one message that Telegram takes, also after a night of them; the newest stay, the oldest are counted', () => {
    const alerts = Array.from({ length: 50 }, (_, index) => silent(50 - index, 300, '&'.repeat(60)));

    const { messages, text, markup } = messageOf(alerts);

    expect(messages).toHaveLength(1);
    expect(text).toContain('49 earlier alerts are not shown.');
    expect(text).toContain('today 14:59');
    expect(markup.length).toBeLessThan(2_000);
  });

  it('has buttons for three terminals at most, and for the list', () => {
    const { markup } = messageOf([silent(1, 5)]);

    expect(JSON.parse(markup)).toEqual({
      inline_keyboard: [
        [{ text: 'T0', callback_data: 'alt:i2s' }],
        [{ text: 'T1', callback_data: 'alt:i2t' }],
        [{ text: 'T2', callback_data: 'alt:i2u' }],
        [{ text: '🔴 Silent ones', callback_data: 'als:s12' }],
        [{ text: '🔔 What I am told', callback_data: 'alc:s12' }],
      ],
    });
  });

  it('lets neither a name nor an error’s text make markup', () => {
    const hostile = '<a href="tg://user?id=1">x</a>';
    const alerts: Alert[] = [
      silent(2, 1, hostile),
      {
        id: '3',
        kind: 'api-errors',
        occurredAt: NOW,
        subject: { count: 1, terminals: 1, top: [{ count: 1, code: null, symbol: hostile, text: hostile }] },
      },
    ];

    const { messages } = messageOf(alerts, { fleetName: hostile, language: 'ru' });

    expect(messages[0]?.call.payload).toMatchObject({ text: expect.not.stringContaining('<a ') });
  });
});

describe('the texts', () => {
  it('of alerts and of the fleet bot have no faults', () => {
    expect(catalogueFaults({ en: alertEn, ru: alertRu })).toEqual([]);
    expect(catalogueFaults({ en: fleetEn, ru: fleetRu })).toEqual([]);
  });
});
