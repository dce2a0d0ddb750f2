import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Icon, type IconName } from '../parts/icon.tsx';
import { shellTexts } from './texts.ts';

interface Entry {
  readonly href: string;
  readonly key: 'fleet' | 'orders' | 'statistics' | 'commands' | 'health' | 'chats' | 'settings' | 'api';
  readonly icon: IconName;
}

const ENTRIES: readonly Entry[] = [
  { href: '/', key: 'fleet', icon: 'fleet' },
  { href: '/orders', key: 'orders', icon: 'orders' },
  { href: '/statistics', key: 'statistics', icon: 'statistics' },
  { href: '/commands', key: 'commands', icon: 'commands' },
  { href: '/system', key: 'health', icon: 'health' },
  { href: '/bots', key: 'chats', icon: 'chats' },
  { href: '/settings', key: 'settings', icon: 'settings' },
  { href: '/api-docs', key: 'api', icon: 'api' },
];
/** A phone's bar has room for so many and "More". */
const ON_THE_BAR = 4;

/** At the side; at the bottom of a phone. */
export function Navigation() {
  const { path } = useLocation();
  const [isOpen, setOpen] = useState(false);
  const more = useRef<HTMLLIElement>(null);
  useEffect(() => setOpen(false), [path]);
  useEffect(() => {
    if (!isOpen) return undefined;
    const close = (event: Event): void => {
      const isOutside = event.target instanceof Node && more.current?.contains(event.target) === false;
      if (isOutside || (event instanceof KeyboardEvent && event.key === 'Escape')) setOpen(false);
    };
    addEventListener('pointerdown', close);
    addEventListener('keydown', close);
    return () => {
      removeEventListener('pointerdown', close);
      removeEventListener('keydown', close);
    };
  }, [isOpen]);
  const link = ({ href, key, icon }: Entry) => (
    <a href={href} aria-current={isAt(path, href) ? 'page' : undefined}>
      <Icon name={icon} />
      {shellTexts.t(`nav.${key}`)}
    </a>
  );
  return (
    <nav class="side" aria-label={shellTexts.t('nav.label')}>
      <ul>
        {ENTRIES.map((entry, index) => (
          <li key={entry.key} class={index < ON_THE_BAR ? '' : 'in-menu'}>
            {link(entry)}
          </li>
        ))}
        <li ref={more} class="more">
          <button
            type="button"
            aria-expanded={isOpen}
            data-current={ENTRIES.slice(ON_THE_BAR).some(({ href }) => isAt(path, href))}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name="more" />
            {shellTexts.t('nav.more')}
          </button>
          {isOpen ? <div class="more-menu">{ENTRIES.slice(ON_THE_BAR).map(link)}</div> : null}
        </li>
      </ul>
    </nav>
  );
}

function isAt(path: string, href: string): boolean {
  if (href === '/') return path === '/' || path.startsWith('/terminals/');
  return path === href || path.startsWith(`${href}/`);
}
