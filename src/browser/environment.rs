//! What does not change while a page is open.

use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Document, Window};

use crate::platform::Environment;

/// Reads it all, once.
pub(super) fn read(window: &Window, document: &Document) -> Environment {
    let navigator = window.navigator();
    let screen = window.screen().ok();
    let size = |value: Option<i32>| value.unwrap_or(0).max(0) as u32;
    let data = property(&navigator, "userAgentData");
    let platform = property(&data, "platform").as_string();
    let wishes =
        [property(&navigator, "doNotTrack"), property(&navigator, "msDoNotTrack"), property(window, "doNotTrack")];
    Environment {
        user_agent: navigator.user_agent().unwrap_or_default(),
        vendor: property(&navigator, "vendor").as_string().unwrap_or_default(),
        language: property(&navigator, "language").as_string().unwrap_or_default(),
        timezone: timezone().unwrap_or_default(),
        timezone_offset: js_sys::Date::new_0().get_timezone_offset() as i32,
        screen: (
            size(screen.as_ref().and_then(|screen| screen.width().ok())),
            size(screen.as_ref().and_then(|screen| screen.height().ok())),
        ),
        referrer: document.referrer(),
        is_brave: property(&navigator, "brave").is_truthy(),
        is_touch_android: platform.as_deref() == Some("Android") && navigator.max_touch_points() > 0,
        pixel_ratio: window.device_pixel_ratio().ceil() as u32,
        brands: brands(&data),
        do_not_track: wishes.iter().any(is_yes),
        is_automated: property(&navigator, "webdriver").is_truthy(),
    }
}

/// A property that typed bindings would bring in more code for; `undefined` where there is none.
fn property(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap_or(JsValue::UNDEFINED)
}

/// The names in `navigator.userAgentData.brands`.
fn brands(data: &JsValue) -> String {
    let brands = property(data, "brands").dyn_into::<Array>().unwrap_or_default();
    brands
        .iter()
        .filter_map(|brand| property(&brand, "brand").as_string())
        .fold(String::new(), |all, brand| all + "," + &brand)
}

fn is_yes(wish: &JsValue) -> bool {
    wish.is_truthy() && wish.as_string().is_none_or(|wish| wish == "1" || wish == "yes" || wish == "true")
}

fn timezone() -> Option<String> {
    let clock = property(&property(&js_sys::global(), "Temporal"), "Now");
    if let Ok(method) = property(&clock, "timeZoneId").dyn_into::<Function>() {
        return method.call0(&clock).ok()?.as_string();
    }
    // Younger engines are asked above, since the first format of a page costs 15 ms.
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    property(&format.resolved_options(), "timeZone").as_string()
}
