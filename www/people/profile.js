import { fullTime, readTime, sentence, timeAgo } from '../live/format.js';
import { byId, el, icon } from '../shared/dom.js';
import { activityBars, DAYS } from './activity.js';
import { ask, isMissing } from './ask.js';
import { failedState, loadingProfile, missingState } from './states.js';
import { Timeline } from './timeline.js';

/**
 * The page of one person or one group. What differs between them is given: `load()` asks for it, `nothing()` stands where there
 * is none, `back` is the list that it belongs to, `of` are the parameters that its events have, `who(event)` as in a timeline,
 * `head(item)` its title, `facts(item, activity)` its figures, `aside(item)` and `parts(item)` what stands beside and above the events.
 */
export class Profile {
  constructor(kind, { fail, isOpen }) {
    Object.assign(this, kind);
    this.fail = fail;
    this.isOpen = isOpen;
    this.node = byId('view-profile');
  }

  /** Loads all of it and shows it. */
  async open() {
    this.node.replaceChildren(this.#backLink(), ...loadingProfile());
    this.node.setAttribute('aria-busy', 'true');
    const activity = ask('/api/activity', { ...this.of, days: DAYS });
    activity.catch(() => {});
    try {
      const item = await this.load();
      if (!this.isOpen()) return;
      if (item) this.#show(item, activity);
      else this.#missing();
    } catch (error) {
      if (!this.isOpen()) return;
      if (isMissing(error)) this.#missing();
      else if (!this.fail(error)) this.node.replaceChildren(this.#backLink(), failedState(error, () => this.open(), 'h1'));
    }
    this.node.removeAttribute('aria-busy');
  }

  #show(item, activity) {
    const { mark, name, more, tags } = this.head(item);
    const timeline = new Timeline({
      load: (parameters) => ask('/api/events', { ...this.of, sort: 'time', ...parameters }),
      who: this.who,
      fail: this.fail,
    });
    const bars = el('div', { class: 'card part activity-part' }, el('div', { class: 'activity-loading', 'aria-hidden': 'true' }));
    mark.classList.add('avatar-huge');
    document.title = `${name} · Hoofprint`;
    this.node.replaceChildren(
      this.#backLink(),
      el(
        'header',
        { class: 'profile-head' },
        mark,
        el('div', { class: 'profile-title' }, el('h1', { id: 'profile-title', tabindex: '-1' }, name), more && el('p', { class: 'quiet' }, more), el('p', { class: 'profile-tags' }, tags)),
        el('dl', { class: 'facts' }, this.facts(item).map(([label, value]) => el('div', {}, el('dt', {}, label), el('dd', {}, value)))),
      ),
      bars,
      el('div', { class: 'profile-columns' }, el('div', { class: 'profile-aside' }, this.aside(item)), el('div', { class: 'profile-main' }, this.parts(item), timeline.node)),
    );
    byId('profile-title').focus({ preventScroll: true });
    timeline.refresh();
    this.#showActivity(bars, timeline, activity);
  }

  async #showActivity(bars, timeline, activity) {
    try {
      const known = await activity;
      bars.replaceChildren(el('h2', { class: 'hidden-text' }, 'Activity'), activityBars(known));
      timeline.offer(known.names);
    } catch (error) {
      if (!this.fail(error)) bars.replaceChildren(el('p', { class: 'quiet small' }, `The activity cannot be shown. ${sentence(error.message)}`));
    }
  }

  #missing() {
    const { title, text } = this.nothing();
    document.title = 'Not found · Hoofprint';
    this.node.replaceChildren(this.#backLink(), missingState(title, el('p', { class: 'quiet' }, text), el('a', { class: 'button', href: this.back.href }, `Show all ${this.back.name.toLowerCase()}`)));
    this.node.querySelector('h1').focus({ preventScroll: true });
  }

  #backLink() {
    return el('a', { class: 'back', href: this.back.href }, icon('back'), this.back.name);
  }
}

/** Builds a card of a profile with its title. */
export function part(title, ...content) {
  return el('section', { class: 'card part', 'aria-label': title }, el('h2', {}, title), content);
}

/** Builds how long ago a time was, as a figure of a profile. */
export function ago(text) {
  const time = readTime(text);
  return time ? el('time', { datetime: text, title: fullTime(time) }, timeAgo(time)) : 'never';
}

/** Builds a list of links, each with a mark, a name and a second line, and how long ago it was last seen. */
export function linkList(items) {
  return el('ul', { class: 'links', role: 'list' }, items.map(({ href, mark, name, more, seen }) => linkItem(href, mark, name, more, seen)));
}

function linkItem(href, mark, name, second, seen) {
  return el('li', {}, el('a', { class: 'link', href }, mark, el('span', { class: 'link-name' }, el('span', { class: 'cut' }, name), second && el('span', { class: 'cut link-more' }, second)), el('span', { class: 'link-seen quiet small' }, ago(seen))));
}
