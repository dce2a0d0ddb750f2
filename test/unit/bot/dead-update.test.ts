import { deadUpdateSchema } from '../../../core/bot/webhook/dead-update.ts';

const kept = (update: object) =>
  deadUpdateSchema.parse({ version: 1, bot: 'fleet', update, reason: 'x' }).update;
const chat = { id: 7, type: 'private' };
const from = { id: 7, is_bot: false, first_name: 'Ada' };

describe('an update that is kept after it failed for good', () => {
  it('has who, when and which command, and no word, file, contact or quoted message of a person', () => {
    const secret = 'Tr0ub4dor';
    const update = {
      update_id: 1,
      message: {
        message_id: 2,
        date: 3,
        chat,
        from,
        text: secret,
        caption: secret,
        contact: { phone_number: secret },
        document: { file_name: secret },
        reply_to_message: { text: secret },
      },
    };

    expect(JSON.stringify(kept(update))).not.toContain(secret);
    expect(kept(update)).toMatchObject({ update_id: 1, message: { message_id: 2, chat, from: { id: 7 } } });
  });

  it('has what a button carried, and not the message that it stood under', () => {
    const update = {
      update_id: 1,
      callback_query: { id: '9', from, data: 'oc:7', message: { message_id: 2, chat, text: 'Balance 5' } },
    };

    expect(kept(update)).toMatchObject({ callback_query: { data: 'oc:7', message: { message_id: 2 } } });
    expect(JSON.stringify(kept(update))).not.toContain('Balance');
  });
});
