import { openDatagram } from '../../../core/mooncmd/open-datagram.ts';
import { readMessage } from '../../../core/mooncmd/read-message.ts';
import { signRequest } from '../../../core/mooncmd/request.ts';
import { packMessage } from '../../../local/simulator/datagrams.ts';
import type { OutgoingMessage } from '../../../local/simulator/messages.ts';
import type { Terminal } from '../../../local/simulator/terminal.ts';
import { simulatedTerminal, TERMINAL_PASSWORD } from '../../support/simulated-terminal.ts';

const NOW_MS = Date.UTC(2025, 11, 4, 10);

function say(terminal: Terminal, command: string, nowMs = NOW_MS): OutgoingMessage[] {
  const messages = terminal.receive(signRequest(command, TERMINAL_PASSWORD), nowMs);
  if (messages === undefined) throw new Error(`${command} was ignored`);
  return messages;
}

function textOf(message: OutgoingMessage | undefined): string {
  const [datagram] =
    message === undefined ? [] : packMessage(message, { isPlain: false, isFragmented: false }).datagrams;
  const opened = openDatagram(datagram ?? Buffer.alloc(0));
  if (opened.status !== 'message') throw new Error(`not a message: ${opened.status}`);
  return opened.payload.toString('utf8');
}

describe('a terminal', () => {
  it.each([
    ['lst', /Open Sell Orders: 0.*Available: /],
    ['SetParam "Alpha" OrderSize 30', /OK: Alpha OrderSize=30/],
    ['SetParam Alpha', /ERR strategy, parameter and value expected/],
    ['SetParam "No such" OrderSize 30', /ERR unknown strategy No such/],
    ['sgStart Alpha 10', /OK: sgstart Alpha 10/],
    ['BL + XRP', /OK: bl \+ XRP/],
    ['buy NOSUCHCOIN', /ERR unknown coin NOSUCHCOIN/],
    ['sell', /ERR coin expected/],
    ['SQLSelect yesterday', /ERR time expected/],
    ['FormatDisk', /ERR unknown command/],
    ['report 7 fortnights', /ERR period or coin expected/],
    ['CancelBuy', /OK: cancelbuy/],
    ['SellPiece ALL', /OK: sellpiece ALL/],
    ['SellPiece', /ERR coin expected/],
    ['sgStop Alpha soon', /ERR minutes expected/],
    ['sgStop', /ERR strategy expected/],
    ['ResetSession ALL', /OK: resetsession ALL/],
    ['ResetLoss', /OK: resetloss/],
    ['silent', /OK: silent/],
    ['talk', /OK: talk/],
    ['BL', /Black list: empty/],
    ['BL x', /ERR \+ or - and coin expected/],
    ['TempBL +6 XRP BTC', /OK: tempbl \+6 XRP BTC/],
    ['TempBL 6 XRP', /ERR \+hours and coins expected/],
    ['SetBL+ Alpha XRP', /OK: setbl\+ Alpha XRP/],
    ['SetBL- "Folder 1" XRP', /OK: setbl- Folder 1 XRP/],
    ['SetWL+ Alpha XRP', /OK: setwl\+ Alpha XRP/],
    ['SetWL- Nobody XRP', /ERR unknown strategy Nobody/],
    ['Leverage 10 XRP,BTC', /OK: leverage 10 XRP,BTC/],
    ['Leverage XRP', /ERR leverage and coins expected/],
    ['Margin ALL ISO', /OK: margin ALL ISO/],
    ['Margin ALL', /ERR coins and ISO or Cross expected/],
    ['AutoLevConfig 1000 def 50k XRP', /OK: autolevconfig 1000/],
    ['ConvertBNB', /OK: convertbnb/],
    ['DoUpdate', /OK: doupdate/],
    ['InstallTestVersion Release', /OK: installtestversion Release/],
    ['sim-0001:lst', /Open Sell Orders: 0/],
  ])('answers %s', (command, expected) => {
    const [reply, ...rest] = say(simulatedTerminal(), command);

    expect(textOf(reply)).toMatch(expected);
    expect(rest).toHaveLength(0);
  });

  it('takes no command that is addressed to another terminal of the port', () => {
    expect(
      simulatedTerminal().receive(signRequest('sim-0002:SellALL', TERMINAL_PASSWORD), NOW_MS),
    ).toBeUndefined();
  });

  it.each([
    ['another password', signRequest('lst', 'other')],
    ['no signature', Buffer.from('lst')],
    ['a signature alone', signRequest('lst', TERMINAL_PASSWORD).subarray(0, 65)],
    ['a changed command', Buffer.concat([signRequest('lst', TERMINAL_PASSWORD), Buffer.from('!')])],
    ['nothing', Buffer.alloc(0)],
  ])('says nothing to a request with %s', (_, datagram) => {
    const terminal = simulatedTerminal();

    expect(terminal.receive(datagram, NOW_MS)).toBeUndefined();
    expect(terminal.nextDueMs).toBe(Infinity);
  });

  it('takes bare commands when it has no password', () => {
    expect(simulatedTerminal({ password: '' }).receive(Buffer.from('lst'), NOW_MS)).toHaveLength(1);
  });

  it('tells in its balance whether it runs', () => {
    const terminal = simulatedTerminal();

    expect(say(terminal, 'STOP').map(textOf).join()).toContain('"S":false');
    expect(say(terminal, 'START').map(textOf).join()).toContain('"S":true');
  });

  it('opens no orders while it is stopped', () => {
    const terminal = simulatedTerminal();
    say(terminal, 'STOP');

    const kinds = new Set<string>();
    for (let nowMs = NOW_MS; nowMs < NOW_MS + 300_000; nowMs += 100)
      for (const message of terminal.advance(nowMs)) kinds.add(message.kind);

    expect(kinds).toContain('acc');
    expect(kinds).not.toContain('order');
  });

  it('sends all strategies in packs, with what SetParam has changed', () => {
    const terminal = simulatedTerminal();
    say(terminal, 'SetParam "Alpha" OrderSize 77.5');

    const full = say(terminal, 'GetStrategiesFull').map(textOf);
    const active = say(terminal, 'GetStrategiesActive').map(textOf);

    expect(full).toHaveLength(3);
    expect(active).toHaveLength(2);
    expect(full.map((text) => /"N":(\d+)/.exec(text)?.[1])).toEqual(['1', '2', '3']);
    expect(full.join()).toContain('OrderSize=77.5');
  });

  it('does not buy what is on its black list', () => {
    const terminal = simulatedTerminal();
    say(terminal, 'BL + xrp');

    expect(textOf(say(terminal, 'buy XRP')[0])).toContain('ERR XRP is in the black list');
    say(terminal, 'BL - XRP');
    expect(textOf(say(terminal, 'buy XRP')[0])).toContain('OK: order');
  });

  it('lists the strategies that run as sgStart and sgStop left them', () => {
    const terminal = simulatedTerminal();
    say(terminal, 'sgStop Alpha');
    say(terminal, 'sgStart "MoonShot long"');

    const active = say(terminal, 'GetStrategiesActive').map(textOf).join();
    expect(active).not.toContain('StrategyName=Alpha');
    expect(active).toContain('StrategyName=MoonShot long');
  });

  it('answers list and report in several parts', () => {
    const terminal = simulatedTerminal();
    say(terminal, 'buy XRP');

    expect(say(terminal, 'list')).toHaveLength(2);
    expect(say(terminal, 'report 2 weeks').map(textOf)).toMatchObject([
      expect.stringContaining('Report: 2 weeks'),
      expect.stringContaining('XRP  in orders'),
      expect.stringContaining('Total: '),
    ]);
    expect(say(terminal, 'report 1 days BTC hide')).toHaveLength(2);
    expect(say(terminal, 'report')).toHaveLength(3);
  });

  it('closes what is open on SellALL, each order with its chart when charts are subscribed', () => {
    const terminal = simulatedTerminal();
    expect(say(terminal, 'SubscribeCharts')).toEqual([]);
    say(terminal, 'buy XRP');
    say(terminal, 'short btc');

    const messages = say(terminal, 'SellALL', NOW_MS + 1_000);

    expect(textOf(messages[0])).toContain('OK: 2 orders sold');
    expect(messages.slice(1).map((message) => message.kind)).toEqual(['order', 'chart', 'order', 'chart']);
    const close = readMessage('order', Buffer.from(textOf(messages[1])), NOW_MS);
    expect(close).toMatchObject({
      type: 'orders',
      events: [
        {
          action: 'update',
          orderId: '48213',
          columns: { status: '1', close_date: String(NOW_MS / 1000 + 1) },
        },
      ],
    });
    expect(textOf(say(terminal, 'SellALL', NOW_MS + 2_000)[0])).toContain('OK: 0 orders sold');
  });

  it('sells one coin and keeps the others', () => {
    const terminal = simulatedTerminal();
    say(terminal, 'buy XRP');
    say(terminal, 'buy BTC');

    expect(textOf(say(terminal, 'sell xrp')[0])).toContain('OK: 1 orders sold');
    expect(textOf(say(terminal, 'lst')[0])).toContain('Open Sell Orders: 1\\nBTC');
  });

  it('repeats its SQL log on SQLSelect, numbered and readable', () => {
    const terminal = simulatedTerminal();
    say(terminal, 'buy XRP');
    say(terminal, 'SellALL', NOW_MS + 5_000);

    const all = say(terminal, 'SQLSelect 2025-12-04T10:00:00');
    const later = say(terminal, 'SQLSelect 2025-12-04T10:00:03');

    const events = all.map((message) => readMessage('text', Buffer.from(textOf(message)), NOW_MS));
    expect(events).toMatchObject([
      { type: 'orders', events: [{ action: 'insert', orderId: '48213', commandId: 48_214 }] },
      { type: 'orders', events: [{ action: 'update', orderId: '48213', commandId: 48_215 }] },
    ]);
    expect(later).toHaveLength(1);
  });

  it('never answers or pushes when it is a silent one', () => {
    const terminal = simulatedTerminal({ isSilent: true });

    expect(terminal.receive(signRequest('lst', TERMINAL_PASSWORD), NOW_MS)).toBeUndefined();
    expect(terminal.advance(NOW_MS + 60_000)).toEqual([]);
  });
});
