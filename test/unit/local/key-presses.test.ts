import { KeyPresses } from '../../../local/process/key-presses.ts';

describe('signals', () => {
  it('of one Ctrl-C are one press, though the terminal and npm both send one', () => {
    const presses = new KeyPresses();

    expect([presses.take(1_000), presses.take(1_004)]).toEqual([
      { press: 1, isNew: true },
      { press: 1, isNew: false },
    ]);
  });

  it('of a second Ctrl-C are a second press', () => {
    const presses = new KeyPresses();
    presses.take(1_000);
    presses.take(1_004);

    expect(presses.take(1_500)).toEqual({ press: 2, isNew: true });
  });
});
