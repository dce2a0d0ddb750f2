import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { shellTexts } from '../shell/texts.ts';
import { Icon } from './icon.tsx';

/** A modal dialog, open for as long as it is rendered. Escape, the cross and a click beside it close it. */
export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  /** `drawer`: from the side, for what belongs to a row. @default 'normal' */
  readonly size?: 'normal' | 'wide' | 'drawer';
  readonly children: ComponentChildren;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opened = element.current;
    const before = document.activeElement;
    opened?.showModal();
    return () => {
      opened?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={`dialog ${props.size ?? 'normal'}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === element.current) props.onClose();
      }}
    >
      <div class="dialog-head">
        <h2 id={id}>{props.title}</h2>
        <button
          type="button"
          class="button quiet icon-only"
          aria-label={shellTexts.t('close')}
          onClick={props.onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      <div class="dialog-body">{props.children}</div>
    </dialog>
  );
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog(props: {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly confirmLabel: string;
  readonly isDangerous?: boolean;
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <div class="stack">{props.children}</div>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={props.onClose}>
          {shellTexts.t('cancel')}
        </button>
        <button
          type="button"
          class={`button primary ${props.isDangerous ? 'danger' : ''}`}
          disabled={props.isBusy ?? false}
          onClick={props.onConfirm}
        >
          {props.confirmLabel}
        </button>
      </div>
    </Dialog>
  );
}
