import { byId, el } from '../shared/dom.js';
import { count, readTime, timeAgo } from './format.js';
import { organisationOf } from './who.js';

const SVG = 'http://www.w3.org/2000/svg';
const BARS = 40;
const BAR_TIME = 15_000;
const BAR_STEP = 6;
const HEIGHT = 32;

/** The strip above the events: how many, by whom, for whom, how recently, and how busily. */
export class Summary {
  constructor() {
    this.seen = 0;
    this.persons = new Set();
    this.organisations = new Set();
    this.last = null;
    this.arrivals = [];
    this.figures = ['Events seen', 'Persons', 'Organisations', 'Last event'].map((label) => figure(label));
    this.chart = chart();
    byId('summary').replaceChildren(
      ...this.figures.map(({ tile }) => tile),
      el('div', { class: 'tile tile-chart' }, el('dt', {}, 'Last ten minutes'), el('dd', {}, this.chart)),
    );
    this.show();
    setInterval(() => this.show(), 1000);
  }

  /** Counts events that have come in, from the backlog or live. */
  add(events) {
    for (const event of events) {
      this.seen += 1;
      for (const id of event.person?.distinct_ids ?? []) this.persons.delete(id);
      this.persons.add(event.person?.uuid ?? event.distinct_id);
      const organisation = organisationOf(event);
      if (organisation) this.organisations.add(organisation);
      const arrived = readTime(event.received_at) ?? readTime(event.timestamp);
      if (!arrived) continue;
      this.arrivals.push(arrived.getTime());
      if (!this.last || arrived > this.last) this.last = arrived;
    }
    this.show();
  }

  /** Brings the figures and the chart up to this moment. */
  show() {
    const texts = [
      count(this.seen),
      count(this.persons.size),
      count(this.organisations.size),
      this.last ? timeAgo(this.last) : 'none yet',
    ];
    this.figures.forEach(({ value }, index) => {
      if (value.textContent !== texts[index]) value.textContent = texts[index];
    });
    this.#draw(Date.now());
  }

  #draw(now) {
    const start = (Math.floor(now / BAR_TIME) - BARS + 1) * BAR_TIME;
    this.arrivals = this.arrivals.filter((time) => time >= start);
    const counts = new Array(BARS).fill(0);
    for (const time of this.arrivals) counts[Math.min(BARS - 1, Math.floor((time - start) / BAR_TIME))] += 1;
    const most = Math.max(4, ...counts);
    [...this.chart.children].forEach((bar, index) => {
      const height = counts[index] === 0 ? 1.5 : Math.max(4, (counts[index] / most) * HEIGHT);
      bar.setAttribute('height', height);
      bar.setAttribute('y', HEIGHT - height);
      bar.setAttribute('class', counts[index] === 0 ? 'bar' : 'bar bar-busy');
    });
    this.chart.setAttribute('aria-label', `${count(this.arrivals.length)} events in the last ten minutes`);
  }
}

function figure(label) {
  const value = el('dd', {});
  return { value, tile: el('div', { class: 'tile' }, el('dt', {}, label), value) };
}

function chart() {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'chart');
  svg.setAttribute('viewBox', `0 0 ${BARS * BAR_STEP - 2} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  for (let index = 0; index < BARS; index += 1) {
    const bar = document.createElementNS(SVG, 'rect');
    bar.setAttribute('x', index * BAR_STEP);
    bar.setAttribute('width', BAR_STEP - 2);
    bar.setAttribute('rx', 1);
    svg.append(bar);
  }
  return svg;
}
