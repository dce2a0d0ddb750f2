/** One invocation as Lambda bills it. */
export interface InvocationReport {
  readonly requestId: string;
  readonly durationMs: number;
  readonly memoryMb: number;
  readonly peakMemoryBytes: number;
  /** Of the invocation that had to wait for a new environment. */
  readonly initMs: number | undefined;
}

/** The line that Lambda ends an invocation with. Since 2025 the time of the init phase is billed too. */
export function formatReport({
  requestId,
  durationMs,
  memoryMb,
  peakMemoryBytes,
  initMs,
}: InvocationReport): string {
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs + (initMs ?? 0))} ms`,
    `Memory Size: ${memoryMb} MB`,
    `Max Memory Used: ${Math.ceil(peakMemoryBytes / 2 ** 20)} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
  ];
  return fields.join('\t');
}
