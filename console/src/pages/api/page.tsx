import './api.css';
import { api } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { Icon } from '../../parts/icon.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { usePageTitle } from '../../shell/use-page-title.ts';
import { useQuery } from '../../shell/use-query.ts';
import { OperationCard } from './operation-card.tsx';
import { type Chapter, openApiDocument, readChapters, searchChapters } from './read-description.ts';
import { texts } from './texts.ts';

/** The API as it describes itself: chapters, operations, and a way to try them. */
export function Page() {
  const { t } = texts;
  usePageTitle(t('title'));
  const description = useResource(
    async (signal) => readChapters(await api({ path: '/api/openapi.json', answer: openApiDocument, signal })),
    [],
  );
  return (
    <>
      <div class="page-head">
        <h1>{t('title')}</h1>
        <p class="muted api-intro">{t('intro')}</p>
        <a class="button" href="/settings?tab=access">
          {t('intro.keys')}
        </a>
        <a class="button" href="/api/openapi.json" target="_blank" rel="noreferrer">
          <Icon name="download" />
          {t('intro.json')}
        </a>
      </div>
      <Loaded resource={description}>{(chapters) => <Description chapters={chapters} />}</Loaded>
    </>
  );
}

function Description({ chapters }: { readonly chapters: readonly Chapter[] }) {
  const { t } = texts;
  const { values, set } = useQuery();
  const search = values.search ?? '';
  const found = searchChapters(chapters, search);
  const count = found.reduce((sum, { operations }) => sum + operations.length, 0);
  return (
    <div class="api-columns">
      <aside class="api-side">
        <SearchBox label={t('intro.search')} value={search} onChange={(value) => set({ search: value })} />
        <p class="muted small" role="status">
          {t('search.count', { count })}
        </p>
        <nav aria-label={t('intro.chapters')}>
          <ul>
            {found.map(({ name, operations }) => (
              <li key={name}>
                <a href={`#${anchorOf(name)}`} onClick={(event) => scrollTo(event, anchorOf(name))}>
                  {name} <span class="muted">{operations.length}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </aside>
      <div class="stack">
        {found.length === 0 ? <Empty title={t('search.none')} /> : null}
        {found.map(({ name, operations }) => (
          <section
            key={name}
            id={anchorOf(name)}
            class="api-chapter"
            aria-labelledby={`${anchorOf(name)}-title`}
          >
            <h2 id={`${anchorOf(name)}-title`}>{name}</h2>
            {operations.map((operation) => (
              <OperationCard
                key={operation.id}
                operation={operation}
                isOpen={values.operation === operation.id}
                onToggle={(isOpen) => {
                  if (isOpen) set({ operation: operation.id });
                  else if (values.operation === operation.id) set({ operation: '' });
                }}
              />
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

function anchorOf(chapter: string): string {
  return `chapter-${chapter.toLowerCase().replaceAll(/\s+/g, '-')}`;
}

/** Within the page: the address keeps what is searched and open. */
function scrollTo(event: MouseEvent, id: string): void {
  event.preventDefault();
  document.getElementById(id)?.scrollIntoView({ block: 'start' });
}
