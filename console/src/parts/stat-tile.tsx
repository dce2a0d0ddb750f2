import type { ComponentChildren } from 'preact';

/** Put several into `<dl class="tiles">`. */
export function StatTile(props: {
  readonly label: string;
  readonly value: ComponentChildren;
  readonly note?: ComponentChildren;
  readonly tone?: 'good' | 'bad' | undefined;
}) {
  return (
    <div class="tile">
      <dt>{props.label}</dt>
      <dd class={props.tone}>
        {props.value}
        {props.note === undefined ? null : <div class="tile-note">{props.note}</div>}
      </dd>
    </div>
  );
}
