import type { Html } from '../../html.ts';
import type { FlowTap } from '../flow-buttons.ts';
import type { FlowInput } from '../flow-input.ts';

/** What came for a step: buttons are read already. */
export type StepInput = Exclude<FlowInput, { kind: 'tap' }> | { readonly kind: 'tap'; readonly tap: FlowTap };

/** What a step made of it. */
export type Reading =
  | { readonly outcome: 'answer'; readonly value: unknown }
  | { readonly outcome: 'problem'; readonly problem: Html }
  /** Nothing is answered yet: the question is drawn again, on this page or with these options ticked. */
  | { readonly outcome: 'redraw'; readonly page?: number; readonly ticked?: readonly string[] };

export function answer(value: unknown): Reading {
  return { outcome: 'answer', value };
}

export function problem(text: Html): Reading {
  return { outcome: 'problem', problem: text };
}
