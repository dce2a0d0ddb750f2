import {
  AnswerUnreadableError,
  type FieldError,
  ProblemAnswerError,
  SignedOutError,
  UnreachableError,
} from '../api/problem.ts';
import { shellTexts } from '../shell/texts.ts';
import { findExplained, findFieldKey } from './problem-kinds.ts';
import { problemTexts } from './texts.ts';

/** What to tell a person of an error: what is wrong, and what they can do. */
export function explainError(error: unknown): { readonly title: string; readonly detail: string } {
  const { t } = shellTexts;
  if (error instanceof ProblemAnswerError) return explainProblem(error);
  if (error instanceof UnreachableError)
    return { title: t('error.unreachable'), detail: t('error.unreachableWhat') };
  if (error instanceof AnswerUnreadableError)
    return { title: t('error.unreadable'), detail: t('error.unreadableWhat') };
  if (error instanceof SignedOutError) return { title: t('error.signedOut'), detail: '' };
  return { title: t('error.unknown'), detail: error instanceof Error ? error.message : String(error) };
}

/** What is wrong with one field; in the API's English where it says what is not known here. */
export function explainField(message: string): string {
  const key = findFieldKey(message);
  return key === undefined ? message : problemTexts.t(`field.${key}`);
}

function explainProblem(error: ProblemAnswerError): { readonly title: string; readonly detail: string } {
  const fields = error.errors.map(nameField);
  const kind = findExplained(error.title);
  if (kind !== undefined)
    return {
      title: problemTexts.t(kind),
      detail: [problemTexts.t(`${kind}.what`), ...fields].join(' '),
    };
  // That something is not right is said by the fields better than by the words around them.
  if (error.title === 'Invalid request')
    return {
      title: problemTexts.t('Invalid request'),
      detail: fields.length === 0 ? error.detail : fields.join(' '),
    };
  const known = KNOWN[error.status];
  return {
    title: known === undefined ? error.title : shellTexts.t(known),
    detail: [error.detail, ...fields].filter((text) => text !== '').join(' '),
  };
}

function nameField({ field, message }: FieldError): string {
  const words = explainField(message);
  return field === '' ? words : `${field}: ${words}.`.replace(/\.\.$/, '.');
}

/** Of a problem that this page has never heard of, its status still means something. */
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
