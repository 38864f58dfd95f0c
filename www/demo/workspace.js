import { avatar } from '../shared/avatar.js';
import { el, icon } from '../shared/dom.js';
import { billing } from './billing.js';
import { colleagueInvited, commentAdded, loggedOut, projectCreated, projectsExported } from './calls.js';
import { notify } from './notice.js';
import { PLANS } from './seeds.js';
import { send } from './sent.js';
import { enter, save } from './state.js';
import { switches } from './switches.js';

/** Builds the page of somebody who is logged in: projects, the team and the bills. */
export function workspace({ person, organisation }, render) {
  return [
    header(person, organisation, render),
    el(
      'div',
      { class: 'desk' },
      projects(person, organisation, render),
      el('div', { class: 'desk-side' }, team(organisation, render), comment(organisation)),
      billing(organisation, render),
    ),
  ];
}

function header(person, organisation, render) {
  const logOut = () => {
    enter(null);
    send('Logged out', loggedOut());
    render();
  };
  return el(
    'header',
    { class: 'masthead' },
    el(
      'div',
      { class: 'masthead-team' },
      el('p', { class: 'brand' }, icon('hoof'), 'Paddock'),
      el(
        'h1',
        {},
        organisation.name,
        el('span', { class: 'tag tag-accent' }, PLANS.find(({ id }) => id === organisation.plan).label),
      ),
    ),
    el(
      'div',
      { class: 'masthead-person' },
      avatar(person.email, person.name),
      el(
        'span',
        { class: 'person-text' },
        el('span', { class: 'person-name' }, person.name),
        el('span', { class: 'quiet small' }, person.email),
      ),
      el('button', { class: 'button', type: 'button', onclick: logOut }, 'Log out'),
    ),
    switches(person, organisation, render),
  );
}

function projects(person, organisation, render) {
  const create = (event) => {
    event.preventDefault();
    const name = new FormData(event.target).get('name').trim();
    if (!name) return;
    organisation.projects.unshift({ name, owner: person.name, done: 0 });
    save();
    send('Project created', projectCreated(name, person.email, organisation.projects.length));
    notify(`“${name}” is ready.`);
    render('project-name');
  };
  const exportAll = () => {
    send('Projects exported', projectsExported(organisation.projects.length));
    notify('The export is on its way to your inbox.');
  };
  return el(
    'section',
    { class: 'card block projects', 'aria-labelledby': 'projects-title' },
    el(
      'div',
      { class: 'block-head' },
      el('h2', { id: 'projects-title' }, 'Projects'),
      el(
        'button',
        {
          class: 'button button-plain',
          type: 'button',
          id: 'export',
          disabled: organisation.projects.length === 0,
          onclick: exportAll,
        },
        icon('export'),
        'Export',
      ),
    ),
    el(
      'form',
      { class: 'inline-form', onsubmit: create, autocomplete: 'off' },
      el('label', { class: 'hidden-text', for: 'project-name' }, 'Name of the new project'),
      el('input', {
        class: 'input',
        id: 'project-name',
        name: 'name',
        required: true,
        maxlength: 80,
        placeholder: 'Name a new project',
      }),
      el('button', { class: 'button button-main', type: 'submit' }, icon('plus'), 'Create'),
    ),
    organisation.projects.length === 0
      ? el('p', { class: 'quiet' }, 'Nothing planned yet. Name the first project above.')
      : el('ul', { class: 'lines', role: 'list' }, organisation.projects.map(projectLine)),
  );
}

function projectLine({ name, owner, done }) {
  return el(
    'li',
    { class: 'project' },
    el('span', { class: 'project-name' }, name),
    el('span', { class: 'quiet small' }, owner),
    el('progress', { class: 'progress', max: 100, value: done, 'aria-label': `Progress of ${name}` }),
    el('span', { class: 'quiet small figures' }, `${done} %`),
  );
}

function team(organisation, render) {
  const invite = (event) => {
    event.preventDefault();
    const email = new FormData(event.target).get('email').trim();
    if (!email || organisation.people.some((person) => person.email === email)) {
      notify('That colleague is already in the team.');
      return;
    }
    organisation.people.push({ name: email.split('@')[0], email, role: 'Invited' });
    save();
    send('Colleague invited', colleagueInvited(organisation.people.length));
    notify(`An invitation went to ${email}.`);
    render('invite-email');
  };
  return el(
    'section',
    { class: 'card block', 'aria-labelledby': 'team-title' },
    el('h2', { id: 'team-title' }, 'Team'),
    el(
      'ul',
      { class: 'members', role: 'list' },
      organisation.people.map(({ name, email, role }) =>
        el(
          'li',
          {},
          avatar(email, name),
          el('span', { class: 'person-name' }, name),
          el('span', { class: 'quiet small' }, role),
        ),
      ),
    ),
    el(
      'form',
      { class: 'inline-form', onsubmit: invite, autocomplete: 'off' },
      el('label', { class: 'hidden-text', for: 'invite-email' }, 'E-mail of a colleague'),
      el('input', {
        class: 'input',
        id: 'invite-email',
        name: 'email',
        type: 'email',
        required: true,
        maxlength: 120,
        placeholder: 'E-mail',
      }),
      el('button', { class: 'button', type: 'submit' }, 'Invite'),
    ),
  );
}

function comment(organisation) {
  const post = (event) => {
    event.preventDefault();
    const text = new FormData(event.target).get('text').trim();
    if (!text) return;
    const project = organisation.projects[0];
    send('Comment added', commentAdded(project.name, text));
    notify(`Commented on “${project.name}”.`);
    event.target.reset();
  };
  return (
    organisation.projects.length > 0 &&
    el(
      'form',
      { class: 'card block', onsubmit: post, autocomplete: 'off' },
      el('h2', {}, el('label', { for: 'comment-text' }, 'Comment')),
      el('p', { class: 'quiet small' }, `On “${organisation.projects[0].name}”`),
      el(
        'div',
        { class: 'inline-form' },
        el('input', {
          class: 'input',
          id: 'comment-text',
          name: 'text',
          required: true,
          maxlength: 500,
          placeholder: 'Looks good',
        }),
        el('button', { class: 'button', type: 'submit' }, icon('comment'), 'Post'),
      ),
    )
  );
}
