import { avatar } from '../shared/avatar.js';
import { el, icon } from '../shared/dom.js';
import { loggedIn, signedUp } from './calls.js';
import { Name, codeBlock } from './code.js';
import { PLANS } from './seeds.js';
import { send } from './sent.js';
import { asUser, enter, join, save, startOver, state } from './state.js';

const ANYBODY = {
  email: new Name('user.email'),
  name: new Name('user.name'),
  org: new Name('user.org'),
  plan: new Name('user.plan'),
};

const MODES = [
  {
    id: 'person',
    label: 'By person',
    hint: 'One profile for each colleague; the organisation travels along as a property.',
  },
  {
    id: 'organisation',
    label: 'By organisation',
    hint: 'One profile for the whole team; the colleague travels along as a property.',
  },
  {
    id: 'both',
    label: 'Both',
    hint: 'One profile for each colleague, and one for the team: each event says who did it, and for whom.',
  },
];

/** Builds the page of somebody who is not logged in: the pitch, the switch, sign-up and log-in. */
export function signIn(render) {
  return [
    el(
      'header',
      { class: 'hero' },
      el('p', { class: 'brand' }, icon('hoof'), 'Paddock'),
      el('h1', {}, 'Work that stays in step.'),
      el('p', { class: 'hero-text quiet' }, 'Paddock keeps a team’s projects, its people and its bills in one place.'),
    ),
    modeSwitch(render),
    el('div', { class: 'doors' }, logInCard(render), signUpCard(render)),
    el(
      'p',
      { class: 'start-over' },
      el(
        'button',
        { class: 'button button-plain', type: 'button', onclick: () => (startOver(), render()) },
        'Start over with fresh demo data',
      ),
    ),
  ];
}

function modeSwitch(render) {
  const chosen = MODES.find(({ id }) => id === state.mode);
  return el(
    'section',
    { class: 'card mode', 'aria-labelledby': 'mode-title' },
    el(
      'div',
      { class: 'mode-choice' },
      el(
        'fieldset',
        {},
        el('legend', { id: 'mode-title', class: 'mode-title' }, 'How does the app identify people?'),
        el(
          'div',
          { class: 'segments' },
          MODES.map((mode) => segment(mode, render)),
        ),
      ),
      el('p', { class: 'quiet small' }, chosen.hint),
      el('p', { class: 'small' }, el('a', { href: '/ways/' }, 'Compare all ways, with the rows they store')),
    ),
    el(
      'div',
      { class: 'mode-code' },
      el('p', { class: 'quiet small' }, 'Runs at log-in'),
      codeBlock(loggedIn(state.mode, ANYBODY)),
    ),
  );
}

function segment({ id, label }, render) {
  const choose = () => {
    state.mode = id;
    save();
    render(`mode-${id}`);
  };
  return el(
    'label',
    { class: 'segment' },
    el('input', {
      type: 'radio',
      name: 'mode',
      id: `mode-${id}`,
      value: id,
      checked: state.mode === id,
      onchange: choose,
    }),
    el('span', {}, label),
  );
}

function signUpCard(render) {
  const submit = (event) => {
    event.preventDefault();
    const fields = Object.fromEntries([...new FormData(event.target)].map(([key, value]) => [key, value.trim()]));
    if (Object.values(fields).includes('')) return;
    const { person, organisation } = join(fields);
    enter(person);
    send('Signed up', signedUp(state.mode, asUser(person, organisation)));
    render();
  };
  return el(
    'form',
    { class: 'card door', onsubmit: submit, autocomplete: 'off' },
    el('h2', {}, 'Sign up'),
    field('Name', { name: 'name', placeholder: 'Robin Field', maxlength: 80 }),
    field('E-mail', { name: 'email', type: 'email', placeholder: 'robin@brookside.example', maxlength: 120 }),
    field('Organisation', { name: 'company', placeholder: 'Brookside Riding Club', maxlength: 80 }),
    el(
      'label',
      { class: 'field' },
      el('span', {}, 'Plan'),
      el(
        'select',
        { class: 'input', name: 'plan' },
        PLANS.map(({ id, label, price }) =>
          el('option', { value: id, selected: id === 'team' }, `${label}, € ${price} a month`),
        ),
      ),
    ),
    el('button', { class: 'button button-main', type: 'submit' }, 'Create the account'),
    el('p', { class: 'quiet small' }, 'Invented data is fine; it stays with your own collector.'),
  );
}

function field(label, attributes) {
  return el(
    'label',
    { class: 'field' },
    el('span', {}, label),
    el('input', { class: 'input', required: true, ...attributes }),
  );
}

function logInCard(render) {
  return el(
    'section',
    { class: 'card door', 'aria-labelledby': 'log-in-title' },
    el('h2', { id: 'log-in-title' }, 'Log in as'),
    state.organisations.map((organisation) =>
      el(
        'div',
        { class: 'team' },
        el('h3', { class: 'team-name' }, el('span', {}, organisation.name), planTag(organisation.plan)),
        el(
          'ul',
          { role: 'list' },
          organisation.people.map((person) => el('li', {}, personButton(person, organisation, render))),
        ),
      ),
    ),
  );
}

function personButton(person, organisation, render) {
  const logIn = () => {
    enter(person);
    send(`Logged in as ${person.name}`, loggedIn(state.mode, asUser(person, organisation)));
    render();
  };
  return el(
    'button',
    { class: 'person', type: 'button', onclick: logIn },
    avatar(person.email, person.name),
    el(
      'span',
      { class: 'person-text' },
      el('span', { class: 'person-name' }, person.name),
      el('span', { class: 'quiet small' }, person.role),
    ),
    icon('arrow'),
  );
}

function planTag(plan) {
  return el('span', { class: 'tag' }, PLANS.find(({ id }) => id === plan).label);
}
