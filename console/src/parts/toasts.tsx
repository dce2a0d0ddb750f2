import { signal } from '@preact/signals';
import { explainError } from '../problems/explain-error.ts';
import { shellTexts } from '../shell/texts.ts';
import { Icon } from './icon.tsx';

interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad' | 'plain';
  readonly text: string;
  readonly action?: { readonly label: string; readonly act: () => void };
}

const toasts = signal<readonly Toast[]>([]);
let nextId = 1;
const SHOWN_MS = 6_000;
/** Long enough to read it and to decide. */
const SHOWN_WITH_ACTION_MS = 15_000;

/** Tells that something was done; `action` is how to take it back, or where to go on. */
export function showToast(
  text: string,
  { tone = 'good', action }: Partial<Omit<Toast, 'id' | 'text'>> = {},
): void {
  const id = nextId++;
  toasts.value = [...toasts.value.slice(-3), { id, tone, text, ...(action === undefined ? {} : { action }) }];
  setTimeout(() => dismiss(id), action === undefined ? SHOWN_MS : SHOWN_WITH_ACTION_MS);
}

/** Tells why something could not be done. */
export function showError(error: unknown): void {
  const { title, detail } = explainError(error);
  showToast(detail === '' ? title : `${title}. ${detail}`, { tone: 'bad' });
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, tone, text, action }) => (
        <div key={id} class={`toast ${tone}`}>
          <p>{text}</p>
          {action === undefined ? null : (
            <button
              type="button"
              class="button"
              onClick={() => {
                dismiss(id);
                action.act();
              }}
            >
              {action.label}
            </button>
          )}
          <button
            type="button"
            class="button quiet icon-only"
            aria-label={shellTexts.t('close')}
            onClick={() => dismiss(id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
