import { openChat, everyKind, registration, reviewed, sampleFlows } from './sample-flows.ts';
import { createFlows } from '../../../../core/bot/flows/create-flows.ts';
import { platformTexts } from '../../../../core/bot/i18n/platform-texts.ts';
import type { IncomingFile } from '../../../../core/bot/turn.ts';

function file(sizeBytes: number): IncomingFile {
  return {
    name: 'rows.csv',
    sizeBytes,
    mimeType: undefined,
    download: () => Promise.resolve(Buffer.from([1, 2, 3])),
  };
}

async function untilReview() {
  const opened = openChat();
  await opened.chat.start(registration, { fleetId: '5' });
  await opened.chat.says('btc 1');
  await opened.chat.says('2500');
  await opened.chat.says('hunter2');
  return opened;
}

describe('a wizard', () => {
  it('asks its steps one after another, shows the review and acts once', async () => {
    const { chat, journal } = openChat();
    await chat.start(registration, { fleetId: '5' });
    expect(chat.text()).toBe('What is its name?\n\nStep 1 of 3');
    expect(chat.labels()).toEqual(['Cancel']);
    await chat.says('  btc\n1 ');
    expect(chat.text()).toContain('Which port?');
    expect(chat.labels()).toEqual(['‹ Back', 'Cancel']);
    await chat.says('2 500');
    expect(chat.text()).toContain('Step 3 of 3');
    expect(chat.labels()).toEqual(['‹ Back', 'Skip', 'Cancel']);
    await chat.taps('Skip');
    expect(chat.text()).toBe('btc 1:2500 open');
    expect(chat.labels()).toEqual(['Do it', 'Change an answer', 'Cancel']);
    const review = chat.last();
    await chat.taps('Do it');
    expect(journal.done).toEqual([
      { updateId: expect.any(Number), answers: { fleetId: '5', name: 'btc 1', port: 2500 } },
    ]);
    expect(chat.session).toBeUndefined();
    await chat.taps('Do it', review);
    expect(journal.done).toHaveLength(1);
    expect(chat.notices).toEqual(['This form is closed already.']);
  });

  it('tells what is wrong under each wrong answer, the same one too, and asks again with nothing lost', async () => {
    const { chat } = openChat();
    await chat.start(registration);
    await chat.says('btc');
    const count = chat.messages.length;
    await chat.says('port');
    expect(chat.text()).toMatch(/^⚠️ This is not a number.*\n\nWhich port\?/u);
    await chat.says('70000');
    expect(chat.text()).toContain('between 1 and 65,535');
    await chat.says('1.5');
    expect(chat.text()).toContain('whole number');
    await chat.says('1.5');
    expect(chat.text()).toContain('whole number');
    expect(chat.messages).toHaveLength(count + 4);
    await chat.says('80');
    expect(chat.text()).toContain('Password?');
  });

  it('shows the markup of what a check found wrong', async () => {
    const { chat } = openChat();
    await chat.start(registration);
    await chat.says('root');
    expect(chat.last().screen.text.value).toContain('Not <i>root</i>.');
  });

  it('goes back a step and asks it anew', async () => {
    const { chat, journal } = openChat();
    await chat.start(registration);
    await chat.says('btc');
    await chat.says('80');
    await chat.taps('‹ Back');
    expect(chat.text()).toContain('Which port?');
    await chat.taps('‹ Back');
    expect(chat.text()).toContain('What is its name?');
    await chat.says('eth');
    await chat.says('81');
    await chat.taps('Skip');
    await chat.taps('Do it');
    expect(journal.done[0]?.answers).toEqual({ name: 'eth', port: 81 });
  });

  it('is cancelled at any step and keeps nothing', async () => {
    const { chat, journal } = openChat();
    await chat.start(registration);
    await chat.says('btc');
    await chat.taps('Cancel');
    expect(chat.text()).toBe('Cancelled. Nothing was changed.');
    expect(chat.session).toBeUndefined();
    expect(journal.done).toEqual([]);
    expect(await chat.says('80')).toBe('not-mine');
  });

  it('deletes the message with a secret, good or bad, and never shows it', async () => {
    const { chat, journal } = openChat();
    await chat.start(registration);
    await chat.says('btc');
    await chat.says('80');
    expect(chat.deletedMessages).toBe(0);
    await chat.says('x'.repeat(65));
    expect(chat.deletedMessages).toBe(1);
    await chat.says('hunter2');
    expect(chat.deletedMessages).toBe(2);
    await chat.taps('Change an answer');
    expect(chat.text()).toContain('Password: ••••••');
    await chat.taps('‹ Back');
    expect(chat.text()).toBe('btc:80 ••••••');
    const shown = JSON.stringify([chat.messages, chat.notices]);
    expect(shown).not.toContain('hunter2');
    await chat.taps('Do it');
    expect(journal.done[0]?.answers).toMatchObject({ secret: 'hunter2' });
    expect(chat.session).toBeUndefined();
  });

  it('changes one answer from the review and comes back to it', async () => {
    const { chat, journal } = await untilReview();
    await chat.taps('Change an answer');
    expect(chat.text()).toBe(
      'What do you want to change?\n\nName: btc 1\nWhich port: 2500\nPassword: ••••••',
    );
    await chat.taps('Name');
    expect(chat.labels()).toEqual(['‹ Back', 'Cancel']);
    await chat.says('x');
    expect(chat.text()).toContain('at least 2 characters');
    await chat.says('eth');
    expect(chat.text()).toBe('eth:2500 ••••••');
    await chat.taps('Change an answer');
    await chat.taps('Password');
    await chat.taps('Clear');
    await chat.taps('Do it');
    expect(journal.done[0]?.answers).toEqual({ fleetId: '5', name: 'eth', port: 2500 });
  });

  it('goes back to the step that the act found wrong', async () => {
    const { chat, journal } = await untilReview();
    journal.taken.add('btc 1');
    await chat.taps('Do it');
    expect(chat.text()).toBe('⚠️ Taken.\n\nWhat is its name?');
    await chat.says('eth');
    expect(chat.text()).toBe('eth:2500 ••••••');
    await chat.taps('Do it');
    expect(journal.done).toHaveLength(1);
  });

  it('asks again what a changed answer has taken off the list', async () => {
    const { chat, journal } = openChat();
    await chat.start(reviewed);
    await chat.taps('BUY');
    await chat.taps('BUY1');
    expect(chat.text()).toBe('Review: buy buy1');
    await chat.taps('Change an answer');
    await chat.taps('Which side');
    await chat.says('sell');
    expect(chat.text()).toContain('Which pair?');
    await chat.taps('BOTH');
    expect(chat.text()).toContain('Which tags?');
    await chat.taps('▫️ EU');
    await chat.taps('Done (1)');
    await chat.taps('Change an answer');
    await chat.taps('Which side');
    await chat.taps('BUY');
    expect(chat.text()).toBe('Review: buy both');
    await chat.says('yes');
    expect(journal.done[0]?.answers).toEqual({ side: 'buy', pair: 'both' });
  });
});

