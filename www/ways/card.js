import { el, icon } from '../shared/dom.js';
import { Refused } from '../live/api.js';
import { keptKey } from '../live/key.js';
import { sentResult, storedResult } from './result.js';
import { run } from './run.js';
import { sourceBlock } from './source.js';
import { readBack } from './stored.js';

/** One way on the screen: its code, the button that runs it, and what came of that. */
export class Card {
  /** `onDone` hears in a sentence how a run ended, `onRefused` that the collector did not accept the read key. */
  constructor(way, onDone, onRefused) {
    this.way = way;
    this.onDone = onDone;
    this.onRefused = onRefused;
    this.last = null;
    this.button = el(
      'button',
      { class: 'button', type: 'button', 'aria-describedby': `way-${way.id}`, onclick: () => this.run() },
      icon('play'),
      'Run',
    );
    this.result = el('div', { class: 'way-result' }, el('p', { class: 'quiet small' }, 'Not run yet.'));
    this.node = el(
      'article',
      { class: way.recommended ? 'card way way-recommended' : 'card way', 'aria-labelledby': `way-${way.id}` },
      el(
        'header',
        { class: 'way-head' },
        el(
          'h2',
          { id: `way-${way.id}` },
          way.title,
          way.recommended && el('span', { class: 'tag tag-accent' }, 'Recommended'),
        ),
        el('p', { class: 'quiet small' }, way.pitch),
      ),
      sourceBlock(way.tell),
      el('p', { class: 'way-run' }, this.button),
      this.result,
      el('p', { class: 'way-mind small' }, way.mind),
    );
  }

  /** Runs the way, unless it is running, and shows what came of it. */
  async run() {
    if (this.node.hasAttribute('aria-busy')) return;
    this.node.setAttribute('aria-busy', 'true');
    await this.#try(async () => {
      this.last = await run(this.way);
      return this.#result();
    });
    this.node.removeAttribute('aria-busy');
  }

  /** Shows the last run anew, if there was one, as when the read key has come. */
  async show() {
    if (this.last) await this.#try(() => this.#result());
  }

  /** Shows what `work` gives: what to say, and what to show. */
  async #try(work) {
    const fault = ({ message }) => [message, [el('p', { class: 'note note-bad' }, message)]];
    const [sentence, content] = await work().catch(fault);
    this.result.replaceChildren(...content);
    this.onDone(`${this.way.title}: ${sentence}`);
  }

  /** The last run as it is stored where a key is kept, else as it was sent. */
  async #result() {
    const stored = await this.#stored();
    if (!stored) return [`${this.last.sent.length} events sent.`, sentResult(this.way, this.last)];
    return [`${stored.rows.length} events stored.`, storedResult(this.way, stored)];
  }

  async #stored() {
    const key = keptKey();
    if (!key) return null;
    try {
      return await readBack(this.last, key);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.onRefused();
      return null;
    }
  }
}
