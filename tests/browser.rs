//! The browser adapter, in headless Chromium (`npm test` runs it): what the core asks of a page is what the page says.
#![cfg(target_arch = "wasm32")]

use gloo_storage::{LocalStorage, SessionStorage, Storage};
use hoofprint::browser::{Browser, Page};
use hoofprint::client::Client;
use hoofprint::platform::{Area, Platform};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A number that no tracker has, so that nothing calls back.
const NOBODY: usize = usize::MAX;

/// A page whose facade does nothing.
fn browser() -> Browser {
    let facade = "({ send() {}, allowance: () => 0, handOver: () => 0, device: (id) => id, log() {}, review() {}, session() {}, visitor() {}, keep() {}, \
        discard() {}, shelf() {}, settled() {}, leaving() {}, scrolled: () => '{}' })";
    Browser::new(NOBODY, js_sys::eval(facade).expect("the facade is sound").unchecked_into::<Page>())
}

/// The page's own answer to an expression.
fn page<T: for<'de> Deserialize<'de>>(expression: &str) -> T {
    let value = js_sys::eval(expression).expect("the expression is sound");
    serde_wasm_bindgen::from_value(value).expect("the answer has this type")
}

#[wasm_bindgen_test]
fn stored_values_come_back_until_they_are_removed() {
    let browser = browser();
    for area in [Area::Local, Area::Tab] {
        assert!(browser.write(area, "key", "value \"ü\""));
        assert_eq!(browser.read(area, "key").as_deref(), Some("value \"ü\""));
        let stored = match area {
            Area::Local => LocalStorage::raw(),
            Area::Tab => SessionStorage::raw(),
        };
        assert_eq!(stored.get_item("key").unwrap().as_deref(), Some("value \"ü\""));
        browser.remove(area, "key");
        assert_eq!(browser.read(area, "key"), None);
    }
}

#[wasm_bindgen_test]
fn cookies_come_back() {
    let browser = browser();
    browser.set_cookie("hoofprint_test=value;path=/");
    assert!(browser.cookies().contains("hoofprint_test=value"));
    assert_eq!(browser.cookies(), page::<String>("document.cookie"));
}

#[wasm_bindgen_test]
fn a_full_store_refuses_and_does_not_throw() {
    let browser = browser();
    assert!(!browser.write(Area::Local, "too big", &"x".repeat(20_000_000)));
    assert_eq!(browser.read(Area::Local, "too big"), None);
}

#[wasm_bindgen_test]
fn the_environment_is_the_pages() {
    let environment = browser().environment();
    assert_eq!(environment.user_agent, page::<String>("navigator.userAgent"));
    assert_eq!(environment.vendor, page::<String>("navigator.vendor"));
    assert_eq!(environment.language, page::<String>("navigator.language"));
    assert_eq!(environment.timezone, page::<String>("Intl.DateTimeFormat().resolvedOptions().timeZone"));
    assert_eq!(environment.timezone_offset, page::<i32>("new Date().getTimezoneOffset()"));
    assert_eq!(environment.screen, page::<(u32, u32)>("[screen.width, screen.height]"));
    assert_eq!(environment.referrer, page::<String>("document.referrer"));
}

#[wasm_bindgen_test]
fn the_page_is_read_as_it_is_now() {
    let browser = browser();
    assert_eq!(browser.viewport(), page::<(u32, u32)>("[innerWidth, innerHeight]"));
    page::<Option<()>>("history.replaceState(null, '', '#moved'); document.title = 'Renamed'; undefined");
    assert_eq!(browser.location(), page::<String>("location.href"));
    assert!(browser.location().ends_with("#moved"));
    assert_eq!(browser.title(), "Renamed");
    assert_eq!(browser.is_visible(), page::<bool>("document.visibilityState === 'visible'"));
}

#[wasm_bindgen_test]
fn times_are_the_pages_and_written_by_its_engine() {
    let browser = browser();
    assert!(browser.now().abs_diff(js_sys::Date::now() as u64) < 10_000);
    assert_eq!(browser.iso(1_700_000_000_042), "2023-11-14T22:13:20.042Z");
}

#[wasm_bindgen_test]
fn random_bytes_are_random() {
    let browser = browser();
    let (mut one, mut two) = ([0; 32], [0; 32]);
    browser.random(&mut one);
    browser.random(&mut two);
    assert_ne!(one, two);
}

#[wasm_bindgen_test]
fn a_client_keeps_its_visitor_in_local_storage() {
    let start = || Client::new(browser(), "browser-test", "{\"opt_out_useragent_filter\":true}", "npm");
    let mut client = start();
    let id = client.distinct_id();
    let stored: JsValue = page::<String>("localStorage.getItem('ph_browser-test_posthog')").into();
    assert!(stored.as_string().is_some_and(|text| text.contains(&id)));
    let text = client.capture("seen", "{\"n\":1}", "", 1_700_000_000_000).expect("it is captured");
    let event: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(event["properties"]["distinct_id"], id);
    assert_eq!(event["properties"]["$current_url"], page::<String>("location.href"));
    assert_eq!(start().distinct_id(), id);
}
