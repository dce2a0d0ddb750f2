import { readFileSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { errorMessage } from '../process/errors.ts';
import { runCommand } from '../process/run-command.ts';

export class PostgresAccountMissingError extends Error {
  override readonly name = 'PostgresAccountMissingError';
}

/** How a PostgreSQL binary is started: as whom, and by which command before it. */
export interface PostgresAccount {
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Whether node switches the user (`spawn` with uid); otherwise `prefix` does. */
  readonly switchUser: boolean;
  readonly prefix: readonly string[];
}

/** The uid of `nobody` on Debian, Fedora and Alpine, if /etc/passwd does not tell. */
const NOBODY_ID = 65_534;

/**
 * PostgreSQL refuses to run as uid 0. As root it runs as `nobody`; when the path to the binaries or to the data is closed
 * to `nobody` (a clone below a 0700 directory, as `mktemp -d` makes it) `setpriv` leaves it the one capability to pass.
 * Docker's default set has dac_override but not dac_read_search, and the first includes the second, so only it is asked for.
 * @param dataDir exists; it is given to the account.
 * @throws PostgresAccountMissingError with the reason of each way that was tried.
 */
export async function choosePostgresAccount(initdb: string, dataDir: string): Promise<PostgresAccount> {
  if (process.getuid?.() !== 0) return { switchUser: false, prefix: [] };
  const owner = nobody();
  await chown(dataDir, owner.uid, owner.gid);
  const candidates: readonly PostgresAccount[] = [
    { owner, switchUser: true, prefix: [] },
    { owner, switchUser: false, prefix: setprivPrefix(owner) },
  ];
  const reasons: string[] = [];
  for (const candidate of candidates) {
    const failure = await probe(candidate, initdb, dataDir);
    if (failure === undefined) return candidate;
    reasons.push(failure);
  }
  throw new PostgresAccountMissingError(
    `PostgreSQL does not run as root, and "nobody" cannot reach ${initdb} and ${dataDir}: ${reasons.join('; ')}. ` +
      'Run as another user, or move the directory to where others may pass.',
  );
}

/** The command, arguments and user of one start. */
export function asAccount(
  account: PostgresAccount,
  binary: string,
  args: readonly string[],
): { command: string; args: string[]; uid?: number; gid?: number } {
  const [command = binary, ...rest] = [...account.prefix, binary, ...args];
  const ids = account.switchUser && account.owner !== undefined ? account.owner : {};
  return { command, args: rest, ...ids };
}

function nobody(): { uid: number; gid: number } {
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith('nobody:'));
    const [, , uid, gid] = line?.split(':') ?? [];
    if (Number(uid) > 0 && Number(gid) > 0) return { uid: Number(uid), gid: Number(gid) };
  } catch {
    // No such file (macOS keeps users elsewhere): the number below is the usual one.
  }
  return { uid: NOBODY_ID, gid: NOBODY_ID };
}

function setprivPrefix(owner: { uid: number; gid: number }): string[] {
  return [
    'setpriv',
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    // access(2), by which initdb looks for its neighbours, forgets the capability of a user that is not root without this.
    '--securebits=+no_setuid_fixup',
    '--',
  ];
}

/** @returns why this way does not work, or `undefined`. */
async function probe(account: PostgresAccount, initdb: string, dataDir: string): Promise<string | undefined> {
  const start = asAccount(account, '/bin/sh', [
    '-c',
    // --show stops before it makes anything, but after it has looked for all that initdb needs.
    'cd "$1" && exec "$2" --show --pgdata="$1"',
    'sh',
    dataDir,
    initdb,
  ]);
  try {
    // `cwd` is one that everybody may enter: node changes directory before it changes the user.
    await runCommand({ ...start, cwd: '/', env: {}, timeoutMs: 10_000 });
    return undefined;
  } catch (error) {
    return errorMessage(error).replaceAll('\n', ' ').trim();
  }
}
