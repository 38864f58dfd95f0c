//! One tracker: a method for each public call, and the way of an event from the call into the outbox.

mod capture;
mod consent;
mod delivery;
mod flags;
mod groups;
mod identity;
mod notices;
mod people;
mod rate_limit;
mod sessions;
mod super_properties;
mod tabs;

pub use notices::Notice;

use crate::config::{Config, PersonProfiles};
use crate::consent::Consent;
use crate::id::Ids;
use crate::json::{self, Object};
use crate::outbox::Outbox;
use crate::pageview::Pageviews;
use crate::persistence::{Backend, Store};
use crate::platform::{Area, Environment, Platform, Shelf};
use crate::properties::{self, Automatic};
use crate::session::Sessions;
use rate_limit::Bucket;

/// A tracker of one project on one page. Times are milliseconds since the Unix epoch, by the page's clock; `at` is the
/// moment of the page's call, which may lie before the moment at which the core could serve it.
#[derive(Debug)]
pub struct Client<P: Platform> {
    platform: P,
    config: Config,
    environment: Environment,
    consent: Consent,
    /// Whether the visitor goes without an id.
    is_nobody: bool,
    store: Store,
    session_store: Store,
    /// Names of the entries of `session_store` that end with the session.
    session_registered: Vec<String>,
    sessions: Sessions,
    ids: Ids,
    automatic: Automatic,
    outbox: Outbox,
    /// For what the page captures, and for what is captured by itself.
    buckets: [Bucket; 2],
    notices: Vec<Notice>,
    pageviews: Pageviews,
    /// The time of the last event, in milliseconds and as it is written.
    written_time: (u64, String),
    /// The place whose campaign and referrer were noted last.
    noted_page: String,
    pageview_wanted: bool,
    /// Of whom the page knows, and the revision of the store that says so.
    noted_visitor: String,
    noted_revision: u32,
    initial_properties_sent: bool,
    last_person_update: String,
    /// When the entries were last compared with a place that changes without telling.
    compared_at: u64,
    wake_at: Option<u64>,
    is_leaving: bool,
    /// Whether events have durable copies.
    is_durable: bool,
}

impl<P: Platform> Client<P> {
    /// Starts a tracker: takes up what an earlier page stored, or makes the visitor an anonymous id.
    ///
    /// `options` is the JSON text of the options (see [`Config`]).
    pub fn new(platform: P, token: &str, options: &str) -> Self {
        let config = Config::read(token, &Object::read(options));
        let environment = platform.environment();
        let consent = Consent::open(&platform, &config, environment.do_not_track);
        let stored = stores(&config, &consent);
        let store = Store::open(&platform, Backend::choose(&platform, &config, stored), stored);
        let session_store = Store::open(&platform, session_backend(&config), stored);
        let mut client = Self {
            session_registered: session_registered(&platform, &config),
            pageview_wanted: config.capture_pageview,
            sessions: Sessions::open(&platform, &config, &store),
            is_nobody: consent.is_cookieless(&config),
            automatic: Automatic::new(&environment, &config),
            platform,
            environment,
            consent,
            store,
            session_store,
            ids: Ids::default(),
            outbox: Outbox::default(),
            buckets: Default::default(),
            notices: Vec::new(),
            pageviews: Pageviews::default(),
            written_time: (0, String::new()),
            noted_page: String::new(),
            noted_visitor: String::new(),
            noted_revision: 0,
            initial_properties_sent: false,
            last_person_update: String::new(),
            compared_at: 0,
            wake_at: None,
            is_leaving: false,
            is_durable: false,
            config,
        };
        if stored {
            client.mark_window();
        } else {
            client.forget_window();
        }
        if client.config.inherits && stored && client.store.entries().is_empty() {
            let first = Backend::area(Area::Local, client.config.storage_key_of("posthog"));
            let entries = Store::open(&client.platform, first, stored).entries().clone();
            client.store.set_all(&entries);
        }
        if client.platform.is_visible() {
            client.pageviews.shown(client.platform.now());
        }
        client.take_visitor_of_cookie();
        client.note_start();
        let bootstrap = client.config.bootstrap.clone();
        client.bootstrap(&bootstrap, true);
        client.ensure_distinct_id();
        client.save();
        client.settle_durability();
        client
    }

