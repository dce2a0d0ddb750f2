import { useSignal } from '@preact/signals';
import { setParamPack } from '../../../../core/api/strategies/strategy-shapes.ts';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Loaded } from '../../parts/states.tsx';
import { shellTexts } from '../../shell/texts.ts';
import { inParts, type ParameterChange } from './parameter-edits.ts';
import { texts } from './texts.ts';
import type { TerminalSender } from './use-sender.ts';

/** Lines of one request. */
const LINES_AT_ONCE = 20;

/** The lines that change parameters beside those that take it back, to be looked at, copied and sent. */
export function PackDialog(props: {
  readonly terminalId: number;
  readonly changes: readonly ParameterChange[];
  readonly sending: TerminalSender;
  readonly onClose: () => void;
}) {
  const { t } = texts;
  const { terminalId, changes, onClose } = props;
  const pack = useResource(
    (signal) =>
      api({
        method: 'POST',
        path: '/api/strategies/set-param-pack',
        body: { terminalId, changes },
        answer: setParamPack,
        signal,
      }),
    [],
  );
  const send = (lines: readonly string[]): void => {
    props.sending.send(lines);
    onClose();
  };
  return (
    <Dialog title={t('packTitle')} onClose={onClose} size="wide">
      <Loaded resource={pack}>
        {({ commands, revert }) => (
          <>
            <p class="muted">{t('packWhat')}</p>
            <div class="grid-2">
              <Lines title={t('packCommands')} lines={commands} onSend={send} isPrimary />
              <Lines title={t('packRevert')} lines={revert} onSend={send} />
            </div>
          </>
        )}
      </Loaded>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          {shellTexts.t('close')}
        </button>
      </div>
    </Dialog>
  );
}

function Lines(props: {
  readonly title: string;
  readonly lines: readonly string[];
  readonly isPrimary?: boolean;
  readonly onSend: (lines: readonly string[]) => void;
}) {
  const { t } = texts;
  const { title, lines, onSend } = props;
  const parts = inParts(lines, LINES_AT_ONCE);
  const sent = useSignal<ReadonlySet<number>>(new Set());
  return (
    <section class="stack">
      <div class="card-head">
        <h3>{title}</h3>
        <CopyButton text={lines.join('\n')} />
      </div>
      <pre class="notice terminal-lines">{lines.join('\n')}</pre>
      <div class="row">
        {parts.map((part, index) => (
          <button
            key={part[0]}
            type="button"
            class={`button ${props.isPrimary === true ? 'primary' : ''}`}
            disabled={sent.value.has(index)}
            onClick={() => {
              sent.value = new Set([...sent.value, index]);
              onSend(part);
            }}
          >
            {parts.length === 1
              ? t('packSend', { count: part.length })
              : t('packSendPart', { part: index + 1, parts: parts.length })}
          </button>
        ))}
      </div>
    </section>
  );
}
