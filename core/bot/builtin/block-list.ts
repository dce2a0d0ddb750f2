import * as z from 'zod';
import { type Html, html } from '../html.ts';
import { plainText } from '../html-tokens.ts';
import type { PersonAtBot } from '../users/list-blocked.ts';
import { listView } from '../views/list-view.ts';
import { personName } from './feedback-rows.ts';
import { action, type BuiltinTurn, command } from './kit.ts';
import { refuseOthers } from './only-admins.ts';
import { pageButtons } from './page-buttons.ts';

export const block = command({
  name: 'block',
  run: (turn, who) => withPerson(turn, who, setBlocked),
});

export const unblock = command({
  name: 'unblock',
  run: (turn, who) => withPerson(turn, who, setUnblocked),
});

export const blocked = command({ name: 'blocked', run: (turn) => showBlocked(turn, 0) });

export const openBlocked = action('zbl', z.tuple([z.int().min(0)]), showBlocked);

async function showBlocked(turn: BuiltinTurn, after: number): Promise<void> {
  if (refuseOthers(turn)) return;
  const { t, user } = turn;
  const { people, hasMore } = await turn.services.listBlocked(turn.bot, after);
  const last = people.at(-1);
  turn.show(
    listView({
      language: user.language,
      title: html`<b>${t('admin.blockedTitle')}</b> ${t('admin.blockUsage')}`,
      items: people,
      empty: t('admin.blockedNone'),
      line: (person) => html`• ${nameOf(person)}, ${String(person.id)}`,
      button: (person) => ({
        label: t.plain('button.unblock', { name: nameOf(person) }),
        call: unblockOne.with(person.id),
      }),
      next: hasMore && last !== undefined ? openBlocked.with(last.id) : undefined,
      below: pageButtons(turn, after === 0 ? undefined : openBlocked.with(0), { id: 'zadm', args: [] }),
    }),
  );
}

const unblockOne = action('zub', z.tuple([z.int().positive()]), async (turn, userId) => {
  if (refuseOthers(turn)) return;
  const person = await turn.services.findPerson(turn.bot, String(userId));
  if (person !== undefined) turn.notice(plainText((await setUnblocked(turn, person)).value));
  await showBlocked(turn, 0);
});

async function withPerson(
  turn: BuiltinTurn,
  who: string,
  act: (turn: BuiltinTurn, person: PersonAtBot) => Promise<Html>,
): Promise<void> {
  if (refuseOthers(turn)) return;
  const name = who.trim();
  if (name === '') {
    turn.send({ text: turn.t('admin.blockUsage') });
    return;
  }
  const person = await turn.services.findPerson(turn.bot, name);
  if (person === undefined) turn.send({ text: turn.t('admin.personUnknown', { who: name.slice(0, 40) }) });
  else turn.send({ text: await act(turn, person) });
}

async function setBlocked(turn: BuiltinTurn, person: PersonAtBot): Promise<Html> {
  const subject = { bot: turn.bot, userId: person.id };
  if (await turn.services.isAdmin(person.id)) {
    await turn.audit({ action: 'person.block', outcome: 'refused', subject });
    return turn.t('admin.blockAdmin');
  }
  const isNew = await turn.services.block(turn.bot, person.id, turn.user.id);
  if (isNew) await turn.audit({ action: 'person.block', outcome: 'done', subject });
  return turn.t(isNew ? 'admin.blockDone' : 'admin.blockBefore', { name: nameOf(person) });
}

async function setUnblocked(turn: BuiltinTurn, person: PersonAtBot): Promise<Html> {
  const isNew = await turn.services.unblock(turn.bot, person.id);
  if (isNew)
    await turn.audit({
      action: 'person.unblock',
      outcome: 'done',
      subject: { bot: turn.bot, userId: person.id },
    });
  return turn.t(isNew ? 'admin.unblockDone' : 'admin.unblockBefore', { name: nameOf(person) });
}

function nameOf({ id, firstName, username }: PersonAtBot): string {
  return personName(firstName, username, id);
}

export const blockActions = [openBlocked, unblockOne];
