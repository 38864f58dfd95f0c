import { el, icon } from '../shared/dom.js';
import { invoicePaid, planChanged } from './calls.js';
import { notify } from './notice.js';
import { PLANS } from './seeds.js';
import { send } from './sent.js';
import { save, state } from './state.js';

const FIRST_NUMBER = 1043;
const euros = new Intl.NumberFormat(undefined, { style: 'currency', currency: 'EUR' });
const monthName = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** Builds the part about money: the plan, the invoice that is due, and the ledger of paid ones. */
export function billing(organisation, render) {
  return el(
    'section',
    { class: 'card block billing', 'aria-labelledby': 'billing-title' },
    el('h2', { id: 'billing-title' }, 'Plan and billing'),
    el(
      'div',
      { class: 'plans' },
      PLANS.map((plan) => planCard(plan, organisation, render)),
    ),
    dueInvoice(organisation, render),
    organisation.paid.length > 0 && ledger(organisation.paid),
  );
}

function planCard(plan, organisation, render) {
  const now = PLANS.findIndex(({ id }) => id === organisation.plan);
  const rank = PLANS.indexOf(plan);
  const change = () => {
    const from = organisation.plan;
    organisation.plan = plan.id;
    save();
    const upgrade = rank > now;
    send(
      upgrade ? 'Plan upgraded' : 'Plan downgraded',
      planChanged(state.mode, upgrade ? 'plan_upgraded' : 'plan_downgraded', from, {
        org: organisation.name,
        plan: plan.id,
      }),
    );
    notify(`${organisation.name} is on the ${plan.label} plan now.`);
    render('pay');
  };
  return el(
    'div',
    { class: rank === now ? 'plan plan-now' : 'plan' },
    el('h3', {}, plan.label),
    el(
      'p',
      { class: 'plan-price' },
      plan.price === 0 ? '€ 0' : `€ ${plan.price}`,
      el('span', { class: 'quiet small' }, ' a month'),
    ),
    el('p', { class: 'quiet small' }, plan.pitch),
    rank === now
      ? el('p', { class: 'plan-mark' }, icon('check'), 'Your plan')
      : el(
          'button',
          { class: 'button', type: 'button', id: `plan-${plan.id}`, onclick: change },
          rank > now ? 'Upgrade' : 'Downgrade',
        ),
  );
}

function dueInvoice(organisation, render) {
  const plan = PLANS.find(({ id }) => id === organisation.plan);
  if (plan.price === 0) {
    return el('p', { class: 'due quiet' }, 'The free plan has no invoices. Upgrade to see one.');
  }
  const invoice = {
    number: nextNumber(organisation.paid),
    amount: plan.price,
    plan: plan.id,
    month: nextMonth(organisation.paid),
  };
  const pay = () => {
    organisation.paid.push(invoice);
    save();
    send('Invoice paid', invoicePaid(invoice.amount, invoice.plan));
    notify(`${invoice.number} is paid. Thank you.`);
    render('pay');
  };
  return el(
    'div',
    { class: 'due' },
    el(
      'p',
      {},
      el('strong', {}, `${invoice.number} is due`),
      el('span', { class: 'quiet small' }, `${plan.label} plan, ${monthOf(invoice)}`),
    ),
    el(
      'button',
      { class: 'button button-main', type: 'button', id: 'pay', onclick: pay },
      `Pay ${euros.format(invoice.amount)}`,
    ),
  );
}

function ledger(paid) {
  const total = paid.reduce((sum, { amount }) => sum + amount, 0);
  return el(
    'table',
    { class: 'ledger' },
    el('caption', { class: 'hidden-text' }, 'Paid invoices'),
    el(
      'thead',
      {},
      el('tr', {}, ...['Paid invoice', 'Month', 'Amount'].map((title) => el('th', { scope: 'col' }, title))),
    ),
    el(
      'tbody',
      {},
      [...paid]
        .reverse()
        .map((invoice) =>
          el(
            'tr',
            {},
            el('td', {}, invoice.number),
            el('td', {}, monthOf(invoice)),
            el('td', {}, euros.format(invoice.amount)),
          ),
        ),
    ),
    el('tfoot', {}, el('tr', {}, el('th', { scope: 'row', colspan: 2 }, 'Total'), el('td', {}, euros.format(total)))),
  );
}

function nextNumber(paid) {
  const numbers = paid.map(({ number }) => Number(number.slice(3)) + 1);
  return `PD-${Math.max(FIRST_NUMBER, ...numbers)}`;
}

function nextMonth(paid) {
  const last = paid.at(-1)?.month;
  const date = last ? new Date(`${last}-01T00:00:00Z`) : new Date();
  if (last) date.setUTCMonth(date.getUTCMonth() + 1);
  return date.toISOString().slice(0, 7);
}

function monthOf({ month }) {
  return monthName.format(new Date(`${month}-01T00:00:00Z`));
}
