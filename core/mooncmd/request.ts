import { createHmac } from 'node:crypto';
import { MOONCMD_LIMITS } from './limits.ts';

export class CommandEmptyError extends Error {
  override readonly name = 'CommandEmptyError';
}

export class CommandTooLongError extends Error {
  override readonly name = 'CommandTooLongError';
}

/**
 * Makes the datagram of a command: `<hmac> <command>`, or the command alone for a terminal without a password.
 * The HMAC is SHA-256 over the command's UTF-8 bytes exactly as sent, in lower-case hex (MoonCMD 1.1).
 * There is no nonce: whoever reads the datagram can send it again.
 *
 * @throws CommandEmptyError
 * @throws CommandTooLongError above 60,000 characters or, signed, 65,507 bytes: the panel's limits.
 */
export function signRequest(command: string, password: string | null): Buffer {
  if (command === '') throw new CommandEmptyError('the command is empty');
  if (command.length > MOONCMD_LIMITS.maxCommandChars) {
    throw new CommandTooLongError(`a command has at most ${MOONCMD_LIMITS.maxCommandChars} characters`);
  }
  const hasPassword = password !== null && password !== '';
  const prefix = hasPassword
    ? `${createHmac('sha256', password).update(command, 'utf8').digest('hex')} `
    : '';
  const datagram = Buffer.from(prefix + command, 'utf8');
  if (datagram.length > MOONCMD_LIMITS.maxDatagramBytes) {
    throw new CommandTooLongError(`a request has at most ${MOONCMD_LIMITS.maxDatagramBytes} bytes`);
  }
  return datagram;
}
