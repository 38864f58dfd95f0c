const plain = formats((value) => ({ maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 }));
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const percent = formats((value) => ({ style: 'percent', maximumFractionDigits: Math.abs(value) < 0.1 ? 1 : 0 }));
const money = new Map();
const SPANS = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]];

/** Prints a value of an answer. A unit is `percent` (of 1), `seconds`, or the code of a currency. */
export function formatValue(value, unit) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (unit === 'percent') return percent(value);
  if (unit === 'seconds') return formatSpan(value);
  return unit ? moneyFormat(unit, false).format(value) : plain(value);
}

/** Prints a number of things: `1 event`, `2 events`. */
export function counted(number, thing) {
  return `${plain(number)} ${thing}${number === 1 ? '' : 's'}`;
}

/** Prints a value as a headline: an amount of money of four digits or more goes without cents. */
export function formatBig(value, unit) {
  const isMoney = unit && unit !== 'percent' && unit !== 'seconds';
  return formatValue(isMoney && Math.abs(value) >= 1000 ? Math.round(value) : value, unit);
}

/** Prints a value in little room, such as at an axis. */
export function formatShort(value, unit) {
  if (unit === 'percent') return percent(value);
  return unit && unit !== 'seconds' ? moneyFormat(unit, Math.abs(value) >= 1000).format(value) : compact.format(value);
}

/** Prints by how much of itself a value changed, with its sign: `+12 %`. What became ten times as much or more is a multiple. */
export function formatChange(share) {
  if (share >= 9) return `×${plain(Math.round(share + 1))}`;
  const text = percent(Math.abs(share));
  return share > 0 ? `+${text}` : share < 0 ? `−${text}` : text;
}

/** Prints a length of time in the largest unit that it fills; below ten of it with one digit more. */
export function formatSpan(seconds) {
  const [unit, size] = SPANS.find(([, length]) => seconds >= length) ?? SPANS.at(-1);
  const value = seconds / size;
  return new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

function moneyFormat(currency, isCompact) {
  const key = `${currency} ${isCompact}`;
  if (!money.has(key)) {
    const options = isCompact ? { notation: 'compact', maximumFractionDigits: 1 } : { trailingZeroDisplay: 'stripIfInteger' };
    money.set(key, new Intl.NumberFormat(undefined, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...options }));
  }
  return money.get(key);
}

function formats(optionsOf) {
  const kept = new Map();
  return (value) => {
    const options = optionsOf(value);
    const key = JSON.stringify(options);
    if (!kept.has(key)) kept.set(key, new Intl.NumberFormat(undefined, options));
    return kept.get(key).format(value);
  };
}
