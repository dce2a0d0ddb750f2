import { useSignal } from '@preact/signals';
import { CATALOGUE, COMMAND_CATEGORIES } from '../../../../core/fleet/commands/catalogue.ts';
import { CATALOGUE_TEXTS } from '../../../../core/fleet/commands/catalogue-texts.ts';
import { Icon } from '../../parts/icon.tsx';
import { language } from '../../texts/language.ts';
import { ArgumentForm, type KnownEntry } from './argument-form.tsx';
import type { KnownNames } from './complete-line.ts';
import { t } from './texts.ts';

/** All commands by kind; one that is chosen is a form of its arguments. */
export function CommandBuilder(props: {
  readonly known: KnownNames;
  /** @param isWhole in place of what is written, not behind it */
  readonly onLine: (line: string, isWhole: boolean) => void;
}) {
  const chosen = useSignal<KnownEntry | undefined>(undefined);
  const entry = chosen.value;
  return (
    <section class="card" aria-labelledby="build-title">
      <div class="card-head">
        <h2 id="build-title">{t('build.title')}</h2>
        {entry === undefined ? null : (
          <button
            type="button"
            class="button quiet"
            onClick={() => {
              chosen.value = undefined;
            }}
          >
            <Icon name="left" />
            {t('build.back')}
          </button>
        )}
      </div>
      {entry === undefined ? (
        <CommandMenu
          onChoose={(one) => {
            chosen.value = one;
          }}
        />
      ) : (
        <ArgumentForm key={entry.id} entry={entry} known={props.known} onLine={props.onLine} />
      )}
    </section>
  );
}

function CommandMenu({ onChoose }: { readonly onChoose: (entry: KnownEntry) => void }) {
  const search = useSignal('');
  const texts = CATALOGUE_TEXTS[language.value];
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = CATALOGUE.filter(({ id, name }) => {
    const { title, help } = texts.commands[id];
    const text = `${name}\n${title}\n${help}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <div class="stack commands-tight">
      <input
        type="search"
        class="input"
        aria-label={t('build.search')}
        placeholder={t('build.search')}
        value={search.value}
        onInput={({ currentTarget }) => {
          search.value = currentTarget.value;
        }}
      />
      {found.length === 0 ? <p class="muted">{t('build.nothing')}</p> : null}
      {COMMAND_CATEGORIES.map((category) => {
        const entries = found.filter((entry) => entry.category === category);
        return entries.length === 0 ? null : (
          <div key={category} class="commands-category">
            <h3>{texts.categories[category]}</h3>
            <div class="commands-menu">
              {entries.map((entry) => (
                <button
                  key={entry.id}
                  type="button"
                  class={`button ${entry.danger === 'always' ? 'danger' : ''}`}
                  title={texts.commands[entry.id].help}
                  onClick={() => onChoose(entry)}
                >
                  {texts.commands[entry.id].title}
                  <code class="muted">{entry.name}</code>
                </button>
              ))}
            </div>
          </div>
        );
      })}
    </div>
  );
}
