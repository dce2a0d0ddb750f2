/**
 * Opens at the first call and keeps what came for the life of the process; callers of one moment share one attempt. What failed is forgotten:
 * a secret that could not be read is asked for again by the next call.
 */
export function openOnce<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}
