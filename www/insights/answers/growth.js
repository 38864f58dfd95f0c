const NOTABLE = 0.1;

/**
 * Says how a series of counts developed: the sum of its newest buckets against as many before them, a third of the buckets each.
 * A last bucket that is not over yet is left out. `state` is `new`, `growing`, `steady`, `falling`, `dead` or `none`, and `change`
 * the share, or null where nothing was before.
 */
export function growthOf(values, lastIsOpen) {
  const closed = lastIsOpen ? values.slice(0, -1) : values;
  const buckets = Math.floor(closed.length / 3);
  if (buckets === 0) return { state: 'none', change: null, buckets };
  const sum = (from, to) => closed.slice(from, to).reduce((total, value) => total + value, 0);
  const now = sum(-buckets);
  const before = sum(-2 * buckets, -buckets);
  return { state: stateOf(now, before, sum(0)), change: before > 0 ? now / before - 1 : null, buckets };
}

function stateOf(now, before, all) {
  if (all <= 0) return 'none';
  if (now <= 0) return 'dead';
  if (before <= 0) return 'new';
  const change = now / before - 1;
  return change >= NOTABLE ? 'growing' : change <= -NOTABLE ? 'falling' : 'steady';
}
