import { exec } from 'preact-iso/router';
import { exportTexts } from './export/texts.ts';
import { texts as api } from './pages/api/texts.ts';
import { texts as chats } from './pages/chats/texts.ts';
import { commandTexts as commands } from './pages/commands/texts.ts';
import { texts as fleet } from './pages/fleet/texts.ts';
import { texts as health } from './pages/health/texts.ts';
import { texts as orders } from './pages/orders/texts.ts';
import { texts as settings } from './pages/settings/texts.ts';
import { texts as statistics } from './pages/statistics/texts.ts';
import { texts as terminal } from './pages/terminal/texts.ts';
import { lazyPage } from './shell/lazy-page.tsx';

/** Where each page is. A path is a part of links that people keep: it stays. */
export const PAGES = [
  { path: '/', component: lazyPage([fleet], async () => (await import('./pages/fleet/page.tsx')).Page) },
  {
    path: '/terminals/:id',
    component: lazyPage(
      [terminal, orders, commands],
      async () => (await import('./pages/terminal/page.tsx')).Page,
    ),
  },
  {
    path: '/orders',
    component: lazyPage([orders, exportTexts], async () => (await import('./pages/orders/page.tsx')).Page),
  },
  {
    path: '/statistics',
    component: lazyPage(
      [statistics, exportTexts],
      async () => (await import('./pages/statistics/page.tsx')).Page,
    ),
  },
  {
    path: '/commands',
    component: lazyPage([commands], async () => (await import('./pages/commands/page.tsx')).Page),
  },
  {
    path: '/commands/:id',
    component: lazyPage([commands], async () => (await import('./pages/commands/page.tsx')).Page),
  },
  {
    path: '/system',
    component: lazyPage([health], async () => (await import('./pages/health/page.tsx')).Page),
  },
  { path: '/bots', component: lazyPage([chats], async () => (await import('./pages/chats/page.tsx')).Page) },
  {
    path: '/settings',
    component: lazyPage([settings], async () => (await import('./pages/settings/page.tsx')).Page),
  },
  { path: '/api-docs', component: lazyPage([api], async () => (await import('./pages/api/page.tsx')).Page) },
] as const;

/** Begins to read the page of an address, while it is still being found out who is there. */
export function preloadPage(path: string): void {
  const page = PAGES.find((each) => {
    // Its types leave out that it may not match.
    const match: unknown = exec(path, each.path);
    return match !== undefined;
  });
  // What cannot be read says so itself when it is to be shown.
  void page?.component.preload();
}
