/** As a function gives it to an HTTP API. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
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
}

/** An error as RFC 9457 has it. */
export function answerProblem({ status, title, detail, extra }: Problem): HttpAnswer {
  return answer(status, 'application/problem+json', { type: 'about:blank', status, title, detail, ...extra });
}

export function answerJson(status: number, body: Readonly<Record<string, unknown>>): HttpAnswer {
  return answer(status, 'application/json', body);
}

function answer(statusCode: number, contentType: string, body: object): HttpAnswer {
  return {
    statusCode,
    headers: { 'content-type': contentType, 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}

export const NOT_FROM_EDGE: Problem = Object.freeze({
  status: 403,
  title: 'Not through the front door',
  detail: "Use the public address of this system, which is CloudFront's; this one is not served.",
});
