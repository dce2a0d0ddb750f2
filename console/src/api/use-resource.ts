import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { isAbort, SignedOutError } from './problem.ts';

/** What is read from the API for a part of a page. */
export interface Resource<Data> {
  /** Undefined until it was read once; what was there stays while it is read anew, and when that fails. */
  readonly data: Signal<Data | undefined>;
  /** Why the last reading failed. */
  readonly error: ReadonlySignal<unknown>;
  readonly isLoading: ReadonlySignal<boolean>;
  readonly reload: () => Promise<void>;
}

/**
 * Reads when the component appears and whenever one of `dependencies` changes; what is under way is given up then, and when the component leaves.
 * @param options `everyMs`: read again so often while the page is visible
 */
export function useResource<Data>(
  load: (signal: AbortSignal) => Promise<Data>,
  dependencies: readonly unknown[],
  { everyMs }: { readonly everyMs?: number } = {},
): Resource<Data> {
  const latest = useRef(load);
  latest.current = load;
  const resource = useRef<ReturnType<typeof createResource<Data>> | null>(null);
  resource.current ??= createResource((signal) => latest.current(signal));
  const { reload, stop, ...shown } = resource.current;
  useEffect(() => {
    void reload();
    const timer =
      everyMs === undefined
        ? undefined
        : setInterval(() => {
            if (!document.hidden) void reload();
          }, everyMs);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, dependencies);
  return { ...shown, reload };
}

function createResource<Data>(load: (signal: AbortSignal) => Promise<Data>) {
  const data = signal<Data | undefined>(undefined);
  const error = signal<unknown>(undefined);
  const isLoading = signal(true);
  let current: AbortController | undefined;
  const stop = (): void => current?.abort();
  const reload = async (): Promise<void> => {
    stop();
    const mine = new AbortController();
    current = mine;
    isLoading.value = true;
    try {
      const read = await load(mine.signal);
      if (mine.signal.aborted) return;
      data.value = read;
      error.value = undefined;
    } catch (reason) {
      // Whoever is signed out is shown the login page.
      if (mine.signal.aborted || isAbort(reason) || reason instanceof SignedOutError) return;
      error.value = reason;
    } finally {
      if (current === mine) isLoading.value = false;
    }
  };
  return { data, error, isLoading, reload, stop };
}
