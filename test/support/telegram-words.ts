import { createHash, createHmac } from 'node:crypto';

/** What Telegram signs, as Telegram documents it: written for tests, apart from what checks it. */
export interface WidgetPerson {
  readonly id: number;
  readonly first_name: string;
  readonly username?: string;
  readonly photo_url?: string;
}

const seconds = (moment: Date): number => Math.floor(moment.getTime() / 1000);

/** The Login Widget's fields, with their hash: core.telegram.org/widgets/login */
export function signWidget(
  token: string,
  person: WidgetPerson,
  signedAt: Date,
): Record<string, string | number> {
  const fields: Record<string, string | number> = { ...person, auth_date: seconds(signedAt) };
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name] ?? ''}`)
    .join('\n');
  const key = createHash('sha256').update(token).digest();
  return { ...fields, hash: createHmac('sha256', key).update(text).digest('hex') };
}

/** A Mini App's `initData`: core.telegram.org/bots/webapps */
export function signInitData(
  token: string,
  user: Readonly<Record<string, unknown>>,
  signedAt: Date,
  more: Readonly<Record<string, string>> = {},
): string {
  const fields: Record<string, string> = {
    ...more,
    user: JSON.stringify(user),
    auth_date: String(seconds(signedAt)),
  };
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name] ?? ''}`)
    .join('\n');
  const key = createHmac('sha256', 'WebAppData').update(token).digest();
  const hash = createHmac('sha256', key).update(text).digest('hex');
  return new URLSearchParams({ ...fields, hash }).toString();
}
