//! Where a visitor came from (posthog-state §6): campaign parameters, referrer and search engine of the session, and of
//! the first page that this visitor was ever seen on.

use crate::config::Config;
use crate::json::{self, Object};
use crate::persistence::Store;
use crate::{text, url};

const CAMPAIGN_PARAMETERS: &str = "\
utm_source,utm_medium,utm_campaign,utm_content,utm_term,gad_source,mc_cid,gclid,gclsrc,dclid,gbraid,wbraid,\
fbclid,msclkid,twclid,li_fat_id,igshid,ttclid,rdt_cid,epik,qclid,sccid,irclid,_kx";
/// LinkedIn leaves its parameter in a cookie of that name, too.
const LINKEDIN: &str = "li_fat_id";
const DIRECT: &str = "$direct";
const MAX_URL_UNITS: usize = 1000;
const INITIAL_INFO: &str = "$initial_person_info";
const SESSION_INFO: &str = "$client_session_props";

/// What an address tells of the person who follows it.
const PERSONAL_FROM: &str = "gclid";

/// Whether a query parameter's value tells who somebody is.
pub fn is_personal(config: &Config, parameter: &str) -> bool {
    text::split(CAMPAIGN_PARAMETERS, b',').skip_while(|name| *name != PERSONAL_FROM).any(|name| name == parameter)
        || config.personal_parameters.iter().any(|name| name == parameter)
}

/// Notes the page's campaign and referrer in the session's store, and in the person's where it is the first page. To be
/// called when the address changed. `cookie` gives a cookie's value.
pub fn note_page(
    config: &Config,
    store: &mut Store,
    session: &mut Store,
    page: &str,
    referrer: &str,
    cookie: impl Fn(&str) -> Option<String>,
) {
    if config.save_campaign_params {
        let mut parameters = Object::default();
        let mut any = false;
        let further = config.campaign_parameters.iter().map(|name| &**name);
        for key in text::split(CAMPAIGN_PARAMETERS, b',').chain(further) {
            let mut value = url::query_parameter(page, key);
            if key == LINKEDIN && value.is_none() {
                value = cookie(key).filter(|value| !value.is_empty());
            }
            any |= value.is_some();
            parameters.set(String::from(key), value.map_or("null".into(), |value| json::string(&value)));
        }
        if any {
            session.set_all(&parameters);
        }
    }
    if config.save_referrer {
        set_once(session, "$referrer", or_direct(referrer));
        set_once(session, "$referring_domain", or_direct(url::host(referrer)));
        if let Some((engine, keyword)) = search(referrer) {
            session.set_string("$search_engine", engine);
            if let Some(keyword) = keyword {
                session.set_string("ph_keyword", &keyword);
            }
        }
    }
    if (config.save_campaign_params || config.save_referrer) && !store.entries().contains(INITIAL_INFO) {
        store.set(INITIAL_INFO, info(page, referrer));
    }
}

/// Notes the page on which a session began.
pub fn note_session(store: &mut Store, session_id: &str, page: &str, referrer: &str) {
    let mut text = String::from("{");
    json::push_member(&mut text, "sessionId", &json::string(session_id));
    json::push_member(&mut text, "props", &info(page, referrer));
    text.push('}');
    store.set(SESSION_INFO, text);
}

/// The properties of the session's first page, each as `$session_entry_<name>`.
pub fn session_entry(store: &Store, session_id: &str) -> Object<'static> {
    let mut entry = Object::default();
    let session = store.get(SESSION_INFO).and_then(Object::parse).unwrap_or_default();
    if session.get_string("sessionId").is_some_and(|id| id == session_id) {
        add_touch(&mut entry, session.get("props"), "$session_entry_", false);
        if let Some(url) = entry.take("$session_entry_current_url") {
            entry.set("$session_entry_url", url);
        }
    }
    entry
}

/// The `$set_once` of a person's first event: the first page ever as `$initial_<name>`, then the session's first page under
/// its plain names. Absent parameters are null.
pub fn initial_person_properties(store: &Store) -> Object<'static> {
    let mut properties = Object::default();
    add_touch(&mut properties, store.get(INITIAL_INFO), "$initial_", true);
    let session = store.get(SESSION_INFO).and_then(Object::parse).unwrap_or_default();
    add_touch(&mut properties, session.get("props"), "", true);
    properties
}

/// Adds what `{"r": referrer, "u": page}` tells. A prefix takes the place of the `$` that names begin with.
fn add_touch(properties: &mut Object<'static>, info: Option<&str>, prefix: &str, nulls: bool) {
    let Some(info) = info.and_then(Object::parse) else { return };
    let page = info.get_string("u").unwrap_or_default();
    let referrer = info.get_string("r").unwrap_or_default();
    let domain = if referrer == DIRECT { DIRECT } else { url::host(&referrer) };
    let mut add = |name: &str, value: &str, nulls: bool| {
        let name = if prefix.is_empty() { name } else { name.strip_prefix('$').unwrap_or(name) };
        if !value.is_empty() || nulls {
            let value = if value.is_empty() { "null".to_owned() } else { json::string(value) };
            properties.set([prefix, name].concat(), value);
        }
    };
    add("$referrer", &referrer, false);
    add("$referring_domain", domain, false);
    add("$current_url", &page, false);
    add("$host", url::host(&page), false);
    add("$pathname", url::pathname(&page), false);
    for key in text::split(CAMPAIGN_PARAMETERS, b',') {
        add(key, &url::query_parameter(&page, key).unwrap_or_default(), nulls);
    }
    if let Some((engine, keyword)) = search(&referrer) {
        add("$search_engine", engine, false);
        add("ph_keyword", &keyword.unwrap_or_default(), false);
    }
}

