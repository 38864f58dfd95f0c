const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 100;
const HEIGHT = 24;

/** Draws a series in a line's height. It is for the eye alone: the figures stand beside it. */
export function sparkline(values) {
  const svg = shape('svg', { class: 'sparkline', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  if (values.length < 2) return svg;
  const most = Math.max(...values, 0);
  const least = Math.min(...values, 0);
  const points = values.map((value, at) => [(at / (values.length - 1)) * WIDTH, 1 + (1 - (value - least) / (most - least || 1)) * (HEIGHT - 2)]);
  const line = points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join('L');
  svg.append(shape('path', { class: 'sparkline-area', d: `M0 ${HEIGHT}L${line}L${WIDTH} ${HEIGHT}Z` }), shape('path', { class: 'sparkline-line', d: `M${line}` }));
  return svg;
}

function shape(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
