import * as z from 'zod';
import { html } from '../html.ts';
import type { Button } from '../screen.ts';
import { confirmView } from '../views/confirm-view.ts';
import { auditScreen } from './audit-screen.ts';
import { action, type BuiltinTurn } from './kit.ts';

/** Files take the database and Telegram some work. */
const EXPORTS = { points: 3, perSeconds: 3600 };

export const openMyData = action('zdat', z.tuple([]), (turn) => {
  const { t } = turn;
  turn.show({
    text: html`<b>${t('data.title')}</b>\n\n${t('data.text')}`,
    buttons: [
      [{ label: t.plain('button.export'), call: exportData.with() }],
      [{ label: t.plain('button.acts'), call: showActs.with('') }],
      [{ label: t.plain('button.erase'), call: askErase.with() }],
      [backToSettings(turn)],
    ],
  });
});

const exportData = action('zexp', z.tuple([]), async (turn) => {
  await turn.limit('export', EXPORTS);
  const data = await turn.services.exportData(turn.bot, turn.user.id);
  turn.sendFile({
    name: `${turn.bot}-${turn.user.id}.json`,
    content: Buffer.from(JSON.stringify(data, undefined, 2)),
    caption: turn.t('data.caption'),
  });
});

const askErase = action('zera', z.tuple([]), (turn) => {
  const { t } = turn;
  turn.show(
    confirmView({
      language: turn.user.language,
      question: html`<b>${t('data.eraseTitle')}</b>\n\n${t('data.eraseText')}`,
      isDangerous: true,
      label: t.plain('button.eraseForGood'),
      doIt: erase.with(),
      cancel: openMyData.with(),
    }),
  );
});

const erase = action('zeru', z.tuple([]), async (turn) => {
  const { t, bot, user } = turn;
  const obstacle = await turn.services.eraseData(bot, user.id, user.language);
  if (obstacle === undefined) turn.forgetConversation();
  await turn.audit({ action: 'person.erase', outcome: obstacle === undefined ? 'done' : 'refused' });
  turn.show({
    text: obstacle === undefined ? t('data.erased') : html`${t('data.notErased')} ${obstacle}`,
  });
});

const showActs = action('zact', z.tuple([z.string().regex(/^\d{0,18}$/)]), async (turn, before) => {
  const { t } = turn;
  const { entries, next } = await turn.services.listAudit(turn.user.id, before === '' ? undefined : before);
  turn.show(
    auditScreen(turn, {
      title: t('acts.title'),
      empty: t('acts.none'),
      entries,
      next: next === undefined ? undefined : showActs.with(next),
      first: before === '' ? undefined : showActs.with(''),
      back: openMyData.with(),
    }),
  );
});

export const myDataActions = [openMyData, exportData, askErase, erase, showActs];

function backToSettings({ t }: BuiltinTurn): Button {
  // By its id: settings and this page open each other.
  return { label: t.plain('button.back'), call: { id: 'zset', args: [] } };
}
