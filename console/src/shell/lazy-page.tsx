import type { AnyComponent } from 'preact';
import { lazy } from 'preact-iso';
import { Empty } from '../parts/states.tsx';
import type { PageTexts } from '../texts/define-texts.ts';
import { language } from '../texts/language.ts';
import { shellTexts } from './texts.ts';

/** A page that is read, with its texts, when somebody goes there. */
export function lazyPage(
  texts: readonly Pick<PageTexts<never>, 'load'>[],
  read: () => Promise<AnyComponent>,
): AnyComponent & { readonly preload: () => Promise<unknown> } {
  return lazy<AnyComponent>(async () => {
    try {
      const [page] = await Promise.all([read(), ...texts.map(({ load }) => load(language.peek()))]);
      return page;
    } catch (error) {
      // After a deployment the files of the old page are gone, sooner or later.
      console.warn('a page could not be read', error);
      return BrokenPage;
    }
  });
}

export function BrokenPage() {
  const { t } = shellTexts;
  return (
    <Empty title={t('page.broken')} icon="warning">
      <p class="muted">{t('page.brokenWhat')}</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        {t('page.reload')}
      </button>
    </Empty>
  );
}

export function UnknownPage() {
  const { t } = shellTexts;
  return (
    <Empty title={t('page.unknown')}>
      <p class="muted">{t('page.unknownWhat')}</p>
      <a class="button" href="/">
        {t('page.home')}
      </a>
    </Empty>
  );
}
