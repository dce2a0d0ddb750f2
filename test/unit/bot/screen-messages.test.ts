import { Html, html } from '../../../core/bot/html.ts';
import { outgoingCallSchema } from '../../../core/bot/outbox/outgoing-message.ts';
import { screenMessages } from '../../../core/bot/outbox/screen-messages.ts';
import { MessageUnsendableError } from '../../../core/bot/outbox/write-messages.ts';

const target = { bot: 'fleet', chatId: 1, userId: 1, key: 'alert:7' };

describe('a screen that goes out by the outbox', () => {
  it('is a message with its buttons', () => {
    const messages = screenMessages(target, {
      text: html`<b>${'<terminal>'}</b>`,
      buttons: [
        [{ label: 'Open', call: { id: 'op', args: [7] } }],
        [{ label: 'Help', url: 'https://t.me' }],
        [],
      ],
    });

    expect(messages).toEqual([
      {
        ...target,
        call: {
          method: 'sendMessage',
          payload: {
            text: '<b>&lt;terminal&gt;</b>',
            parse_mode: 'HTML',
            link_preview_options: { is_disabled: true },
            reply_markup: {
              inline_keyboard: [
                [{ text: 'Open', callback_data: 'op:i7' }],
                [{ text: 'Help', url: 'https://t.me' }],
              ],
            },
          },
        },
      },
    ]);
  });

  it('is several when it is long, each with a key of its own and the buttons under the last', () => {
    const messages = screenMessages(target, {
      text: Html.text(Array.from({ length: 800 }, (_, index) => `line ${index}`).join('\n')),
      buttons: [[{ label: 'Open', call: { id: 'op', args: [] } }]],
    });

    expect(messages.map(({ key }) => key)).toEqual(['alert:7', 'alert:7:1']);
    expect(messages.map(({ call: { payload } }) => 'reply_markup' in payload)).toEqual([false, true]);
    for (const { call } of messages) expect(outgoingCallSchema.safeParse(call).success).toBe(true);
  });

  it('refuses a button that is too long for Telegram', () => {
    const buttons = [[{ label: 'Open', call: { id: 'op', args: ['x'.repeat(64)] } }]];

    expect(() => screenMessages(target, { text: Html.text('a'), buttons })).toThrow(MessageUnsendableError);
  });
});
