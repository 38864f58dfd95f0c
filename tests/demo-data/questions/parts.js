// What questions are made of.

import { DAY } from '../calendar.js';

export const company = { group_type: 'company' };
export const ofCompany = { type: 'group', ...company };
export const any = { event: null };
export const people = { event: null, math: 'dau' };
export const viewed = { event: '$pageview' };
export const used = { event: 'feature_used' };
export const paid = (math) => ({ event: 'invoice_paid', math, property: 'purchase_value' });
export const filter = (type, key, operator, value) => ({ type, key, operator, value, ...(type === 'group' && company) });

/** Ranges of a world, none of which depends on when it is asked. */
export function rangesOf({ start, end }) {
  const date = (daysAgo) => new Date(end - daysAgo * DAY).toISOString().slice(0, 10);
  const span = Math.round((end - start) / DAY);
  return {
    whole: { from: date(span), to: date(0) },
    // Hours of a year would be more than an answer holds.
    season: { from: date(Math.min(span, 100)), to: date(0) },
    month: { from: date(34), to: date(4) },
    hours: { from: new Date(end - 50 * 3_600_000).toISOString(), to: new Date(end - 1_800_000).toISOString() },
  };
}