describe('every kind of step', () => {
  it('takes taps, words, dates, times, a contact, a file', async () => {
    const { chat, journal } = openChat();
    await chat.start(everyKind);
    await chat.says('Buy');
    expect(chat.labels()).toHaveLength(20 + 3);
    await chat.taps('Next ›');
    await chat.taps('Next ›');
    expect(chat.labels()).toEqual([
      ...['40', '41', '42', '43', '44'].map((one) => `BUY${one}`),
      '‹ Previous',
      '‹ Back',
      'Cancel',
    ]);
    await chat.taps('BUY41');
    await chat.taps('Done');
    expect(chat.text()).toContain('Choose at least 1.');
    await chat.taps('Select all');
    await chat.taps('✅ US');
    await chat.says('us, nowhere');
    expect(chat.text()).toContain('tap one of the buttons');
    expect(chat.labels()).toContain('▫️ US');
    await chat.taps('Done (2)');
    await chat.says('31.02.2026');
    expect(chat.text()).toContain('no such day');
    await chat.taps('Tomorrow');
    await chat.says('25:00');
    expect(chat.text()).toContain('cannot read this as a time');
    await chat.says('9:05 pm');
    await chat.says('+7 900 1234567');
    expect(chat.text()).toContain('Share my number');
    await chat.shares('79001234567', 8);
    expect(chat.text()).toContain('somebody else');
    await chat.shares('79001234567', 7);
    expect(chat.messages.filter(({ screen }) => screen.contactButton === 'remove')).toHaveLength(1);
    await chat.says('here it is');
    expect(chat.text()).toContain('send a file');
    await chat.sendsFile(file(2048));
    expect(chat.text()).toContain('at most 1 kB');
    await chat.sendsFile(file(3));
    await chat.says('maybe');
    expect(chat.text()).toContain('yes or no');
    await chat.taps('Yes');
    expect(journal.done[0]?.answers).toEqual({
      side: 'buy',
      pair: 'buy41',
      tags: ['eu', 'asia'],
      day: '2026-04-01',
      at: '21:05',
      phone: '+79001234567',
      rows: [1, 2, 3],
      sure: true,
    });
  });

  it('tells that a file did not come, and waits for the next', async () => {
    const { chat } = openChat();
    await chat.start(everyKind, {
      side: 'sell',
      pair: 'sell1',
      day: '2026-04-01',
      at: '10:00',
      phone: '+1234567',
    });
    const unavailable = Object.assign(new Error('gone'), { name: 'FileUnavailableError' });
    await chat.sendsFile({ ...file(3), download: () => Promise.reject(unavailable) });
    expect(chat.text()).toContain('did not hand the file over');
    await chat.sendsFile(file(3));
    expect(chat.text()).toContain('Are you sure?');
  });

  it('ticks once however often one button is tapped', async () => {
    const { chat } = openChat();
    await chat.start(everyKind, { side: 'buy', pair: 'buy1' });
    const drawn = chat.last();
    await chat.taps('▫️ EU', drawn);
    await chat.taps('▫️ EU', drawn);
    await chat.taps('▫️ US', drawn);
    expect(chat.labels()).toContain('Done (2)');
  });

  it('speaks the language of the person', async () => {
    const { chat } = openChat();
    chat.language = 'ru';
    await chat.start(registration);
    expect(chat.text()).toBe('Как назвать?\n\nШаг 1 из 3');
    await chat.says('я');
    expect(chat.text()).toContain('Слишком коротко: нужно хотя бы 2 символа.');
    await chat.says('бот');
    await chat.says('1,5');
    expect(chat.text()).toContain('Нужно целое число');
  });
});