    /// Replaces the options by an object's JSON text, and moves what is stored to where they say.
    pub fn configure(&mut self, options: &str) {
        let Some(options) = Object::parse(options) else { return };
        let config = Config::read(&self.config.token, &options);
        Consent::migrate(&self.platform, &self.config, &config);
        let moves = (config.persistence, &config.cookie, &config.persistence_name)
            != (self.config.persistence, &self.config.cookie, &self.config.persistence_name);
        if moves {
            self.store.leave(&self.platform, Backend::default());
            self.session_store.leave(&self.platform, Backend::default());
            Sessions::forget_window(&self.platform, &self.config);
        }
        self.config = config;
        self.environment = self.platform.environment();
        self.automatic = Automatic::new(&self.environment, &self.config);
        self.consent.reload(&self.platform, &self.config);
        self.settle();
    }

    /// Captures the page's own `$pageview`, once, as soon as the page can be seen.
    pub fn capture_first_pageview(&mut self) {
        let may = self.is_capturing() || self.is_undecided();
        if may && self.pageview_wanted && self.config.capture_pageview && self.platform.is_visible() {
            self.pageview_wanted = false;
            let now = self.platform.now();
            self.capture("$pageview", "", "{\"send_instantly\":true}", now);
        }
    }

    /// The page can be seen (again).
    pub fn shown(&mut self) {
        self.pageviews.shown(self.platform.now());
        self.mark_window();
        self.compare();
        self.capture_first_pageview();
    }

    /// The page came back from the back/forward cache: the visitor sees it once more.
    pub fn restored(&mut self) {
        if self.is_durable {
            self.platform.shelf(Shelf::Open);
        }
        self.shown();
        if self.config.capture_pageview && !self.pageview_wanted {
            let now = self.platform.now();
            // The time away belongs to no view.
            self.pageviews.clear(now);
            self.capture("$pageview", "", "", now);
        }
    }

    /// What every page load, and every reset, writes down.
    fn note_start(&mut self) {
        self.store.set_string("$initialization_time", &self.platform.iso(self.platform.now()));
        self.store.set("$configured_session_timeout_ms", json::integer(self.config.session_idle_timeout_ms));
    }

    /// Whether events count towards a person (posthog-state §6).
    fn has_person_processing(&self) -> bool {
        let entries = self.store.entries();
        match self.config.person_profiles {
            PersonProfiles::Never => false,
            PersonProfiles::Always => true,
            PersonProfiles::IdentifiedOnly => {
                self.is_identified()
                    || entries.contains("$epp")
                    || entries.contains("__alias")
                    || entries.get("$groups").is_some_and(|groups| groups != "{}")
            }
        }
    }

    /// Whether the user agent names itself a bot, or a program steers the browser.
    pub fn is_bot(&self) -> bool {
        self.environment.is_bot
    }

    /// The world that this client runs in.
    pub fn platform(&self) -> &P {
        &self.platform
    }

    /// What is stored of the visitor, or of the tab's session, as JSON text; `visible`: what of it events carry.
    pub fn entries(&self, of_session: bool, visible: bool) -> String {
        let mut entries = if of_session { &self.session_store } else { &self.store }.entries().clone();
        entries.retain(|key| !visible || properties::is_visible(key));
        entries.text()
    }

    /// Tells the developer something, while debugging is on.
    pub fn log(&self, parts: &[&str]) {
        if self.config.debug {
            self.platform.log(&parts.concat());
        }
    }

    fn save(&mut self) {
        if self.store.has_changes() {
            self.take_over();
        }
        if self.store.write(&self.platform) {
            self.log(&["the cookie is so long that the browser may refuse it"]);
        }
        self.session_store.save(&self.platform);
        self.note_visitor();
    }

    /// Deletes what is stored of this tab's window.
    fn forget_window(&self) {
        Sessions::forget_window(&self.platform, &self.config);
        self.store_session_registered();
    }

    fn mark_window(&self) {
        if self.store.is_enabled() {
            Sessions::mark_window(&self.platform, &self.config);
        }
    }
}

/// Whether anything may be stored.
fn stores(config: &Config, consent: &Consent) -> bool {
    !config.disable_persistence && !consent.is_opted_out(config)
}

/// The place of what belongs to this tab's session. It has a name of its own where the main entries lie there, too.
fn session_backend(config: &Config) -> Backend {
    match config.persistence {
        crate::config::Persistence::Memory => Backend::default(),
        crate::config::Persistence::SessionStorage => Backend::area(Area::Tab, config.storage_key() + "__session"),
        _ => Backend::area(Area::Tab, config.storage_key()),
    }
}

fn session_registered<P: Platform>(platform: &P, config: &Config) -> Vec<String> {
    let stored = platform.read(Area::Tab, &config.tab_key("session_registered_properties"));
    stored.map(|text| json::strings(&text)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
