//! Whatever is sent, the collector answers, and never with a fault of its own.

use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::envelopes::gzip;
use crate::rig::Rig;

thread_local! {
    static WORLD: (Runtime, Rig) = {
        let runtime = Runtime::new().unwrap();
        let rig = runtime.block_on(async { Rig::new() });
        (runtime, rig)
    };
}

/// Names and texts that mean something here, among some that mean nothing.
fn word() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &[
        "event",
        "batch",
        "api_key",
        "token",
        "$token",
        "distinct_id",
        "properties",
        "uuid",
        "timestamp",
        "offset",
        "$set",
        "$set_once",
        "$unset",
        "sent_at",
        "$identify",
        "$create_alias",
        "$merge_dangerously",
        "$groupidentify",
        "$groups",
        "$group_type",
        "$group_key",
        "$group_set",
        "$anon_distinct_id",
        "alias",
        "$elements",
        "$elements_chain",
        "$process_person_profile",
        "$ignore_sent_at",
        "$cookieless_mode",
        "$os_name",
        "null",
        "",
        "-000001-01-01",
        "9999-12-31T23:59:59Z",
        "\0",
        "t",
    ];
    prop_oneof![4 => proptest::sample::select(KNOWN).prop_map(str::to_owned), 1 => any::<String>()]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            hash_map(word(), inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// An event that is good but for what replaces its fields.
fn event() -> impl Strategy<Value = Value> {
    (hash_map(word(), value(), 0..4), hash_map(word(), value(), 0..6), word()).prop_map(|(fields, properties, name)| {
        let mut event =
            json!({"event": name, "distinct_id": "d", "properties": Value::Object(properties.into_iter().collect())});
        event.as_object_mut().unwrap().extend(fields);
        event
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let batch = vec(event(), 0..5).prop_map(|events| json!({"api_key": "t", "batch": events}).to_string().into_bytes());
    let batch = batch.boxed();
    let json = value().prop_map(|value| value.to_string().into_bytes()).boxed();
    let bytes = vec(any::<u8>(), 0..200);
    prop_oneof![
        6 => batch.clone(),
        2 => json.clone(),
        2 => bytes.clone(),
        1 => batch.prop_map(|bytes| gzip(&bytes)),
        1 => bytes.prop_map(|noise| [&[0x1f, 0x8b, 8][..], &noise].concat()),
        1 => json.prop_map(|bytes| {
            let escaped: String = form_urlencoded::byte_serialize(&bytes).collect();
            format!("data={escaped}").into_bytes()
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_request_makes_the_collector_fail(
        body in body(),
        path in proptest::sample::select(&["/e/", "/i/v0/e", "/engage/", "/flags/?v=2", "/e/?compression=lz64", "/track?beacon=1"][..]),
        kind in proptest::sample::select(&["text/plain", "application/json", "application/x-www-form-urlencoded"][..]),
    ) {
        let (status, answer) = WORLD.with(|(runtime, rig)| {
            runtime.block_on(rig.post(path, &[("content-type", kind)], body))
        });
        prop_assert!(!status.is_server_error(), "{status} {answer}");
        if status.is_client_error() {
            prop_assert_eq!(&answer["status"], "error");
            prop_assert!(answer["field"].is_string() && answer["message"].is_string());
        }
    }
}
