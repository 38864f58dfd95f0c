import { byId } from '../shared/dom.js';

const SHOWN_FOR = 3500;
let timer;

/** Tells the visitor in one sentence what has just happened. */
export function notify(sentence) {
  const notice = byId('notice');
  notice.textContent = sentence;
  notice.classList.add('notice-shown');
  clearTimeout(timer);
  timer = setTimeout(() => notice.classList.remove('notice-shown'), SHOWN_FOR);
}
