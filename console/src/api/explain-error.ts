import { shellTexts } from '../shell/texts.ts';
import { AnswerUnreadableError, ProblemAnswerError, SignedOutError, UnreachableError } from './problem.ts';

/** What to tell a person of an error: what is wrong, and what they can do. */
export function explainError(error: unknown): { readonly title: string; readonly detail: string } {
  const { t } = shellTexts;
  if (error instanceof ProblemAnswerError) {
    const known = KNOWN[error.status];
    const fields = error.errors.map(({ field, message }) =>
      field === '' ? message : `${field}: ${message}`,
    );
    const detail = [error.detail, ...fields].filter((text) => text !== '').join(' ');
    return known === undefined ? { title: error.title, detail } : { title: t(known), detail };
  }
  if (error instanceof UnreachableError)
    return { title: t('error.unreachable'), detail: t('error.unreachableWhat') };
  if (error instanceof AnswerUnreadableError)
    return { title: t('error.unreadable'), detail: t('error.unreadableWhat') };
  if (error instanceof SignedOutError) return { title: t('error.signedOut'), detail: '' };
  return { title: t('error.unknown'), detail: error instanceof Error ? error.message : String(error) };
}

/** The API explains in English; what these mean is said in the person's language. */
type KnownKey = 'error.forbidden' | 'error.notFound' | 'error.tooMany' | 'error.server';
const KNOWN: Readonly<Record<number, KnownKey | undefined>> = {
  403: 'error.forbidden',
  404: 'error.notFound',
  429: 'error.tooMany',
  500: 'error.server',
  502: 'error.server',
  503: 'error.server',
  504: 'error.server',
};
