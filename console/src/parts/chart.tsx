import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatNumber } from '../format/amounts.ts';
import { formatTime } from '../format/times.ts';
import { locale, timeZone } from '../texts/language.ts';
import { colorOf, paletteVersion } from '../theme/theme.ts';
import { spanOf, timeLabels } from './time-axis.ts';
import { useWidth } from './use-width.ts';

export type SeriesColor = `--${string}`;

export interface ChartSeries {
  readonly label: string;
  /** A value a time; null: not known, which leaves a gap. */
  readonly values: readonly (number | null)[];
  /** A custom property of styles/tokens.css. @default `--series-1`, `--series-2`, ... */
  readonly color?: SeriesColor;
  /** `points`: marks without a line. @default 'line' */
  readonly kind?: 'line' | 'step' | 'area' | 'bars' | 'points';
  readonly widthPx?: number;
  /** Which axis: `right` for a quantity of another kind. @default 'left' */
  readonly axis?: 'left' | 'right';
  /** How its values are written. @default a number */
  readonly format?: (value: number) => string;
}

export interface ChartProps {
  /** What is shown, for a screen reader; put the figures that matter into `summary`. */
  readonly label: string;
  /** A sentence: from where to where, the least and the most. */
  readonly summary: string;
  /** In ms since 1970, ascending; or plain numbers with `isTime: false`. */
  readonly x: readonly number[];
  readonly isTime?: boolean;
  readonly formatX?: (x: number) => string;
  readonly series: readonly ChartSeries[];
  /** @default 240 */
  readonly heightPx?: number;
  /** Without axes, for a small picture in a tile. */
  readonly isSpark?: boolean;
  /** Charts of one name show the same moment. */
  readonly syncWith?: string;
}

interface Tip {
  readonly index: number;
  readonly leftPx: number;
}

const DEFAULT_HEIGHT_PX = 240;
const TIP_ROOM_PX = 190;

/** A chart over time with a tip under the pointer. Dragging across it zooms in; a double click shows everything again. */
export function Chart(props: ChartProps) {
  const { heightPx = DEFAULT_HEIGHT_PX, isSpark = false } = props;
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const widthPx = useWidth(frame);
  const [tip, setTip] = useState<Tip | null>(null);
  const latest = useRef(props);
  latest.current = props;
  // What needs a new plot; new values alone do not.
  const shape = JSON.stringify([
    props.series.map(({ label, color, kind, axis }) => [label, color, kind, axis]),
    isSpark,
    heightPx,
    props.isTime,
    props.x.length === 1,
    locale.value,
    timeZone.value,
    paletteVersion.value,
  ]);

  useEffect(() => {
    const element = frame.current;
    if (element === null || widthPx === 0) return undefined;
    const options = optionsOf(latest, { widthPx, heightPx }, setTip);
    const drawn = new uPlot(options, dataOf(latest.current), element);
    plot.current = drawn;
    showAlone(drawn, latest.current);
    return () => {
      drawn.destroy();
      plot.current = null;
    };
  }, [shape, widthPx === 0]);
  useEffect(() => {
    if (widthPx > 0) plot.current?.setSize({ width: widthPx, height: heightPx });
  }, [widthPx, heightPx]);
  useEffect(() => {
    if (plot.current === null) return;
    plot.current.setData(dataOf(props));
    showAlone(plot.current, props);
  }, [props.x, props.series]);

  return (
    <figure class="chart" role="img" aria-label={`${props.label}. ${props.summary}`}>
      <div ref={frame} style={{ minHeight: `${heightPx}px` }} />
      {tip === null || isSpark ? null : <ChartTip {...props} tip={tip} roomPx={widthPx} />}
    </figure>
  );
}

/** Names and colours of the series, over a chart of several. */
export function ChartKeys({ series }: Pick<ChartProps, 'series'>) {
  return (
    <div class="chart-keys">
      {series.map(({ label, color }, index) => (
        <span key={label} class="chart-key" style={{ '--key': `var(${color ?? defaultColor(index)})` }}>
          {label}
        </span>
      ))}
    </div>
  );
}

function ChartTip(props: ChartProps & { readonly tip: Tip; readonly roomPx: number }) {
  const { x, series, tip, roomPx } = props;
  const at = x[tip.index];
  if (at === undefined) return null;
  const isAtEnd = tip.leftPx + TIP_ROOM_PX > roomPx;
  const shown = series.filter(({ values }) => typeof values[tip.index] === 'number');
  return (
    <div
      class="chart-tip"
      style={{
        transform: `translate(${tip.leftPx + (isAtEnd ? -12 : 12)}px, 8px) ${isAtEnd ? 'translateX(-100%)' : ''}`,
      }}
    >
      <div class="muted">{formatXOf(props)(at)}</div>
      <dl>
        {shown.map(({ label, values, color, format }) => (
          <>
            <dt
              class="chart-key"
              style={{
                '--key': `var(${color ?? defaultColor(series.findIndex((each) => each.label === label))})`,
              }}
            >
              {label}
            </dt>
            <dd>{(format ?? formatNumber)(values[tip.index] ?? 0)}</dd>
          </>
        ))}
      </dl>
    </div>
  );
}

