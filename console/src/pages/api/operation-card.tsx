import { useSignal } from '@preact/signals';
import { Badge } from '../../parts/badge.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Markdown } from './inline-markdown.tsx';
import type { Operation } from './read-description.ts';
import { ShapeTree } from './shape-tree.tsx';
import { texts } from './texts.ts';
import { TryIt } from './try-it.tsx';
import { type GivenValues, writeCurl } from './write-request.ts';

/** One operation, a line; opened, all that there is to know of it. */
export function OperationCard(props: {
  readonly operation: Operation;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
}) {
  const { t } = texts;
  const { operation, isOpen } = props;
  const { method, path, summary, access } = operation;
  return (
    <details
      class="card api-operation"
      open={isOpen}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open !== isOpen) props.onToggle(currentTarget.open);
      }}
    >
      <summary>
        <span class={`api-method ${method.toLowerCase()}`}>{method}</span>
        <code class="api-path">{path}</code>
        <span class="api-summary">{summary}</span>
        {access === 'person' ? null : (
          <Badge tone={access === 'administrator' ? 'warn' : 'idle'}>{t(`access.${access}`)}</Badge>
        )}
      </summary>
      {isOpen ? <OperationBody operation={operation} /> : null}
    </details>
  );
}

function OperationBody({ operation }: { readonly operation: Operation }) {
  const { t } = texts;
  const { description, parameters, body, answer, method } = operation;
  const given = useSignal<GivenValues>({});
  const curl = writeCurl(operation, location.origin, given.value);
  return (
    <div class="api-body">
      {description === undefined ? null : (
        <p>
          <Markdown text={description} />
        </p>
      )}
      {parameters.length === 0 ? null : (
        <section>
          <h3>{t('part.parameters')}</h3>
          <ShapeTree
            nodes={parameters.map(({ shape, isRequired }) => ({ ...shape, isRequired }))}
            inPath={new Set(parameters.flatMap(({ name, place }) => (place === 'path' ? [name] : [])))}
          />
        </section>
      )}
      {body === undefined ? null : (
        <section>
          <h3>{t('part.body')}</h3>
          <ShapeTree nodes={body.children.length > 0 ? body.children : [body]} />
        </section>
      )}
      <section>
        <h3>
          {t('part.answer', { status: answer.status })} <code class="muted">{answer.mediaType}</code>
        </h3>
        {answer.shape === undefined ? null : (
          <ShapeTree nodes={answer.shape.children.length > 0 ? answer.shape.children : [answer.shape]} />
        )}
      </section>
      <section>
        <h3>{t('part.curl')}</h3>
        <pre class="api-code">{curl}</pre>
        <div class="row">
          <CopyButton text={curl} />
          <span class="muted small">{t('part.curlHint')}</span>
        </div>
      </section>
      {method === 'GET' ? (
        <TryIt
          operation={operation}
          given={given.value}
          onGiven={(values) => {
            given.value = values;
          }}
        />
      ) : null}
    </div>
  );
}
