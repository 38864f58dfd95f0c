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

/// A page whose facade does nothing.
fn browser() -> Browser {
    let facade = "({ send() {}, allowance: () => 0, handOver: () => 0, device: (id) => id, log() {}, review() {}, session() {}, visitor() {}, keep() {}, hold() {}, keepSoon() {}, \
        discard() {}, shelf() {}, settled() {}, wake() {}, scrolled: () => '{}', touch: () => '{}', \
        environment: () => '{\"properties\":{\"$lib\":\"web\"},\"isBot\":true}', \
        place: () => JSON.stringify({ properties: { $current_url: location.href }, info: {} }) })";
    Browser::new(js_sys::eval(facade).expect("the facade is sound").unchecked_into::<Page>())
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
fn what_the_facade_tells_is_understood() {
    let browser = browser();
    let environment = browser.environment();
    assert_eq!(environment.properties.get_string("$lib").as_deref(), Some("web"));
    assert!(environment.is_bot && !environment.do_not_track);
    let place = browser.place().expect("it is another");
    assert_eq!(place.properties.get_string("$current_url").as_deref(), Some(&*page::<String>("location.href")));
}

#[wasm_bindgen_test]
fn the_page_is_read_as_it_is_now() {
    let browser = browser();
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
    let start = || Client::new(browser(), "browser-test", "{\"opt_out_useragent_filter\":true}");
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
