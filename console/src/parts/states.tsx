import type { ComponentChildren } from 'preact';
import type { Resource } from '../api/use-resource.ts';
import { explainError } from '../problems/explain-error.ts';
import { shellTexts } from '../shell/texts.ts';
import { Icon, type IconName } from './icon.tsx';

/** What will stand here, while it is read. */
export function Skeleton({ lines = 4 }: { readonly lines?: number }) {
  return (
    <div class="skeleton" role="status">
      <span class="visually-hidden">{shellTexts.t('loading')}</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} style={{ width: `${[96, 82, 90, 64][index % 4] ?? 90}%` }} />
      ))}
    </div>
  );
}

/** Nothing is here yet, and what one may do about it. */
export function Empty(props: {
  readonly title: string;
  readonly icon?: IconName;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="state">
      <Icon name={props.icon ?? 'search'} />
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}

/** It could not be read: why, and once more. */
export function Failed({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { title, detail } = explainError(error);
  return (
    <div class="state" role="alert">
      <Icon name="warning" />
      <h2>{title}</h2>
      <p class="muted">{detail}</p>
      <button type="button" class="button" onClick={onRetry}>
        {shellTexts.t('retry')}
      </button>
    </div>
  );
}

/** Skeleton, fault, or what was read. What was read before stays on the page when reading it anew fails, with a line that says so. */
export function Loaded<Data>(props: {
  readonly resource: Resource<Data>;
  readonly skeleton?: ComponentChildren;
  readonly children: (data: Data) => ComponentChildren;
}) {
  const { data, error, reload } = props.resource;
  const retry = (): void => void reload();
  if (data.value === undefined)
    return error.value === undefined ? (
      <>{props.skeleton ?? <Skeleton />}</>
    ) : (
      <Failed error={error.value} onRetry={retry} />
    );
  return (
    <>
      {error.value === undefined ? null : <Stale error={error.value} onRetry={retry} />}
      {props.children(data.value)}
    </>
  );
}

function Stale({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  return (
    <p class="notice warn row" role="status">
      {shellTexts.t('stale', { why: explainError(error).title })}
      <button type="button" class="button" onClick={onRetry}>
        {shellTexts.t('retry')}
      </button>
    </p>
  );
}
