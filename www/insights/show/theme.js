const dark = matchMedia('(prefers-color-scheme: dark)');
const charts = new Set();

/** How many colours there are for series; those after start anew. */
export const SERIES_COLOURS = 8;

/** The name of the token with the colour of a series, by its place, or of one that stands for all others. */
export function seriesToken(place, isOther) {
  return isOther ? '--series-other' : `--series-${(place % SERIES_COLOURS) + 1}`;
}

/** Reads a token of the design system as it is now. */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A size of text in pixels, of so many times what the browser is set to. */
export function textSize(rem) {
  return rem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** Draws a chart anew whenever the page goes from light to dark or back, until the function it gives is called. */
export function followTheme(chart) {
  charts.add(chart);
  return () => charts.delete(chart);
}

dark.addEventListener('change', () => {
  for (const chart of charts) chart.update('none');
});
