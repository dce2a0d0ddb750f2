import {
  type AlertForm,
  checkAlerts,
  toAlertForm,
  toAlertSettings,
} from '../../../console/src/pages/settings/alert-form.ts';
import { ACT_TEXTS, describeAct } from '../../../console/src/pages/settings/audit-sentence.ts';
import { describeDevice } from '../../../console/src/pages/settings/device.ts';
import { en } from '../../../console/src/pages/settings/en.ts';
import { findZones } from '../../../console/src/pages/settings/find-zones.ts';
import { readInviteWord } from '../../../console/src/pages/settings/invite-word.ts';

describe('an act of the journal', () => {
  it('has a sentence that names only what its row can hold', () => {
    const { values } = describeAct({ action: 'terminal.add', subject: {} });
    for (const key of Object.values(ACT_TEXTS))
      for (const [, name = ''] of en[key].matchAll(/\{\{(\w+)\}\}/g))
        expect(Object.keys(values)).toContain(name);
  });

  it('of a command tells what became of it', () => {
    const subject = { command: 'STOP', target: 'all', runId: 'x', answered: 3, 'timed-out': 1 };
    expect(describeAct({ action: 'command', subject })).toMatchObject({
      text: 'act.command',
      values: { command: 'STOP', target: 'all' },
      counts: [
        ['answered', 3],
        ['timed-out', 1],
      ],
      rest: '',
    });
  });

  it('that this page does not know is told by its name, with all that stands with it', () => {
    const told = describeAct({ action: 'moon.land', subject: { name: 'Eagle', crew: [1, 2] } });
    expect(told.text).toBe('act.other');
    expect(told.values.action).toBe('moon.land');
    expect(told.rest).toBe('name: Eagle, crew: [1,2]');
  });
});

describe('the form of alerts', () => {
  const settings = {
    silent: true,
    apiErrors: false,
    lossLimit: '100.50000000',
    lossCurrency: 'USDT',
    quiet: null,
  };

  it('keeps what the API has, and keeps the fields of what is switched off', () => {
    const form = toAlertForm(settings);
    expect(form).toMatchObject({ hasLoss: true, lossLimit: '100.5', hasQuiet: false, quietFrom: '23:00' });
    expect(toAlertSettings(form)).toEqual({ ...settings, lossLimit: '100.5' });
    expect(toAlertSettings({ ...form, hasLoss: false }).lossLimit).toBeNull();
  });

  it('takes numbers as people write them, and tells what the API would refuse', () => {
    const form: AlertForm = { ...toAlertForm(settings), lossLimit: '1 000,5', lossCurrency: ' usdc ' };
    expect(checkAlerts(form)).toBeUndefined();
    expect(toAlertSettings(form)).toMatchObject({ lossLimit: '1000.5', lossCurrency: 'USDC' });
    for (const lossLimit of ['', '0', '-5', '1e3', 'much'])
      expect(checkAlerts({ ...form, lossLimit })).toBe('limit');
    expect(checkAlerts({ ...form, hasQuiet: true, quietTo: form.quietFrom })).toBe('quiet');
  });
});

describe('words of people and browsers', () => {
  it('an invitation is read from a link, its last part or its word alone', () => {
    const word = 'AbCdEf-123_4567890AbCd';
    for (const pasted of [`https://t.me/fleet_bot?start=join_${word}`, `/start join_${word}`, ` ${word} `])
      expect(readInviteWord(pasted)).toBe(word);
    for (const pasted of ['', 'join_', 'https://t.me/fleet_bot', 'two words'])
      expect(readInviteWord(pasted)).toBeUndefined();
  });

  it('a browser is told apart from those whose names it borrows', () => {
    const chrome =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36';
    expect(describeDevice(chrome)).toBe('Chrome, Windows');
    expect(describeDevice(`${chrome} Edg/142.0`)).toBe('Edge, Windows');
    expect(
      describeDevice(
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1',
      ),
    ).toBe('Safari, iPhone');
    expect(describeDevice('python-requests/2.32')).toBe('python-requests/2.32');
    expect(describeDevice(null)).toBeUndefined();
  });

  it('a time zone is found by a city in either language, and by an offset', () => {
    const now = new Date('2026-07-01T12:00:00Z');
    expect(findZones('москва', 'ru', now)[0]).toEqual({
      zone: 'Europe/Moscow',
      city: 'Москва',
      offset: 'UTC+3',
    });
    expect(findZones('berlin', 'en', now)[0]?.offset).toBe('UTC+2');
    expect(findZones('+5:30', 'en', now).every(({ offset }) => offset === 'UTC+5:30')).toBe(true);
    const offered = findZones('', 'en', now).map(({ zone }) => zone);
    expect(offered).toContain('UTC');
    expect(offered.indexOf('America/New_York')).toBeLessThan(offered.indexOf('Europe/Moscow'));
  });
});
