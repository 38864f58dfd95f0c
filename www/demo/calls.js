/*
 * What Paddock tells the tracker. Every function returns a list of calls, `[method, ...arguments]`,
 * which is both run and printed: the code on the screen is the code that ran.
 */

/** Lists the calls at log-in: the visitor is known as a person, as the organisation they act for, or as both. */
export function loggedIn(mode, user) {
  return [...identified(mode, user), ['capture', 'logged_in']];
}

/** Lists the calls at sign-up, with the person's or the organisation's first properties. */
export function signedUp(mode, user) {
  return [...identified(mode, user), ['capture', 'signed_up', { plan: user.plan }]];
}

/** Lists the calls when the device goes from one colleague to another, who is not to be taken for the first. */
export function personSwitched(mode, user) {
  return [...loggedOut(), ...loggedIn(mode, user)];
}

/** Lists the calls when the visitor goes on for another organisation. */
export function organisationSwitched(mode, user) {
  return [...actingFor(mode, user), ['capture', 'organisation_switched']];
}

function identified(mode, user) {
  const { email, name, org, plan } = user;
  if (mode === 'organisation') return [...actingFor(mode, user), ['register', { personEmail: email }]];
  const known = mode === 'both' ? { email, name } : { email, name, company: org, plan };
  return [['identify', email], ['people.set', known], ...actingFor(mode, user)];
}

function actingFor(mode, { org, plan }) {
  if (mode === 'both') return [['group', 'company', org, { plan }]];
  return mode === 'person' ? [['register', { organisation: org }]] : [['identify', org]];
}

/** Lists the calls after a project was created; the total becomes a property of the person. */
export function projectCreated(projectName, personEmail, total) {
  return [['capture', 'project_created', { project_name: projectName, personEmail, $set: { project_total: total } }]];
}

/** Lists the calls after an organisation moved to another plan, which becomes what is known of it. */
export function planChanged(mode, event, from, { org, plan }) {
  return [
    ['capture', event, { from_plan: from, plan }],
    mode === 'both' ? ['group', 'company', org, { plan }] : ['people.set', { plan }],
  ];
}

/** Lists the calls after an invoice was paid. */
export function invoicePaid(amount, plan) {
  return [['capture', 'invoice_paid', { purchase_value: amount, plan, currency: 'EUR' }]];
}

/** Lists the calls after the projects were exported. */
export function projectsExported(total) {
  return [['capture', 'projects_exported', { format: 'csv', project_total: total }]];
}

/** Lists the calls after a colleague was invited; the invited address itself is nobody's business. */
export function colleagueInvited(teamSize) {
  return [['capture', 'colleague_invited', { role: 'member', team_size: teamSize }]];
}

/** Lists the calls after a comment; only its length is sent, not what was written. */
export function commentAdded(projectName, text) {
  return [['capture', 'comment_added', { project_name: projectName, length: text.length }]];
}

/** Lists the calls at log-out: whoever comes next on this device is somebody new. */
export function loggedOut() {
  return [['reset']];
}
