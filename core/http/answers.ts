/** As a function gives it to an HTTP API. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  /** Undefined where the status allows none, such as 304. */
  readonly body: string | undefined;
}

export interface TextAnswer extends HttpAnswer {
  readonly body: string;
}

export interface Problem {
  readonly status: number;
  /** What is wrong: the same for each problem of its kind. */
  readonly title: string;
  /** What to do about it. */
  readonly detail: string;
  /** More that the caller can read by program. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** In lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown where an answer is not at hand; it becomes that answer. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.title, options);
    this.problem = problem;
  }
}

/** An error as RFC 9457 has it. */
export function answerProblem({ status, title, detail, extra, headers }: Problem): HttpAnswer {
  const body = { type: 'about:blank', status, title, detail, ...extra };
  return answer(status, 'application/problem+json', body, headers);
}

/** @param headers in lower case */
export function answerJson(
  status: number,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
): TextAnswer {
  return answer(status, 'application/json', body, headers);
}

function answer(
  statusCode: number,
  contentType: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): TextAnswer {
  return {
    statusCode,
    headers: { 'content-type': contentType, 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

export const NOT_FROM_EDGE: Problem = Object.freeze({
  status: 403,
  title: 'Not through the front door',
  detail: "Use the public address of this system, which is CloudFront's; this one is not served.",
});
