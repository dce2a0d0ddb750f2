import './chats.css';
import { me } from '../../api/session.ts';
import { useResource } from '../../api/use-resource.ts';
import { Empty, Loaded } from '../../parts/states.tsx';
import { language } from '../../texts/language.ts';
import { usePageTitle } from '../../shell/use-page-title.ts';
import { findChats } from './find-chats.ts';
import { texts } from './texts.ts';

export function Page() {
  const { t } = texts;
  usePageTitle(t('title'));
  const chats = useResource(findChats, []);
  const found = chats.data.value;
  // The page of this machine opens as whoever has signed in, if it has such a person, and in the console's language.
  const person = new URLSearchParams({
    person: String(me.value?.id ?? 1),
    lang: language.value,
  }).toString();
  const url = found?.kind === 'local' ? `${found.url}/#${person}` : undefined;
  return (
    <>
      <div class="page-head">
        <h1>{t('title')}</h1>
        {url === undefined ? null : (
          <>
            <p class="muted chats-hint">{t('local.hint')}</p>
            <a class="button" href={url} target="_blank" rel="noreferrer">
              {t('local.open')}
            </a>
          </>
        )}
      </div>
      <Loaded resource={chats}>
        {(one) =>
          one.kind === 'telegram' ? (
            <InTelegram botName={one.botName} />
          ) : (
            <iframe class="chats-frame" src={url} title={t('local.frame')} />
          )
        }
      </Loaded>
    </>
  );
}

function InTelegram({ botName }: { readonly botName: string | null }) {
  const { t } = texts;
  return (
    <Empty title={t('telegram.title')} icon="chats">
      <p class="muted">{botName === null ? t('telegram.none') : t('telegram.text')}</p>
      {botName === null ? null : (
        <a class="button primary" href={`https://t.me/${botName}`} target="_blank" rel="noreferrer">
          {t('telegram.open', { name: botName })}
        </a>
      )}
    </Empty>
  );
}
