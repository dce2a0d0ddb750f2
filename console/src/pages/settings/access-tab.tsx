import { Keys } from './keys.tsx';
import { Sessions } from './sessions.tsx';

/** Who and what may speak for the person. */
export function AccessTab() {
  return (
    <>
      <Sessions />
      <Keys />
    </>
  );
}
