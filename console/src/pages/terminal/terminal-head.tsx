import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import * as z from 'zod';
import { removedTerminal, terminalCard } from '../../../../core/api/terminals/terminal-shapes.ts';
import { api } from '../../api/session.ts';
import { ConfirmDialog } from '../../parts/dialog.tsx';
import { FormError, useSubmission } from '../../parts/form.tsx';
import { Icon } from '../../parts/icon.tsx';
import { TerminalStateBadge } from '../../parts/terminal-state-badge.tsx';
import { showError, showToast } from '../../parts/toasts.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { EditTerminal } from './edit-terminal.tsx';
import { texts } from './texts.ts';
import type { TerminalCard } from './use-terminal.ts';

/** Name, state and what can be done with the terminal itself. */
export function TerminalHead(props: { readonly terminal: TerminalCard; readonly onChanged: () => void }) {
  const { t } = texts;
  const { terminal, onChanged } = props;
  const { id, name, host, port, state, groups, tags, isEnabled, note, role } = terminal;
  const dialog = useSignal<'edit' | 'remove' | undefined>(undefined);
  const close = (): void => {
    dialog.value = undefined;
  };
  const pause = useSubmission(async () => {
    await api({
      method: 'PATCH',
      path: `/api/terminals/${id}`,
      body: { isEnabled: !isEnabled },
      answer: terminalCard,
    });
    showToast(isEnabled ? t('paused') : t('resumed'));
    onChanged();
  });
  if (pause.error.value !== undefined) {
    showError(pause.error.value);
    pause.error.value = undefined;
  }
  return (
    <div class="page-head">
      <a class="button quiet icon-only" href="/" aria-label={t('toFleet')} title={t('toFleet')}>
        <Icon name="left" />
      </a>
      <div class="terminal-name">
        <div class="row">
          <h1>{name}</h1>
          <TerminalStateBadge state={state} />
        </div>
        <div class="row small muted">
          <span class="mono">
            {host}:{port}
          </span>
          {groups.map((group) => (
            <a key={group} class="chip" href={`/?group=${encodeURIComponent(group)}`}>
              {group}
            </a>
          ))}
          {tags.map((tag) => (
            <a key={tag} class="chip" href={`/?tag=${encodeURIComponent(tag)}`}>
              #{tag}
            </a>
          ))}
          {note === null ? null : <span>{note}</span>}
        </div>
      </div>
      <span class="spacer" />
      {role === 'owner' ? (
        <div class="row">
          <button type="button" class="button" disabled={pause.isBusy.value} onClick={() => pause.submit()}>
            {isEnabled ? t('pause') : t('resume')}
          </button>
          <button type="button" class="button" onClick={() => (dialog.value = 'edit')}>
            <Icon name="edit" />
            {t('edit')}
          </button>
          <button type="button" class="button danger" onClick={() => (dialog.value = 'remove')}>
            <Icon name="trash" />
            {t('remove')}
          </button>
        </div>
      ) : null}
      {dialog.value === 'edit' ? (
        <EditTerminal terminal={terminal} onClose={close} onChanged={onChanged} />
      ) : null}
      {dialog.value === 'remove' ? <RemoveTerminal terminal={terminal} onClose={close} /> : null}
    </div>
  );
}

function RemoveTerminal({
  terminal,
  onClose,
}: {
  readonly terminal: TerminalCard;
  readonly onClose: () => void;
}) {
  const { t } = texts;
  const { id, name } = terminal;
  const location = useLocation();
  const restore = async (): Promise<void> => {
    await api({
      method: 'POST',
      path: `/api/terminals/${id}/restore`,
      answer: z.object({ id: z.int(), name: z.string() }),
    });
    location.route(`/terminals/${id}`);
  };
  const { isBusy, error, submit } = useSubmission(async () => {
    await api({
      method: 'DELETE',
      path: `/api/terminals/${id}`,
      query: { confirm: true },
      answer: removedTerminal,
    });
    onClose();
    location.route('/');
    showToast(t('removed', { name }), {
      action: { label: shellTexts.t('undo'), act: () => void restore().catch(showError) },
    });
  });
  return (
    <ConfirmDialog
      title={t('removeTitle', { name })}
      confirmLabel={t('remove')}
      isDangerous
      isBusy={isBusy.value}
      onConfirm={() => submit()}
      onClose={onClose}
    >
      <p>{t('removeWhat')}</p>
      <FormError error={error.value} />
    </ConfirmDialog>
  );
}
