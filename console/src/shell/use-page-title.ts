import { useEffect } from 'preact/hooks';

/** The name of the tab, which a screen reader says when the page changes. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Telefleet`;
  }, [title]);
}
