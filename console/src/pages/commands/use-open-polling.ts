import { useEffect } from 'preact/hooks';
import { liveState } from '../../live/use-live.ts';

/** Commands are answered within seconds: without the socket one does not wait for its ten. */
const POLL_AWAY_MS = 1_500;
/** The socket tells all; this is for what it may have missed. */
const POLL_ONLINE_MS = 15_000;

/** Reads again and again while something can still change, and somebody looks. */
export function useOpenPolling(isOpen: boolean, reload: () => void): void {
  const isAway = liveState.value !== 'online';
  useEffect(() => {
    if (!isOpen) return undefined;
    const timer = setInterval(
      () => {
        if (!document.hidden) reload();
      },
      isAway ? POLL_AWAY_MS : POLL_ONLINE_MS,
    );
    return () => clearInterval(timer);
  }, [isOpen, isAway]);
}
