import { type Signal, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { statisticsBreakdown } from '../../../../core/api/statistics/statistics-shapes.ts';
import { isAbort, SignedOutError } from '../../api/problem.ts';
import { type Asked, type BreakdownRow, readStatistics, REFRESH_MS } from './read-statistics.ts';

export type BreakdownBy = 'strategy' | 'symbol' | 'terminal';
export type BreakdownSort = 'profit' | '-profit' | 'orders' | 'winRate' | 'roi' | 'spent' | 'name';

const ROWS_A_PAGE = 50;

export interface BreakdownQuestion {
  readonly asked: Asked;
  readonly by: BreakdownBy;
  readonly sort: BreakdownSort;
  readonly currency: string | null;
}

export interface BreakdownRows {
  /** Undefined: not read yet. */
  readonly rows: Signal<readonly BreakdownRow[] | undefined>;
  readonly total: Signal<number>;
  readonly error: Signal<unknown>;
  readonly readMore: () => void;
  readonly retry: () => void;
}

/** Rows of a breakdown, page by page; renewed while only the first is shown, so that nothing moves below whoever scrolls. */
export function useBreakdown(question: BreakdownQuestion): BreakdownRows {
  const reader = useRef<ReturnType<typeof createReader> | null>(null);
  reader.current ??= createReader();
  const { begin, stop, renew, ...shown } = reader.current;
  useEffect(() => {
    begin(question);
    const timer = setInterval(() => {
      if (!document.hidden) renew();
    }, REFRESH_MS);
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [JSON.stringify(question)]);
  return shown;
}

function createReader() {
  const rows = signal<readonly BreakdownRow[] | undefined>(undefined);
  const total = signal(0);
  const error = signal<unknown>(undefined);
  let question: BreakdownQuestion | undefined;
  let cursor: string | undefined;
  let pages = 0;
  let isReading = false;
  let current = new AbortController();

  const read = async (after: string | undefined): Promise<void> => {
    if (question === undefined) return;
    const { asked, by, sort, currency } = question;
    const { signal: leaving } = current;
    isReading = true;
    try {
      const page = await readStatistics('breakdown', asked, statisticsBreakdown, leaving, {
        by,
        sort,
        currency,
        limit: ROWS_A_PAGE,
        ...(after === undefined ? {} : { cursor: after }),
      });
      if (leaving.aborted) return;
      rows.value = after === undefined ? page.rows : [...(rows.peek() ?? []), ...page.rows];
      pages = after === undefined ? 1 : pages + 1;
      total.value = page.total;
      cursor = page.nextCursor;
      error.value = undefined;
    } catch (reason) {
      if (leaving.aborted || isAbort(reason) || reason instanceof SignedOutError) return;
      error.value = reason;
    } finally {
      if (!leaving.aborted) isReading = false;
    }
  };
  return {
    rows,
    total,
    error,
    begin: (next: BreakdownQuestion): void => {
      current.abort();
      current = new AbortController();
      question = next;
      rows.value = undefined;
      error.value = undefined;
      void read(undefined);
    },
    stop: (): void => current.abort(),
    renew: (): void => {
      if (!isReading && pages <= 1) void read(undefined);
    },
    readMore: (): void => {
      if (!isReading && cursor !== undefined && error.peek() === undefined) void read(cursor);
    },
    retry: (): void => {
      error.value = undefined;
      void read(rows.peek() === undefined ? undefined : cursor);
    },
  };
}
