import { el } from '../shared/dom.js';
import { organisationSwitched, personSwitched } from './calls.js';
import { notify } from './notice.js';
import { send } from './sent.js';
import { actFor, asUser, current, enter, state } from './state.js';

/** Builds the two choices of somebody who is logged in: to be a colleague, or to act for another organisation. */
export function switches(person, organisation, render) {
  const choices = [personChoice(person, render), organisationChoice(person, organisation, render)];
  return el('div', { class: 'switches' }, choices);
}

function personChoice(person, render) {
  const change = ({ target }) => {
    enter({ email: target.value });
    const next = current();
    send(`Switched to ${next.person.name}`, personSwitched(state.mode, asUser(next.person, next.organisation)));
    notify(`You are ${next.person.name} of ${next.organisation.name} now.`);
    render('switch-person');
  };
  const teams = state.organisations.filter(({ people }) => people.length > 0);
  const options = teams.map((team) =>
    el(
      'optgroup',
      { label: team.name },
      team.people.map(({ name, email }) => el('option', { value: email, selected: email === person.email }, name)),
    ),
  );
  return choice('switch-person', 'Switch person', change, options);
}

function organisationChoice(person, organisation, render) {
  const change = ({ target }) => {
    actFor(state.organisations[target.value]);
    const next = current().organisation;
    send(`Switched to ${next.name}`, organisationSwitched(state.mode, asUser(person, next)));
    notify(`${person.name} acts for ${next.name} now.`);
    render('switch-organisation');
  };
  const options = state.organisations.map((other, at) =>
    el('option', { value: at, selected: other === organisation }, other.name),
  );
  return choice('switch-organisation', 'Switch organisation', change, options);
}

function choice(id, label, onchange, options) {
  return el(
    'label',
    { class: 'field' },
    el('span', {}, label),
    el('select', { class: 'input', id, onchange, autocomplete: 'off' }, options),
  );
}
