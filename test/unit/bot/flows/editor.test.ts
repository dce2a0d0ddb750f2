import { openChat, settings } from './sample-flows.ts';

const thing = { id: '7', name: 'btc', port: 80 };

describe('an editor', () => {
  it('shows what was and what will be, and saves what was changed', async () => {
    const { chat, journal } = openChat();
    await chat.start(settings, thing);
    expect(chat.text()).toBe(
      'Settings\nName: btc\nWhich port: 80\nPassword: —\nNothing changed yet. Tap what you want to change.',
    );
    expect(chat.labels()).toEqual(['Name', 'Which port', 'Password', 'Close']);
    await chat.taps('Name');
    await chat.says('eth');
    expect(chat.text()).toContain('✏️ Name: btc → eth');
    expect(chat.text()).toContain('1 change, not saved yet.');
    await chat.taps('Password');
    await chat.says('hunter2');
    expect(chat.text()).toContain('✏️ Password: — → ••••••');
    expect(chat.text()).toContain('2 changes, not saved yet.');
    await chat.taps('Save');
    expect(journal.done).toEqual([
      {
        updateId: expect.any(Number),
        answers: { ...thing, name: 'eth', secret: 'hunter2' },
        changed: ['name', 'secret'],
      },
    ]);
    expect(JSON.stringify(chat.messages)).not.toContain('hunter2');
    expect(chat.session).toBeUndefined();
  });

  it('shows a number as it is written, not in groups of three digits', async () => {
    const { chat } = openChat();
    await chat.start(settings, { ...thing, port: 44_315 });
    expect(chat.text()).toContain('Which port: 44315');
  });

  it('undoes change after change', async () => {
    const { chat } = openChat();
    await chat.start(settings, thing);
    await chat.taps('Name');
    await chat.says('eth');
    await chat.taps('Name');
    await chat.says('xrp');
    await chat.taps('Undo last');
    expect(chat.text()).toContain('✏️ Name: btc → eth');
    await chat.taps('Undo last');
    expect(chat.text()).toContain('Name: btc\n');
    expect(chat.labels()).not.toContain('Undo last');
    expect(chat.labels()).not.toContain('Save');
  });

  it('counts a value that is as it was as no change', async () => {
    const { chat } = openChat();
    await chat.start(settings, thing);
    await chat.taps('Which port');
    await chat.says('80');
    expect(chat.text()).toContain('Nothing changed yet');
  });

  it('leaves everything as it was when it is cancelled, and says so', async () => {
    const { chat, journal } = openChat();
    await chat.start(settings, thing);
    await chat.taps('Name');
    await chat.says('eth');
    await chat.taps('Cancel');
    expect(chat.text()).toBe('Closed. Your changes were not saved.');
    expect(journal.done).toEqual([]);
  });

  it('keeps the other changes when one value is refused at saving', async () => {
    const { chat, journal } = openChat();
    journal.taken.add('eth');
    await chat.start(settings, thing);
    await chat.taps('Which port');
    await chat.says('81');
    await chat.taps('Name');
    await chat.says('eth');
    await chat.says('save');
    expect(chat.text()).toContain('Taken.');
    await chat.says('xrp');
    expect(chat.text()).toContain('2 changes');
    await chat.taps('Save');
    expect(journal.done[0]?.answers).toEqual({ ...thing, name: 'xrp', port: 81 });
  });

  it('is closed without a change half an hour after the last tap', async () => {
    const { chat, journal } = openChat();
    await chat.start(settings, thing);
    await chat.taps('Name');
    await chat.says('eth');
    chat.now = new Date(chat.now.getTime() + 31 * 60_000);
    await chat.taps('Save');
    expect(chat.text()).toContain('open for too long');
    expect(journal.done).toEqual([]);
  });
});
