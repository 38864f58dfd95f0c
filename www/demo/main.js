import { byId } from '../shared/dom.js';
import { startPanel } from './sent.js';
import { signIn } from './signin.js';
import { current } from './state.js';
import { workspace } from './workspace.js';

let shown;

function render(focus) {
  const session = current();
  const product = byId('product');
  const focused = product.contains(document.activeElement) ? document.activeElement.id : '';
  product.replaceChildren(...(session ? workspace(session, render) : signIn(render)));

  const changedPlace = shown !== undefined && shown !== Boolean(session);
  shown = Boolean(session);
  if (changedPlace) {
    scrollTo(0, 0);
    product.focus({ preventScroll: true });
  } else {
    byId(focus ?? focused)?.focus({ preventScroll: true });
  }
}

startPanel();
render();
