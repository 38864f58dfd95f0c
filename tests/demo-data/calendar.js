// How busy the product is on a day: it grows, rests on weekends and in summer, and is launched anew once a year.

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const BY_WEEKDAY = [0.12, 1.1, 1.2, 1.15, 1.05, 0.85, 0.18];
const SUMMER = [6, 7];

/** The midnight (UTC) that a time follows. */
export const dayOf = (time) => Math.floor(time / DAY) * DAY;

/** How many sessions a day has, beside an average one. */
export function rhythm(time, launch) {
  const date = new Date(time);
  const summer = SUMMER.includes(date.getUTCMonth()) ? 0.6 : 1;
  const christmas = date.getUTCMonth() === 11 && date.getUTCDate() > 22 ? 0.25 : 1;
  return BY_WEEKDAY[date.getUTCDay()] * summer * christmas * (1 + buzz(time, launch));
}

/** What the launch adds: twice as much in its first days, gone after some weeks. */
export const buzz = (time, launch) => (time < launch ? 0 : 2 * Math.exp(-(time - launch) / (9 * DAY)));
