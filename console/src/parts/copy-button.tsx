import { shellTexts } from '../shell/texts.ts';
import { Icon } from './icon.tsx';
import { showError, showToast } from './toasts.tsx';

export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(() => showToast(shellTexts.t('copied')), showError);
  };
  return (
    <button type="button" class="button" onClick={copy}>
      <Icon name="copy" />
      {label ?? shellTexts.t('copy')}
    </button>
  );
}
