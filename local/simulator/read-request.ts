import { signRequest } from '../../core/mooncmd/request.ts';

/** `<hmac><space>`: 64 hex digits of SHA-256 and the separator. */
const SIGNATURE_BYTES = 65;
const MAX_COMMAND_CHARS = 60_000;

/**
 * The command in a request datagram (MoonCMD 1.1), or `undefined` when it is not signed with this password: a terminal says
 * nothing to that. Without a password every datagram is a command.
 */
export function readRequest(datagram: Buffer, password: string): string | undefined {
  if (password === '') return datagram.toString('utf8');
  const command = datagram.toString('utf8', SIGNATURE_BYTES);
  if (command === '' || command.length > MAX_COMMAND_CHARS) return undefined;
  return signRequest(command, password).equals(datagram) ? command : undefined;
}
