import { Dialog } from '../../parts/dialog.tsx';
import { ORDER_COLUMNS, type OrderColumnId, toggleColumn, USUAL_COLUMNS } from './order-columns.ts';
import { texts } from './texts.ts';

export function ColumnsDialog(props: {
  readonly chosen: readonly OrderColumnId[];
  readonly onChange: (columns: readonly OrderColumnId[]) => void;
  readonly onClose: () => void;
}) {
  const { t } = texts;
  const { chosen, onChange } = props;
  return (
    <Dialog title={t('columns')} onClose={props.onClose}>
      <p class="muted">{t('columnsWhat')}</p>
      <div class="columns-list">
        {ORDER_COLUMNS.map((id) => (
          <label key={id} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              disabled={chosen.length === 1 && chosen.includes(id)}
              onChange={() => onChange(toggleColumn(chosen, id))}
            />
            {t(`column.${id}`)}
          </label>
        ))}
      </div>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => onChange(USUAL_COLUMNS)}>
          {t('columnsUsual')}
        </button>
      </div>
    </Dialog>
  );
}
