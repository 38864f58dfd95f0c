//! Organisations and their people.

use fastrand::Rng;

use super::DAYS;
use super::event::Sender;

/// How many organisations there are.
pub(crate) const COMPANIES: usize = 60;
/// On how many devices someone works at most.
const DEVICES: usize = 3;

/// An organisation.
pub(crate) struct Company {
    pub(crate) number: usize,
    /// Its key. Copies of it have another first number.
    pub(crate) key: String,
    pub(crate) plan: &'static str,
    pub(crate) seats: usize,
    /// When its first user signs up.
    joins: i64,
    /// When it pays, if it ever does.
    pub(crate) next_invoice: i64,
    /// Whether nobody has said anything about it yet.
    pub(crate) is_new: bool,
}

impl Company {
    /// The organisation `number`; the first ones are large.
    pub(crate) fn new(number: usize, random: &mut Rng) -> Self {
        let joins = random.i64(0..DAYS * 4 / 5).min(random.i64(0..DAYS));
        // Two of five stay on the free plan.
        let next_invoice = if number % 5 < 3 { joins + random.i64(3..75) } else { i64::MAX };
        let seats = 1 + 40 / (number + 1);
        Self { number, key: format!("company-0-{number}"), plan: "free", seats, joins, next_invoice, is_new: true }
    }

    /// Whether it has an invoice to pay.
    pub(crate) fn owes(&self, day: i64) -> bool {
        day >= self.next_invoice
    }
}

/// Someone who works for an organisation.
pub(crate) struct User {
    pub(crate) number: usize,
    pub(crate) company: usize,
    pub(crate) email: String,
    pub(crate) projects: u32,
    pub(crate) devices: Vec<Sender>,
    joins: i64,
    leaves: i64,
    /// How probable a visit is on a working day.
    zeal: f64,
}

impl User {
    /// The users of an organisation, one a seat.
    pub(crate) fn all_of(company: &Company, random: &mut Rng) -> Vec<Self> {
        let user = |number: usize| {
            let joins = if number == 0 { company.joins } else { company.joins + random.i64(0..120) };
            let leaves = if random.usize(..3) == 0 { joins + random.i64(5..200) } else { i64::MAX };
            Self {
                number,
                company: company.number,
                email: format!("user-{number}@{}.example", company.key),
                projects: 0,
                devices: Vec::new(),
                joins,
                leaves,
                zeal: random.f64() * random.f64(),
            }
        };
        (0..company.seats).map(user).collect()
    }

    /// Whether there is a visit on that day; there is one on the first.
    pub(crate) fn comes(&self, day: i64, random: &mut Rng) -> bool {
        let zeal = if day % 7 < 5 { self.zeal } else { self.zeal / 6.0 };
        day == self.joins || (self.joins..self.leaves).contains(&day) && random.f64() < zeal
    }

    /// The device of another visit, and whether the user is logged in on it.
    pub(crate) fn device(&mut self, random: &mut Rng, time: i64) -> (Sender, bool) {
        let is_new = self.devices.is_empty() || self.devices.len() < DEVICES && random.usize(..60) == 0;
        if is_new {
            return (Sender::new(random, time), false);
        }
        let mut sender = self.devices.swap_remove(random.usize(..self.devices.len()));
        sender.begin_session(random, time);
        (sender, true)
    }

    /// Keeps a device for the next visit.
    pub(crate) fn keep(&mut self, device: Sender) {
        self.devices.push(device);
    }
}
