import { type Problem, ProblemError } from '../../http/answers.ts';

export const BLOCKED: Problem = Object.freeze({
  status: 403,
  title: 'Blocked',
  detail: 'An administrator has blocked you. Ask them to unblock you.',
});

export function tooMany(detail: string, retryAfterSeconds: number): ProblemError {
  return new ProblemError({
    status: 429,
    title: 'Too many requests',
    detail,
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
}
