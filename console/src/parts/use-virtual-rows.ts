import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';

export interface VirtualRows {
  /** Those to be rendered. */
  readonly items: readonly VirtualItem[];
  readonly totalPx: number;
  readonly scrollTo: (index: number) => void;
}

/** Which of many rows of one height are in sight of the scrolled element. */
export function useVirtualRows(
  scroller: RefObject<HTMLElement | null>,
  options: { readonly count: number; readonly rowPx: number; readonly headPx: number },
): VirtualRows {
  const [, rerender] = useReducer((count: number) => count + 1, 0);
  const { count, rowPx, headPx } = options;
  const settings = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    // The head sticks over the first of what is in sight.
    scrollPaddingStart: headPx,
    overscan: 8,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => rerender(undefined),
  };
  const kept = useRef<Virtualizer<HTMLElement, HTMLElement> | null>(null);
  kept.current ??= new Virtualizer<HTMLElement, HTMLElement>(settings);
  const virtualizer = kept.current;
  virtualizer.setOptions(settings);
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  return {
    items: virtualizer.getVirtualItems(),
    totalPx: virtualizer.getTotalSize(),
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
