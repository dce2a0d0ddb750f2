import type { Preset } from './preset.ts';
import { t } from './texts.ts';

/** Presets with a place: a press sends at once to whom is chosen. */
export function QuickButtons(props: {
  readonly presets: readonly Preset[];
  readonly isDisabled: boolean;
  readonly onPress: (preset: Preset) => void;
  readonly onEdit: () => void;
  /** Makes the presets that nearly everybody sends. */
  readonly onAddFirst: () => void;
}) {
  const quick = props.presets
    .filter(({ quickPosition }) => quickPosition !== null)
    .sort((one, other) => (one.quickPosition ?? 0) - (other.quickPosition ?? 0));
  return (
    <section class="card" aria-labelledby="quick-title">
      <div class="card-head">
        <h2 id="quick-title">{t('quick.title')}</h2>
        <button type="button" class="button quiet" onClick={props.onEdit}>
          {t('quick.edit')}
        </button>
      </div>
      <p class="muted small">{quick.length === 0 ? t('quick.none') : t('quick.hint')}</p>
      <div class="commands-quick">
        {props.presets.length === 0 ? (
          <button type="button" class="button" onClick={props.onAddFirst}>
            {t('presets.first')}
          </button>
        ) : null}
        {quick.map((preset) => (
          <button
            key={preset.id}
            type="button"
            class={`button ${preset.isDangerous ? 'danger' : ''}`}
            title={preset.commands.join('\n')}
            disabled={props.isDisabled}
            onClick={() => props.onPress(preset)}
          >
            {preset.name}
          </button>
        ))}
      </div>
    </section>
  );
}