function formatXOf({ isTime = true, formatX }: ChartProps): (x: number) => string {
  return formatX ?? (isTime ? formatTime : formatNumber);
}

function defaultColor(index: number): SeriesColor {
  return `--series-${(index % 6) + 1}`;
}

function dataOf({ x, series, isTime = true }: ChartProps): uPlot.AlignedData {
  // uPlot counts time in seconds.
  return [isTime ? x.map((ms) => ms / 1_000) : [...x], ...series.map(({ values }) => [...values])];
}

function showAlone(plot: uPlot, props: ChartProps): void {
  const span = spanOf(dataOf(props)[0], props.isTime ?? true);
  if (span !== undefined) plot.setScale('x', span);
}

function optionsOf(
  latest: { readonly current: ChartProps },
  size: { readonly widthPx: number; readonly heightPx: number },
  setTip: (tip: Tip | null) => void,
): uPlot.Options {
  const { x, series, isTime = true, isSpark = false, syncWith } = latest.current;
  const isAlone = x.length === 1;
  const [text, line] = [colorOf('--muted'), colorOf('--line')];
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis = {
    stroke: text,
    font,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
  };
  const sides = new Set(series.map(({ axis: side = 'left' }) => side));
  const valueAxis = (side: 'left' | 'right'): uPlot.Axis => {
    const format = series.find((each) => (each.axis ?? 'left') === side)?.format ?? formatNumber;
    return {
      ...axis,
      scale: side,
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- uPlot has the enum in its types only
      side: side === 'left' ? 3 : 1,
      ...(side === 'right' && sides.size > 1 ? { grid: { show: false } } : {}),
      values: (_, splits) => splits.map((value) => format(value)),
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- before the first drawing there are none, whatever its types say
      size: (_, values) => 14 + 6.2 * Math.max(4, ...(values ?? []).map((value) => value.length)),
    };
  };
  return {
    width: size.widthPx,
    height: size.heightPx,
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), timeZone.peek()),
    ...(isSpark ? { padding: [2, 0, 2, 0] } : {}),
    cursor: {
      y: false,
      ...(isSpark ? { show: false } : {}),
      ...(syncWith === undefined ? {} : { sync: { key: syncWith } }),
      points: { size: 6 },
    },
    scales: { x: { time: isTime } },
    axes: isSpark
      ? [{ show: false }, { show: false }]
      : [
          {
            ...axis,
            space: 90,
            ...(isTime
              ? { values: (_: uPlot, splits: number[]) => timeLabels(splits) }
              : { values: (_: uPlot, splits: number[]) => splits.map((x) => formatXOf(latest.current)(x)) }),
          },
          ...[...sides].map(valueAxis),
        ],
    series: [{}, ...series.map((each, index) => seriesOptions(each, index, isAlone))],
    hooks: {
      setCursor: [
        ({ cursor: { idx, left = -1 }, over }) =>
          setTip(
            idx === null || idx === undefined || left < 0
              ? null
              : { index: idx, leftPx: left + over.offsetLeft },
          ),
      ],
    },
  };
}

/** @param isAlone there is one moment only: a line through it would not be seen */
function seriesOptions(series: ChartSeries, index: number, isAlone: boolean): uPlot.Series {
  const { label, kind = 'line', axis = 'left', widthPx = 1.5 } = series;
  const color = colorOf(series.color ?? defaultColor(index));
  const paths = uPlot.paths;
  const base = { label, scale: axis, stroke: color, width: widthPx, points: { show: isAlone, size: 6 } };
  switch (kind) {
    case 'line':
      return base;
    case 'area':
      return { ...base, fill: fade(color) };
    case 'step':
      return { ...base, ...(paths.stepped === undefined ? {} : { paths: paths.stepped({ align: 1 }) }) };
    case 'bars':
      return {
        ...base,
        width: 0,
        fill: color,
        ...(paths.bars === undefined ? {} : { paths: paths.bars({ size: [0.7, 60] }) }),
      };
    case 'points':
      return { ...base, paths: () => null, points: { show: true, size: 7, fill: color, stroke: color } };
  }
}

function fade(color: string): string {
  return color.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.14)');
}
