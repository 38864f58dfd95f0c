// The figures as bars: one chart below the other in one SVG, readable on light and dark.

import { build } from 'esbuild';

import { startBrowser } from '../e2e/support/browser.js';
import { round } from './format.js';

const OURS = '#e8590c';
const OTHERS = '#868e96';

/** In a page: the SVG of `charts`, each with a title and `bars`: a label, a summary, its text and colour. */
function draw(charts) {
  const plots = charts.map(({ title, bars }) =>
    Plot.plot({
      width: 760,
      height: 48 + bars.length * 24,
      marginLeft: 240,
      marginRight: 90,
      marginTop: 36,
      marginBottom: 8,
      x: { axis: null, domain: [0, Math.max(...bars.map(({ max }) => max))] },
      y: { label: null, domain: bars.map(({ label }) => label), tickSize: 0 },
      marks: [
        Plot.barX(bars, { x: 'median', y: 'label', fill: 'color', insetTop: 2, insetBottom: 2 }),
        Plot.ruleY(bars, { x1: 'min', x2: 'max', y: 'label', stroke: 'currentColor' }),
        Plot.text(bars, { x: 'max', y: 'label', text: 'text', dx: 6, textAnchor: 'start' }),
        Plot.text([title], { frameAnchor: 'top-left', dx: -232, dy: -28, fontWeight: 'bold', fontSize: 13, textAnchor: 'start' }),
        Plot.ruleX([0]),
      ],
    }));
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  let height = 0;
  for (const plot of plots) {
    plot.setAttribute('y', height);
    height += Number(plot.getAttribute('height'));
    svg.append(plot);
  }
  svg.setAttribute('viewBox', `0 0 760 ${height}`);
  const style = document.createElementNS(svg.namespaceURI, 'style');
  style.textContent = 'svg { color: #1f2328 } @media (prefers-color-scheme: dark) { svg { color: #e6edf3 } }';
  svg.prepend(style);
  return new XMLSerializer().serializeToString(svg);
}

/** The SVG of `charts`: each maps a title to the summaries of the subjects by their keys. */
export async function drawChart(subjects, charts) {
  const contents = "export * from '@observablehq/plot';";
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: '.' }, bundle: true, write: false, format: 'iife', globalName: 'Plot', logLevel: 'error',
  });
  const browser = await startBrowser();
  try {
    const page = await (await browser.newVisitor()).newPage();
    await page.addScriptTag({ content: outputFiles[0].text });
    return await page.evaluate(draw, Object.entries(charts).map(([title, summaries]) => ({ title, bars: barsOf(subjects, summaries) })));
  } finally {
    await browser.stop();
  }
}

const barsOf = (subjects, summaries) =>
  Object.entries(summaries).map(([key, { median, min = median, max = median }]) => ({
    label: subjects[key].title.replaceAll('`', ''),
    color: subjects[key].isOurs ? OURS : OTHERS,
    text: round(median),
    median,
    min,
    max,
  }));
