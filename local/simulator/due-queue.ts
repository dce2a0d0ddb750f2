interface Entry<T> {
  readonly dueMs: number;
  readonly value: T;
}

/**
 * What is due when, for thousands of terminals behind one timer: a binary heap by time.
 * Adding and taking cost log2 of the length, which is nothing at the thousand events a second of 3,000 terminals.
 */
export class DueQueue<T> {
  readonly #heap: Entry<T>[] = [];

  get size(): number {
    return this.#heap.length;
  }

  add(dueMs: number, value: T): void {
    const heap = this.#heap;
    const entry: Entry<T> = { dueMs, value };
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt];
      if (parent === undefined || parent.dueMs <= dueMs) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = entry;
  }

  /** Takes the earliest value if it is due. */
  take(nowMs: number): T | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.dueMs > nowMs) return undefined;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return first.value;
  }

  #sink(entry: Entry<T>): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let childAt = 2 * at + 1;
      let child = heap[childAt];
      if (child === undefined) break;
      const right = heap[childAt + 1];
      if (right !== undefined && right.dueMs < child.dueMs) {
        child = right;
        childAt += 1;
      }
      if (child.dueMs >= entry.dueMs) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = entry;
  }
}
