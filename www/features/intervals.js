const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 200;
const HEIGHT = 16;

/**
 * Gives a function that draws a variant's credible interval with its rate, all variants on one scale. The figures stand beside
 * it as text, so that the drawing is for the eye alone.
 */
export function intervals(variants) {
  const low = Math.min(...variants.map(({ interval }) => interval[0]));
  const high = Math.max(...variants.map(({ interval }) => interval[1]));
  const at = (share) => 2 + ((share - low) / (high - low || 1)) * (WIDTH - 4);
  const best = Math.max(...variants.map((variant) => variant.chance_to_be_best));
  return ({ rate, interval, chance_to_be_best }) => {
    const isBest = chance_to_be_best === best && best >= 0.95;
    const drawing = shape('svg', { class: 'interval', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
    drawing.append(
      shape('rect', { class: 'interval-track', x: 0, y: HEIGHT / 2 - 0.5, width: WIDTH, height: 1 }),
      shape('rect', { class: isBest ? 'interval-bar interval-best' : 'interval-bar', x: at(interval[0]), y: 4, width: at(interval[1]) - at(interval[0]), height: HEIGHT - 8, rx: 2 }),
    );
    if (rate !== null) drawing.append(shape('rect', { class: 'interval-rate', x: at(Math.min(Math.max(rate, low), high)) - 1, y: 1, width: 2, height: HEIGHT - 2 }));
    return drawing;
  };
}

function shape(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
