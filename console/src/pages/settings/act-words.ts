import { shellTexts } from '../../shell/texts.ts';
import { texts } from './texts.ts';

/** Words of the API in the person's language; a newer server's that this page does not know stand as they are. */
const known = <Word extends string>(words: readonly Word[], given: string): Word | undefined =>
  words.find((word) => word === given);

export function roleWord(role: string): string {
  const found = known(['owner', 'operator', 'viewer'], role);
  return found === undefined ? role : shellTexts.t(`role.${found}`);
}

/** How somebody signed in. */
export function signInWord(source: string): string {
  const found = known(['telegram', 'mini-app', 'dev-login'], source);
  return found === undefined ? source : texts.t(`sessions.source.${found}`);
}

/** A field of a terminal. */
export function fieldWord(field: string): string {
  const found = known(
    ['name', 'host', 'port', 'password', 'note', 'enabled', 'groups', 'tags'],
    field.trim(),
  );
  return found === undefined ? field : texts.t(`field.${found}`);
}

/** `group Binance`: whom a command was for. */
export function targetWord(target: string): string {
  const [kind = '', ...rest] = target.split(' ');
  const name = rest.join(' ');
  if (kind === 'terminal') return name;
  const labelled = known(['group', 'tag'], kind);
  if (labelled !== undefined) return texts.t(`target.${labelled}`, { name });
  const whole = known(['terminals', 'all', 'answered'], kind);
  return whole === undefined ? target : texts.t(`target.${whole}`);
}
