/*
 * What Paddock tells the tracker. Every function returns a list of calls, `[method, ...arguments]`,
 * which is both run and printed: the code on the screen is the code that ran.
 */

/** Lists the calls at log-in: the visitor is known as a person, or as the organisation they act for. */
export function loggedIn(mode, user) {
  return [...identified(mode, user), ['capture', 'logged_in']];
}

/** Lists the calls at sign-up, with the person's or the organisation's first properties. */
export function signedUp(mode, user) {
  return [...identified(mode, user), ['capture', 'signed_up', { plan: user.plan }]];
}

function identified(mode, { email, name, org, plan }) {
  return mode === 'person'
    ? [
        ['identify', email],
        ['people.set', { email, name, company: org, plan }],
        ['register', { organisation: org }],
      ]
    : [
        ['identify', org],
        ['register', { personEmail: email }],
      ];
}

/** Lists the calls after a project was created; the total becomes a property of the person. */
export function projectCreated(projectName, personEmail, total) {
  return [['capture', 'project_created', { project_name: projectName, personEmail, $set: { project_total: total } }]];
}

/** Lists the calls after an organisation moved to another plan. */
export function planChanged(event, from, plan) {
  return [
    ['capture', event, { from_plan: from, plan }],
    ['people.set', { plan }],
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