fn info(page: &str, referrer: &str) -> String {
    let mut text = String::from("{");
    json::push_member(&mut text, "r", &json::string(text::cut(or_direct(referrer), MAX_URL_UNITS)));
    json::push_member(&mut text, "u", &json::string(text::cut(page, MAX_URL_UNITS)));
    text.push('}');
    text
}

fn or_direct(text: &str) -> &str {
    if text.is_empty() { DIRECT } else { text }
}

fn set_once(store: &mut Store, key: &str, value: &str) {
    if !store.entries().contains(key) {
        store.set_string(key, value);
    }
}

/// The search engine of a referrer, and the words searched for where it still tells them.
fn search(referrer: &str) -> Option<(&'static str, Option<String>)> {
    if !referrer.starts_with("http") {
        return None;
    }
    let engines =
        [("google.", "google"), ("bing.com", "bing"), ("yahoo.com", "yahoo"), ("duckduckgo.com", "duckduckgo")];
    let (_, engine) = engines.into_iter().find(|(mark, _)| text::contains(referrer, mark))?;
    let parameter = if engine == "yahoo" { "p" } else { "q" };
    Some((engine, url::query_parameter(referrer, parameter)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::persistence::Backend;
    use crate::platform::Area;
    use crate::testing::World;

    const PAGE: &str = "https://shop.example/a?utm_source=news&gclid=g1";
    const SEARCHED: &str = "https://www.google.com/search?q=fast+horses";

    fn no_cookie(_: &str) -> Option<String> {
        None
    }

    fn stores() -> (Config, Store, Store) {
        let world = World::default();
        let open = |area, key: &str| Store::open(&world, Backend::area(area, key.into()), true);
        (Config::read("t", &Object::default(), "npm"), open(Area::Local, "main"), open(Area::Tab, "session"))
    }

    #[test]
    fn campaign_parameters_come_all_or_not_at_all() {
        let (config, mut store, mut session) = stores();
        note_page(&config, &mut store, &mut session, PAGE, "", no_cookie);
        assert_eq!(session.get("utm_source"), Some("\"news\""));
        assert_eq!(session.get("utm_medium"), Some("null"));
        note_page(&config, &mut store, &mut session, "https://shop.example/b", "", no_cookie);
        assert_eq!(session.get("utm_source"), Some("\"news\""), "a page without any leaves the earlier ones");
    }

    #[test]
    fn linkedins_parameter_comes_from_its_cookie_too() {
        let (config, mut store, mut session) = stores();
        let cookie = |name: &str| Some(["cookie's ", name].concat());
        note_page(&config, &mut store, &mut session, "https://shop.example/", "", cookie);
        assert_eq!(session.get_string("li_fat_id").unwrap(), "cookie's li_fat_id");
        note_page(&config, &mut store, &mut session, "https://shop.example/?li_fat_id=url", "", cookie);
        assert_eq!(session.get_string("li_fat_id").unwrap(), "url");
    }

    #[test]
    fn parameters_of_ones_own_are_kept_and_masked() {
        let (mut config, mut store, mut session) = stores();
        config.campaign_parameters = ["partner".into()].into();
        config.personal_parameters = ["email".into()].into();
        note_page(&config, &mut store, &mut session, "https://shop.example/?partner=p1", "", no_cookie);
        assert_eq!(session.get_string("partner").unwrap(), "p1");
        for (parameter, personal) in
            [("gclid", true), ("_kx", true), ("email", true), ("utm_source", false), ("x", false)]
        {
            assert_eq!(is_personal(&config, parameter), personal, "{parameter}");
        }
    }

    #[test]
    fn the_first_referrer_of_the_session_stays() {
        let (config, mut store, mut session) = stores();
        note_page(&config, &mut store, &mut session, PAGE, SEARCHED, no_cookie);
        note_page(&config, &mut store, &mut session, PAGE, "https://other.example/", no_cookie);
        assert_eq!(session.get_string("$referring_domain").unwrap(), "www.google.com");
        assert_eq!(session.get_string("$search_engine").unwrap(), "google");
        assert_eq!(session.get_string("ph_keyword").unwrap(), "fast horses");
    }

    #[test]
    fn nothing_is_noted_where_both_options_are_off() {
        let (mut config, mut store, mut session) = stores();
        (config.save_campaign_params, config.save_referrer) = (false, false);
        note_page(&config, &mut store, &mut session, PAGE, SEARCHED, no_cookie);
        assert!(store.entries().is_empty() && session.entries().is_empty());
    }

    #[test]
    fn first_touch_and_session_entry() {
        let (config, mut store, mut session) = stores();
        note_page(&config, &mut store, &mut session, PAGE, "", no_cookie);
        note_session(&mut store, "s1", "https://shop.example/later", SEARCHED);
        let initial = initial_person_properties(&store);
        assert_eq!(initial.get_string("$initial_current_url").unwrap(), PAGE);
        assert_eq!(initial.get_string("$initial_referrer").unwrap(), "$direct");
        assert_eq!(initial.get_string("$initial_referring_domain").unwrap(), "$direct");
        assert_eq!(initial.get("$initial_utm_medium"), Some("null"));
        assert_eq!(initial.get_string("$initial_gclid").unwrap(), "g1");
        assert_eq!(initial.get_string("$pathname").unwrap(), "/later");
        let entry = session_entry(&store, "s1");
        assert_eq!(entry.get_string("$session_entry_url").unwrap(), "https://shop.example/later");
        assert_eq!(entry.get_string("$session_entry_search_engine").unwrap(), "google");
        assert!(!entry.contains("$session_entry_utm_source"));
        assert!(session_entry(&store, "another").is_empty());
    }
}