describe('buttons and forms that are out of date', () => {
  it('answers a second tap on a question politely and changes nothing', async () => {
    const { chat } = openChat();
    await chat.start(everyKind);
    const first = chat.last();
    await chat.taps('BUY', first);
    const session = chat.session;
    await chat.taps('SELL', first);
    expect(chat.notices).toEqual([
      'This question is answered already. Use the buttons of the newest message.',
    ]);
    expect(chat.session).toBe(session);
  });

  it('knows the buttons of an earlier run of the same flow', async () => {
    const { chat } = openChat();
    await chat.start(everyKind);
    const first = chat.last();
    chat.drop();
    await chat.start(everyKind);
    await chat.taps('BUY', first);
    expect(chat.notices).toEqual(['This form is closed already.']);
    expect(chat.text()).toContain('Which side?');
  });

  it.each([[[]], [['x']], [[1, 2, 'o']], [[1, 1, 'q']], [[1, 1, 'p', -1]], [[{}, [], null]]])(
    'answers the forged button %j as a stale one',
    async (args) => {
      const { chat } = openChat();
      await chat.start(everyKind);
      await chat.tapsRaw(args);
      expect(chat.notices).toEqual(['This button is out of date. Please open the list again.']);
    },
  );

  it('closes a form whose flow a deploy has taken away', async () => {
    const { chat } = openChat();
    await chat.start(registration);
    chat.deploy(createFlows([everyKind], platformTexts));
    expect(await chat.says('btc')).toBe('taken');
    expect(chat.text()).toContain('has changed in the meantime');
    expect(chat.session).toBeUndefined();
  });

  it('asks again what a deploy has given another shape', async () => {
    const { chat, journal } = await untilReview();
    chat.session = (chat.session ?? '').replace('"port":2500', '"port":"eighty"');
    await chat.taps('Do it');
    expect(chat.text()).toContain('Which port?');
    await chat.says('80');
    await chat.taps('Do it');
    expect(journal.done[0]?.answers).toMatchObject({ port: 80 });
  });

  it('closes a form after a day without an answer', async () => {
    const { chat } = openChat();
    await chat.start(registration);
    chat.now = new Date(chat.now.getTime() + 25 * 3_600_000);
    await chat.says('btc');
    expect(chat.text()).toContain('open for too long');
    expect(chat.session).toBeUndefined();
  });

  it('takes the keyboard away when a command interrupts the question for a contact', async () => {
    const { chat } = openChat();
    await chat.start(everyKind, { side: 'sell', pair: 'sell1', day: '2026-04-01', at: '10:00' });
    expect(chat.messages.some(({ screen }) => typeof screen.contactButton === 'object')).toBe(true);
    expect(chat.drop()).toBe(true);
    expect(chat.messages.at(-1)?.screen.contactButton).toBe('remove');
    expect(chat.drop()).toBe(false);
  });

  it('refuses to start a flow that its bot does not have', async () => {
    const { chat } = openChat();
    chat.deploy(sampleFlows);
    await expect(chat.start({ id: 'other' })).rejects.toThrow('no flow other');
  });
});
