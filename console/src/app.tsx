import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, Route, Router } from 'preact-iso';
import { session } from './api/session.ts';
import { liveClient, liveState } from './live/use-live.ts';
import { PAGES } from './pages.tsx';
import { Failed, Skeleton } from './parts/states.tsx';
import { Toasts } from './parts/toasts.tsx';
import { BrokenPage, UnknownPage } from './shell/lazy-page.tsx';
import { Login } from './shell/login.tsx';
import { Navigation } from './shell/navigation.tsx';
import { startSession, type Ways } from './shell/start-session.ts';
import { shellTexts } from './shell/texts.ts';
import { TopBar } from './shell/top-bar.tsx';

const NO_WAYS: Ways = { devLogin: false, telegramBotId: null, telegramBotName: null };

export function App() {
  const start = useSignal<{ ways: Ways; error: unknown } | undefined>(undefined);
  const fault = useSignal<unknown>(undefined);
  const begin = (): void => {
    fault.value = undefined;
    startSession().then(
      (found) => {
        start.value = found;
      },
      (error: unknown) => {
        fault.value = error;
      },
    );
  };
  useEffect(begin, []);
  useSignalEffect(() => {
    if (session.value.kind === 'signed-in') liveClient.start();
    else liveClient.stop();
  });

  if (fault.value !== undefined)
    return (
      <main>
        <Failed error={fault.value} onRetry={begin} />
      </main>
    );
  switch (session.value.kind) {
    case 'starting':
      return (
        <main class="login">
          <div class="card">
            <Skeleton />
          </div>
        </main>
      );
    case 'signed-out':
      return (
        <>
          <Login ways={start.value?.ways ?? NO_WAYS} error={start.value?.error} />
          <Toasts />
        </>
      );
    case 'signed-in':
      return <Shell key={session.value.me.id} />;
  }
}

function Shell() {
  const main = useRef<HTMLElement>(null);
  const isBroken = useSignal(false);
  return (
    <LocationProvider>
      <a class="skip-link" href="#main" onClick={() => main.current?.focus()}>
        {shellTexts.t('app.skip')}
      </a>
      <div class="shell">
        <TopBar />
        <ConnectionBanner />
        <Navigation />
        <main id="main" ref={main} class="page" tabIndex={-1}>
          <ErrorBoundary
            onError={(error) => {
              console.error(error);
              isBroken.value = true;
            }}
          >
            {isBroken.value ? (
              <BrokenPage />
            ) : (
              <Router
                // A screen reader begins at the new page, not at the link that led to it.
                onRouteChange={() => main.current?.focus({ preventScroll: true })}
              >
                {PAGES.map(({ path, component }) => (
                  <Route key={path} path={path} component={component} />
                ))}
                <Route default component={UnknownPage} />
              </Router>
            )}
          </ErrorBoundary>
        </main>
      </div>
      <Toasts />
    </LocationProvider>
  );
}

/** Told after a while: most breaks are over before anybody would have read of them. */
const AWAY_FOR_MS = 3_000;

function ConnectionBanner() {
  const isShown = useSignal(false);
  const isOffline = useSignal(!navigator.onLine);
  useEffect(() => {
    const look = (): void => {
      isOffline.value = !navigator.onLine;
    };
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  useSignalEffect(() => {
    if (liveState.value !== 'away') {
      isShown.value = false;
      return undefined;
    }
    const timer = setTimeout(() => {
      isShown.value = true;
    }, AWAY_FOR_MS);
    return () => clearTimeout(timer);
  });
  const text = isOffline.value
    ? shellTexts.t('live.offline')
    : isShown.value
      ? shellTexts.t('live.banner')
      : '';
  return (
    <div class="banner" role="status" hidden={text === ''}>
      {text}
    </div>
  );
}
