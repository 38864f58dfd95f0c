import { chartView } from './chart.js';
import { funnelView } from './funnel.js';
import { heatView } from './heat.js';
import { numberView } from './number.js';
import { pathsView } from './paths.js';
import { rankingView } from './ranking.js';

const VIEWS = { line: chartView, bar: chartView, number: numberView, table: rankingView, funnel: funnelView, retention: heatView, paths: pathsView };

/**
 * Builds the view of an answer that `display` names. It has a `node`; `start` draws what needs to be in the page, and `stop` gives up
 * what the view holds.
 */
export function viewOf(query, answer, display) {
  return { start() {}, stop() {}, ...VIEWS[display.show](query, answer, display) };
}
