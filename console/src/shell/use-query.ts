import { useLocation } from 'preact-iso';
import { addressOf, type QueryValue } from '../api/send-request.ts';

export interface Query {
  /** Of the address; absent ones are undefined. */
  readonly values: Readonly<Record<string, string | undefined>>;
  /** Changes some and keeps the rest; empty text, null and undefined leave. No step for the browser's Back, unless `isStep`. */
  readonly set: (
    changes: Readonly<Record<string, QueryValue>>,
    options?: { readonly isStep?: boolean },
  ) => void;
}

/** As the router has it. */
function pathOf(pathname: string): string {
  return pathname.replace(/\/+$/, '') || '/';
}

/** What a page shows stands in its address, so that it can be kept and passed on. */
export function useQuery(): Query {
  const { path, query, route } = useLocation();
  return {
    values: query,
    set: (changes, { isStep = false } = {}) => {
      // Somebody has gone to another page, which is still being read: what is said late, as by a search box, does not call them back.
      if (pathOf(window.location.pathname) === path)
        route(addressOf(path, { ...query, ...changes }), !isStep);
    },
  };
}
