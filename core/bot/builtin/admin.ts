import * as z from 'zod';
import { Html, html } from '../html.ts';
import { auditScreen } from './audit-screen.ts';
import { openFeedbackList } from './admin-feedback.ts';
import { openBlocked } from './block-list.ts';
import { action, type BuiltinTurn, command } from './kit.ts';
import { refuseOthers } from './only-admins.ts';

/** The bot in figures, and the ways on from there. */
export const stats = command({ name: 'stats', run: showFigures });

export const openAdmin = action('zadm', z.tuple([]), showFigures);

async function showFigures(turn: BuiltinTurn): Promise<void> {
  if (refuseOthers(turn)) return;
  const { t, bot } = turn;
  const figures = await turn.services.readFigures(bot);
  turn.show({
    text: Html.join(
      [
        html`<b>${t('admin.title', { bot })}</b>`,
        Html.text(''),
        t('admin.people', { people: figures.people, fresh: figures.newWeek }),
        t('admin.active', { day: figures.activeDay, week: figures.activeWeek }),
        t('admin.away', { blocked: figures.blocked, unreachable: figures.unreachable }),
        t('admin.messages', { pending: figures.messagesPending, failed: figures.messagesFailed }),
      ],
      '\n',
    ),
    buttons: [
      [
        {
          label: t.plain('button.openFeedback', { count: figures.openFeedback }),
          call: openFeedbackList.with('0'),
        },
        { label: t.plain('button.blocked', { count: figures.blocked }), call: openBlocked.with(0) },
      ],
      [
        { label: t.plain('button.audit'), call: showAudit.with('') },
        { label: t.plain('button.refresh'), call: openAdmin.with() },
      ],
      [{ label: t.plain('button.settings'), call: { id: 'zset', args: [] } }],
    ],
  });
}

const showAudit = action('zaud', z.tuple([z.string().regex(/^\d{0,18}$/)]), async (turn, before) => {
  if (refuseOthers(turn)) return;
  const { t } = turn;
  const { entries, next } = await turn.services.listAudit(undefined, before === '' ? undefined : before);
  turn.show(
    auditScreen(turn, {
      title: t('admin.auditTitle'),
      empty: t('admin.auditNone'),
      entries,
      next: next === undefined ? undefined : showAudit.with(next),
      first: before === '' ? undefined : showAudit.with(''),
      back: openAdmin.with(),
    }),
  );
});

export const adminActions = [openAdmin, showAudit];
