//! A year of a product for teams: organisations that sign up, work, invite and pay, and visitors who only look.

mod event;
mod people;

use fastrand::Rng;

use self::event::Sender;
pub(crate) use self::event::{Event, TOKEN};
use self::people::{COMPANIES, Company, User};

/// How long it takes.
pub(crate) const DAYS: i64 = 400;
const DAY: i64 = 86_400_000;
const MONTH: i64 = 30;
/// Visits on a day of those who never sign up.
const VISITORS: usize = 14;

/// What people use, the most used first; the last one is dying, and the one before it new.
const FEATURES: [&str; 10] = [
    "board",
    "search",
    "timeline",
    "share_link",
    "templates",
    "calendar",
    "bulk_edit",
    "api_keys",
    "automations",
    "fax",
];
/// What an invoice of a plan is worth.
const PRICES: [(&str, &[f64]); 2] = [("pro", &[9.0, 19.0, 19.5, 29.0, 49.9]), ("team", &[49.9, 99.0, 199.0, 349.5])];

/// The history as far as it is told.
pub(crate) struct History {
    random: Rng,
    companies: Vec<Company>,
    users: Vec<User>,
    events: Vec<Event>,
}

/// The first `count` events of it from `first_day` on, in the order in which they happened, at times relative to the start of day 0.
/// Always the same ones for the same seed.
pub(crate) fn events(first_day: i64, count: usize, seed: u64) -> Vec<Event> {
    let mut random = Rng::with_seed(seed);
    let companies: Vec<_> = (0..COMPANIES).map(|number| Company::new(number, &mut random)).collect();
    let users = companies.iter().flat_map(|company| User::all_of(company, &mut random)).collect();
    let mut history = History { random, companies, users, events: Vec::new() };
    for day in first_day.. {
        if history.events.len() >= count {
            break;
        }
        history.live(day);
    }
    history.events.truncate(count);
    history.events
}

/// Whose visit it is.
enum Visitor {
    User(usize),
    Stranger,
}

impl History {
    fn live(&mut self, day: i64) {
        let mut visits: Vec<(i64, Visitor)> = Vec::new();
        for at in 0..self.users.len() {
            if self.users[at].comes(day, &mut self.random) {
                visits.push((self.hour(day), Visitor::User(at)));
            }
        }
        for _ in 0..VISITORS {
            visits.push((self.hour(day), Visitor::Stranger));
        }
        visits.sort_by_key(|visit| visit.0);
        let start = self.events.len();
        for (time, visitor) in visits {
            match visitor {
                Visitor::User(at) => self.work(day, time, at),
                Visitor::Stranger => self.look(time),
            }
        }
        self.events[start..].sort_by_key(|event| event.time);
    }

    /// A time of the working day.
    fn hour(&mut self, day: i64) -> i64 {
        let (morning, evening) = (7 * DAY / 24, 21 * DAY / 24);
        day * DAY + (self.random.i64(morning..evening) + self.random.i64(morning..evening)) / 2
    }

    /// Someone reads what the product is about, and leaves.
    fn look(&mut self, mut time: i64) {
        let sender = Sender::new(&mut self.random, time);
        for _ in 0..self.random.usize(1..5) {
            self.put(&mut time, &sender, "$pageview");
        }
        self.put(&mut time, &sender, "$pageleave");
    }

    /// A user's visit, which may be the first one, on this device or at all.
    fn work(&mut self, day: i64, mut time: i64, at: usize) {
        let is_first = self.users[at].devices.is_empty();
        let (mut sender, is_known) = self.users[at].device(&mut self.random, time);
        if !is_known {
            self.put(&mut time, &sender, "$pageview");
            let user = &self.users[at];
            let login = Event::login(&mut self.random, &mut sender, time, user, &self.companies[user.company]);
            self.events.push(login);
            time += 40;
        }
        let company = self.users[at].company;
        if self.companies[company].is_new || self.random.usize(..150) == 0 {
            self.companies[company].is_new = false;
            let event = Event::group(&mut self.random, &sender, time, &self.companies[company]);
            self.events.push(event);
            time += 60;
        }
        if is_first {
            self.put(&mut time, &sender, "signed_up");
        }
        if self.companies[company].owes(day) {
            self.pay(day, &mut time, &sender, company);
        }
        for _ in 0..self.random.usize(3..10) {
            self.act(day, &mut time, &sender, at);
        }
        self.put(&mut time, &sender, "$pageleave");
        self.users[at].keep(sender);
    }

    fn pay(&mut self, day: i64, time: &mut i64, sender: &Sender, company: usize) {
        let company = &mut self.companies[company];
        if company.plan == "free" || company.plan == "pro" && self.random.usize(..12) == 0 {
            company.plan = if company.plan == "free" { "pro" } else { "team" };
            let mut event = Event::new(&mut self.random, sender, *time, "plan_upgraded");
            event.properties.put("plan", company.plan);
            self.events.push(event);
            let event = Event::group(&mut self.random, sender, *time + 20, company);
            self.events.push(event);
        }
        company.next_invoice = day + MONTH;
        let prices = PRICES.iter().find(|(plan, _)| *plan == company.plan).map_or(PRICES[0].1, |(_, prices)| prices);
        let mut event = Event::new(&mut self.random, sender, *time + 50, "invoice_paid");
        event.properties.put("purchase_value", prices[company.number % prices.len()]);
        event.properties.put("currency", "EUR");
        event.properties.put("plan", company.plan);
        self.events.push(event);
        *time += 200;
    }

    fn act(&mut self, day: i64, time: &mut i64, sender: &Sender, at: usize) {
        let name = match self.random.u32(..1000) {
            0..430 => "$pageview",
            430..600 => "$autocapture",
            600..840 => "feature_used",
            840..920 => "comment_added",
            920..960 => "project_created",
            960..985 => "projects_exported",
            _ => "colleague_invited",
        };
        let mut event = Event::new(&mut self.random, sender, *time, name);
        match name {
            "feature_used" => event.properties.put("feature", self.feature(day)),
            "project_created" => event.count_project(&mut self.users[at]),
            "$autocapture" => event.click(),
            _ => {}
        }
        self.events.push(event);
        *time += self.random.i64(2000..90_000);
    }

    fn feature(&mut self, day: i64) -> &'static str {
        let most = FEATURES.len();
        let at = self.random.usize(..most).min(self.random.usize(..most));
        match FEATURES[at] {
            "automations" if day < DAYS * 3 / 4 => "board",
            "fax" if day > DAYS / 2 && self.random.usize(..10) > 0 => "search",
            feature => feature,
        }
    }

    fn put(&mut self, time: &mut i64, sender: &Sender, name: &'static str) {
        let event = Event::new(&mut self.random, sender, *time, name);
        self.events.push(event);
        *time += self.random.i64(2000..90_000);
    }
}
