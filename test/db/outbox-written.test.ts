import { deleteSettledMessages } from '../../core/bot/outbox/delete-settled.ts';
import type { OutgoingMessage } from '../../core/bot/outbox/outgoing-message.ts';
import { createOutboxPort } from '../../core/bot/outbox/put-off.ts';
import { announce, MessageUnsendableError, writeMessages } from '../../core/bot/outbox/write-messages.ts';
import { inTransaction } from '../../core/database/pool.ts';
import { message, useOutbox } from '../support/outbox.ts';

const { store, queue, announced, write, rowOf } = useOutbox('outbox_written');

describe('writing a message', () => {
  it('happens once for a cause, however often the cause is repeated', async () => {
    const first = await write(message('a'), message('b'));
    const again = await write(message('a'), message('b'), message('c'), message('c'));

    expect([first.length, again.length]).toEqual([2, 1]);
  });

  it('is undone with its cause', async () => {
    const failing = inTransaction(store.database, async (session) => {
      await writeMessages(session, [message('a')]);
      throw new Error('the cause failed');
    });

    await expect(failing).rejects.toThrow('the cause failed');
    expect(await rowOf('a')).toEqual({});
  });

  it.each<[string, Partial<OutgoingMessage>]>([
    ['without text', { call: { method: 'sendMessage', payload: { text: '' } } }],
    ['that names its chat twice', { call: { method: 'sendMessage', payload: { text: 'a', chat_id: 9 } } }],
    ['without a key', { key: '' }],
    [
      'with a file that does not fit a row',
      { call: { method: 'sendDocument', payload: { document: { name: 'a', base64: 'A'.repeat(400_000) } } } },
    ],
  ])('is refused %s', async (_, changes) => {
    await expect(write(message('ok'), message('bad', changes))).rejects.toThrow(MessageUnsendableError);
    expect(await rowOf('ok')).toEqual({});
  });

  it('is announced a hundred to a message, and a queue that is away is left to the sweep', async () => {
    await announce(
      queue,
      Array.from({ length: 250 }, (_, index) => String(index)),
    );
    await announce({ send: () => Promise.reject(new Error('SQS is away')) }, ['1']);

    expect(announced).toHaveLength(3);
  });
});

describe('a reply that Telegram did not take in time', () => {
  it('is written once and sent after the wait', async () => {
    const port = createOutboxPort({
      openDatabase: () => Promise.resolve(store.database),
      queue,
      now: () => new Date(),
    });
    const reply = {
      bot: 'fleet',
      chatId: 1,
      userId: 1,
      key: 'update:fleet:7:0',
      method: 'sendMessage',
      payload: { text: 'late' },
    };

    await port.putOff(reply, 30);
    await port.putOff(reply, 30);

    expect(await rowOf('update:fleet:7:0')).toMatchObject({ state: 'pending', due_in: 30 });
    expect(announced.map(({ delaySeconds }) => delaySeconds)).toEqual([30]);
    await expect(port.putOff({ ...reply, method: 'banChatMember' }, 1)).rejects.toThrow(
      MessageUnsendableError,
    );
  });
});

describe('settled messages', () => {
  it('are kept for a week', async () => {
    await write(message('old'), message('young'), message('pending'));
    await store.database.query(`
      update outbox set state = 'sent', settled_at = now() - case key when 'old' then interval '8 days' else interval '6 days' end
      where key <> 'pending'`);

    expect(await deleteSettledMessages(store.database, new Date())).toBe(1);
    expect(await rowOf('old')).toEqual({});
    expect(await rowOf('young')).toMatchObject({ state: 'sent' });
  });
});
