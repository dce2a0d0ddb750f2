import {
  openPassword,
  PasswordUnreadableError,
  sealPassword,
} from '../../../core/fleet/terminal-password.ts';

const key = Buffer.alloc(32, 7);

describe('a sealed password', () => {
  it('opens with its key and looks different each time', () => {
    const sealed = sealPassword(key, 'пароль ✓');

    expect(openPassword(key, sealed)).toBe('пароль ✓');
    expect(sealPassword(key, 'пароль ✓').equals(sealed)).toBe(false);
  });

  it('does not open with another key, changed or cut: it is never taken for plain text', () => {
    const sealed = sealPassword(key, 'secret');
    const changed = Buffer.from(sealed);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;

    expect(() => openPassword(Buffer.alloc(32, 8), sealed)).toThrow(PasswordUnreadableError);
    expect(() => openPassword(key, changed)).toThrow(PasswordUnreadableError);
    expect(() => openPassword(key, Buffer.from('secret'))).toThrow(PasswordUnreadableError);
  });
});
