import { useEffect, useReducer, useRef } from 'preact/hooks';

/** Not more often: people read no faster, and a phone has other things to do. */
const LEAST_MS = 200;

/**
 * Renders the component after a change, at most once a frame and five times a second, whatever comes in between; not at all while nobody looks.
 * @returns tells that something changed
 */
export function useFrames(): () => void {
  const [, rerender] = useReducer((count: number) => count + 1, 0);
  const state = useRef({ isAsked: false, timer: 0, frame: 0, drawnAt: 0 });
  useEffect(
    () => () => {
      clearTimeout(state.current.timer);
      cancelAnimationFrame(state.current.frame);
    },
    [],
  );
  return useRef((): void => {
    const { current } = state;
    if (current.isAsked) return;
    current.isAsked = true;
    const wait = Math.max(0, current.drawnAt + LEAST_MS - performance.now());
    current.timer = window.setTimeout(() => {
      // A hidden page has no frames: it is drawn when it is seen again.
      current.frame = requestAnimationFrame((now) => {
        current.isAsked = false;
        current.drawnAt = now;
        rerender(undefined);
      });
    }, wait);
  }).current;
}
