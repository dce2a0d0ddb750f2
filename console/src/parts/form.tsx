import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren, VNode } from 'preact';
import { cloneElement } from 'preact';
import { useId } from 'preact/hooks';
import { explainError, explainField } from '../problems/explain-error.ts';
import { ProblemAnswerError } from '../api/problem.ts';

export interface Submission {
  readonly isBusy: Signal<boolean>;
  readonly error: Signal<unknown>;
  /** For a form's `onSubmit`, or a press of a button. While it runs another does nothing. */
  readonly submit: (event?: Event) => void;
  /** What the API says of one field. */
  readonly errorOf: (field: string) => string | undefined;
}

/** Sends a form once at a time and keeps what went wrong, to be shown with `FormError` and `Field`. */
export function useSubmission(send: () => Promise<void>): Submission {
  const isBusy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const run = async (): Promise<void> => {
    isBusy.value = true;
    error.value = undefined;
    try {
      await send();
    } catch (reason) {
      error.value = reason;
    } finally {
      isBusy.value = false;
    }
  };
  return {
    isBusy,
    error,
    submit: (event) => {
      event?.preventDefault();
      if (!isBusy.peek()) void run();
    },
    errorOf: (field) => {
      if (!(error.value instanceof ProblemAnswerError)) return undefined;
      const found = error.value.errors.find((each) => each.field === field);
      return found === undefined ? undefined : explainField(found.message);
    },
  };
}

/** A label, its control (one element, which gets the id and what a screen reader needs), a hint and what is wrong. */
export function Field(props: {
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly children: VNode<{ id?: string }>;
}) {
  const id = useId();
  const notes = [
    ...(props.hint === undefined ? [] : [`${id}-hint`]),
    ...(props.error === undefined ? [] : [`${id}-error`]),
  ];
  const control = cloneElement(props.children, {
    id,
    ...(notes.length === 0 ? {} : { 'aria-describedby': notes.join(' ') }),
    ...(props.error === undefined ? {} : { 'aria-invalid': 'true' }),
  });
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {control}
      {props.hint === undefined ? null : (
        <div id={`${id}-hint`} class="field-hint">
          {props.hint}
        </div>
      )}
      {props.error === undefined ? null : (
        <div id={`${id}-error`} class="field-error">
          {props.error}
        </div>
      )}
    </div>
  );
}

/** What went wrong with the whole, over the buttons. */
export function FormError({ error }: { readonly error: unknown }) {
  if (error === undefined) return null;
  const { title, detail } = explainError(error);
  return (
    <div class="notice bad" role="alert">
      <strong>{title}</strong>
      {detail === '' ? null : <div>{detail}</div>}
    </div>
  );
}
