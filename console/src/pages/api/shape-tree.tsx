import { Markdown } from './inline-markdown.tsx';
import type { ShapeNode } from './read-schema.ts';
import { texts } from './texts.ts';

/** Fields with their types and words; what is inside of one stands below it. */
export function ShapeTree(props: {
  readonly nodes: readonly ShapeNode[];
  /** Names of parameters that stand in the path. */
  readonly inPath?: ReadonlySet<string>;
}) {
  return (
    <ul class="api-tree">
      {props.nodes.map((node, index) => (
        <ShapeLine key={node.name ?? index} node={node} inPath={props.inPath} />
      ))}
    </ul>
  );
}

function ShapeLine(props: { readonly node: ShapeNode; readonly inPath: ReadonlySet<string> | undefined }) {
  const { t } = texts;
  const { name, type, isRequired, description, limits, children } = props.node;
  const isInPath = name !== undefined && props.inPath?.has(name) === true;
  return (
    <li>
      <div class="api-field">
        {name === undefined ? null : <code class="api-name">{name}</code>}
        <code class="api-type">{type}</code>
        {limits.map((limit) => (
          <code key={limit} class="muted">
            {limit}
          </code>
        ))}
        {isInPath ? <span class="muted small">{t('field.inPath')}</span> : null}
        {isRequired || name === undefined ? null : <span class="muted small">{t('field.optional')}</span>}
        {description === undefined ? null : (
          <span class="api-words">
            <Markdown text={description} />
          </span>
        )}
      </div>
      {children.length === 0 ? null : <ShapeTree nodes={children} />}
    </li>
  );
}
