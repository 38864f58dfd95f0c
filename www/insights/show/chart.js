import { el } from '../../shared/dom.js';
import { Chart } from '../../vendor/chart.js';
import { chartOf } from '../answers/chart-data.js';
import { formatShort, formatValue } from '../answers/numbers.js';
import { summaryOf } from '../answers/summary.js';
import { legendOf } from './legend.js';
import { followTheme, seriesToken, textSize, token } from './theme.js';

const PARTS = { new: '--series-2', returning: '--series-1', resurrecting: '--series-4', dormant: '--series-other' };
const IN_TOOLTIP = 12;

/** Shows an answer as lines or bars. The chart is drawn once `start` is called, in the page; `stop` gives up its memory. */
export function chartView(query, answer, display) {
  const data = chartOf(query, answer, display);
  const colours = data.sets.map(({ part, place, isOther }) => PARTS[part] ?? seriesToken(place, isOther));
  const canvas = el('canvas', { role: 'img', 'aria-label': summaryOf(data, display.show) });
  let chart, unfollow;
  const toggle = (name, isShown) => {
    data.sets.forEach((set, at) => {
      if (set.name === name || set.beforeOf === name) chart.setDatasetVisibility(at, isShown);
    });
    chart.update();
  };
  const entries = data.sets.map(({ name, isBefore }, at) => ({ name, isBefore, token: colours[at] })).filter(({ isBefore }) => !isBefore);
  const legend = data.sets.length > 1 && legendOf(entries, toggle, entries.length < data.sets.length && 'paler: the time before');
  const node = el('div', { class: 'chart-view' }, legend, el('div', { class: 'chart-box' }, canvas));
  return {
    node,
    start() {
      chart = new Chart(canvas, configOf(data, colours, display.show));
      unfollow = followTheme(chart);
    },
    stop() {
      unfollow?.();
      chart?.destroy();
    },
  };
}

function configOf(data, colours, show) {
  const isLine = show === 'line';
  const last = data.labels.length - 1;
  const datasets = data.sets.map((set, at) => ({
    label: set.name,
    data: set.values,
    ...(isLine ? lineStyle(set, colours[at], data, last) : barStyle(set, colours[at], data, last)),
  }));
  return { type: isLine ? 'line' : 'bar', data: { labels: data.labels, datasets }, options: optionsOf(data) };
}

function lineStyle({ isBefore }, colour, { sets, isOpen, labels }, last) {
  return {
    borderColor: () => token(colour),
    backgroundColor: () => faded(token(colour), 0.1),
    pointBackgroundColor: () => token(colour),
    pointHoverBackgroundColor: () => token(colour),
    pointHoverBorderColor: () => token('--surface'),
    pointHoverBorderWidth: 2,
    pointRadius: labels.length === 1 ? 4 : 0,
    pointHoverRadius: 5,
    borderWidth: isBefore ? 1.5 : 2,
    borderDash: isBefore ? [2, 3] : [],
    // What is not over yet is no fall.
    segment: { borderDash: ({ p1DataIndex }) => (isOpen && p1DataIndex === last ? [4, 4] : undefined) },
    cubicInterpolationMode: 'monotone',
    fill: sets.length === 1 ? 'origin' : false,
  };
}

function barStyle({ isBefore }, colour, { isStacked, isOpen }, last) {
  const shade = ({ dataIndex }) => faded(token(colour), isBefore || (isOpen && dataIndex === last) ? 0.45 : 1);
  return {
    backgroundColor: shade,
    hoverBackgroundColor: shade,
    borderColor: () => token('--surface'),
    borderWidth: isStacked ? { top: 1 } : 0,
    borderRadius: isStacked ? 0 : 3,
    maxBarThickness: 40,
    categoryPercentage: 0.8,
    barPercentage: 0.92,
  };
}

function optionsOf({ titles, sets, unit, isStacked }) {
  const font = { family: token('--sans'), size: textSize(0.75) };
  const muted = () => token('--muted');
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    interaction: { mode: 'index', intersect: false },
    layout: { padding: { top: 6, right: 4 } },
    scales: {
      x: { stacked: isStacked, grid: { display: false }, border: { color: () => token('--line') }, ticks: { color: muted, font, maxRotation: 0, autoSkipPadding: 14 } },
      y: {
        stacked: isStacked,
        beginAtZero: true,
        border: { display: false },
        grid: { color: () => token('--line'), tickLength: 0 },
        ticks: { color: muted, font, maxTicksLimit: 5, padding: 8, precision: unit ? undefined : 0, callback: (value) => formatShort(value, unit) },
      },
    },
    plugins: {
      tooltip: {
        backgroundColor: () => token('--surface'),
        titleColor: () => token('--ink'),
        bodyColor: () => token('--ink'),
        borderColor: () => token('--line-strong'),
        borderWidth: 1,
        padding: 10,
        cornerRadius: 8,
        boxPadding: 5,
        boxWidth: 8,
        boxHeight: 8,
        usePointStyle: true,
        titleFont: { ...font, weight: 600 },
        bodyFont: font,
        filter: (item, at) => at < IN_TOOLTIP,
        itemSort: (one, other) => Math.abs(other.raw) - Math.abs(one.raw),
        callbacks: {
          title: ([item]) => titles[item?.dataIndex] ?? '',
          label: ({ dataset, datasetIndex, raw }) => ` ${dataset.label}: ${formatValue(raw, sets[datasetIndex].unit ?? unit)}`,
          labelColor: ({ dataset }) => ({ backgroundColor: (dataset.pointBackgroundColor ?? dataset.backgroundColor)({}), borderColor: 'transparent' }),
        },
      },
    },
  };
}

/** A colour of the tokens, `#rrggbb`, with less of itself. */
function faded(colour, share) {
  return share === 1 ? colour : colour + Math.round(share * 255).toString(16).padStart(2, '0');
}
