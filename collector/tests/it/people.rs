//! The lists of persons and groups, and what one of them has done.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};

use hoofprint_collector::person::person_uuid;
use hoofprint_collector::{limits, time};

use crate::rig::{KEY, Rig, batch, event, json_of};

const HOUR: i64 = 60 * 60 * 1000;
const START: i64 = 1_767_225_600_000;

fn at(hours: f64, mut event: Value) -> Value {
    event["timestamp"] = time::iso(START + (hours * HOUR as f64) as i64).into();
    event
}

fn own(id: &str) -> String {
    person_uuid(1, id).to_string()
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The first distinct ids of a page's persons, or the keys of its groups.
fn ids(page: &Value) -> Vec<&str> {
    let persons = page["persons"].as_array().into_iter().flatten().map(|person| &person["distinct_ids"][0]);
    let groups = page["groups"].as_array().into_iter().flatten().map(|group| &group["key"]);
    persons.chain(groups).filter_map(Value::as_str).collect()
}

fn names(page: &Value) -> Vec<&str> {
    page["events"].as_array().unwrap().iter().filter_map(|event| event["event"].as_str()).collect()
}

impl Rig {
    async fn accept_of(&self, token: &str, events: Value) {
        let (status, _) = self.post_json("/e/", &json!({ "api_key": token, "batch": events })).await;
        assert_eq!(status, StatusCode::OK);
    }

    /// All pages of a list, each with the path that gave it.
    async fn pages(&self, path: &str) -> Vec<Value> {
        let (mut pages, mut before) = (Vec::new(), String::new());
        loop {
            let (status, page) = self.read(&format!("{path}{before}")).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            let next = page["next"].as_str().map(|next| format!("&before={}", encoded(next)));
            pages.push(page);
            let Some(next) = next else { return pages };
            before = next;
        }
    }
}

#[tokio::test]
async fn persons_in_each_order_page_by_page() {
    let rig = Rig::new();
    // They arrive in another order than they were made, and in another one than they were last seen.
    for (id, created, last) in [("a", 3.0, 50.0), ("b", 1.0, 70.0), ("c", 5.0, 60.0), ("d", 5.0, 60.0), ("e", 2.0, 2.0)]
    {
        rig.accept(json!([at(created, event("e", id, json!({}))), at(last, event("e", id, json!({})))])).await;
    }
    for (sort, expected) in
        [("", "edcba"), ("sort=created", "dcaeb"), ("sort=last_seen", "bdcae"), ("sort=last_seen&token=t", "bdcae")]
    {
        for limit in [1, 2, 5, 9] {
            let pages = rig.pages(&format!("/api/persons?limit={limit}&{sort}")).await;
            assert_eq!(pages.iter().flat_map(ids).collect::<String>(), expected, "{sort} {limit}");
            assert_eq!(
                (&pages[0]["total"], pages.iter().filter(|page| page.get("total").is_some()).count()),
                (&json!(5), 1)
            );
        }
    }
    // A merge moves the last time over.
    rig.accept(json!([at(80.0, event("$identify", "a", json!({"$anon_distinct_id": "e"})))])).await;
    let (_, page) = rig.read("/api/persons?sort=last_seen&limit=1").await;
    assert_eq!((ids(&page), &page["total"]), (vec!["a"], &json!(4)));
    assert_eq!(page["persons"][0]["last_seen"], time::iso(START + 80 * HOUR));
    assert_eq!(page["persons"][0]["first_seen"], time::iso(START + 2 * HOUR));
}

#[tokio::test]
async fn a_search_looks_in_ids_and_in_values_however_json_writes_them() {
    let rig = Rig::new();
    rig.accept(json!([
        event(
            "e",
            "first-id",
            json!({"$set": {"name": "Zoë \"Z\" Krämer", "plan": "pro", "site": "https://a.example/b", "beta": true}})
        ),
        event("e", "second", json!({"$set": {"tags": ["eu", {"deep": "trialling"}], "seats": 4711.5}})),
        event(
            "$groupidentify",
            "second",
            json!({"$group_type": "company", "$group_key": "k-1", "$group_set": {"name": "Ömer & Co"}})
        ),
        event(
            "$groupidentify",
            "second",
            json!({"$group_type": "company", "$group_key": "k-2", "$group_set": {"plan": "pro"}})
        ),
    ]))
    .await;
    // Senders may write characters as numbers, and slashes behind backslashes.
    let raw = r#"{"api_key":"t","event":"e","distinct_id":"third","properties":{"$set":{"name":"J\u00f8rgen","site":"https:\/\/c.example\/d"}}}"#;
    assert_eq!(rig.post("/e/", &[("content-type", "application/json")], raw).await.0, StatusCode::OK);
    for (search, found) in [
        ("zoë \"z\"", vec!["first-id"]),
        ("PRO", vec!["first-id"]),
        ("plan", vec![]),
        ("true", vec![]),
        ("a.example/b", vec!["first-id"]),
        ("c.example/d", vec!["third"]),
        ("jørgen", vec!["third"]),
        ("trial", vec!["second"]),
        ("4711.5", vec!["second"]),
        ("-ID", vec!["first-id"]),
        ("%", vec![]),
        (&*own("third"), vec!["third"]),
        ("' OR 1=1 --", vec![]),
    ] {
        let (_, page) = rig.read(&format!("/api/persons?sort=created&search={}", encoded(search))).await;
        assert_eq!((ids(&page), &page["total"]), (found.clone(), &json!(found.len())), "{search}");
    }
    for (search, found) in
        [("ömer", vec![]), ("Ömer & co", vec!["k-1"]), ("K-", vec!["k-2", "k-1"]), ("pro", vec!["k-2"])]
    {
        let (_, page) = rig.read(&format!("/api/groups?type=company&search={}", encoded(search))).await;
        assert_eq!((ids(&page), &page["total"]), (found.clone(), &json!(found.len())), "{search}");
    }
}

#[tokio::test]
async fn one_person() {
    let rig = Rig::new();
    rig.accept(json!([
        at(0.0, event("e", "anon", json!({}))),
        at(1.0, event("$identify", "user", json!({"$anon_distinct_id": "anon", "$set": {"name": "Nora"}}))),
    ]))
    .await;
    let (status, person) = rig.read(&format!("/api/persons/{}", own("anon"))).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(rig.read(&format!("/api/persons?person={}", own("anon"))).await.1["persons"], json!([person]));
    assert_eq!(
        (&person["token"], &person["distinct_ids"], &person["distinct_ids_count"], &person["properties"]["name"]),
        (&json!("t"), &json!(["anon", "user"]), &json!(2), &json!("Nora"))
    );
    for unknown in [format!("{}?token=other", own("anon")), "nobody".into(), "%27".into()] {
        let (status, answer) = rig.read(&format!("/api/persons/{unknown}")).await;
        assert_eq!((status, &answer["status"]), (StatusCode::NOT_FOUND, &json!("error")), "{unknown}");
    }
}

#[tokio::test]
async fn groups_of_one_type_page_by_page() {
    let rig = Rig::new();
    let about = |key: &str| event("$groupidentify", "d", json!({"$group_type": "company", "$group_key": key}));
    rig.accept(json!([
        at(4.0, about("x")),
        at(2.0, about("y.z")),
        at(3.0, event("e", "nora", json!({"$groups": {"company": "members only", "team": "blue"}}))),
        at(9.0, event("e", "otto", json!({"$groups": {"company": "y.z"}}))),
    ]))
    .await;
    rig.accept_of("other", json!([at(1.0, about("x"))])).await;
    for (query, expected) in [
        ("type=company&token=t&sort=last_seen", vec!["y.z", "members only", "x"]),
        ("type=company&token=t&sort=created", vec!["x", "y.z", "members only"]),
        ("type=company&sort=created", vec!["x", "y.z", "x", "members only"]),
        ("type=team&token=t", vec!["blue"]),
        ("type=team&token=other", vec![]),
        ("token=other", vec!["x"]),
        ("type=nothing", vec![]),
    ] {
        for limit in [1, 2, 9] {
            let pages = rig.pages(&format!("/api/groups?limit={limit}&{query}")).await;
            assert_eq!(pages.iter().flat_map(ids).collect::<Vec<_>>(), expected, "{query} {limit}");
            assert_eq!(pages[0]["total"], expected.len(), "{query}");
        }
    }
    let (_, answer) = rig.read("/api/groups?type=company&key=y.z&token=t").await;
    let group = &answer["groups"][0];
    let (created, seen) = (time::iso(START + 2 * HOUR), time::iso(START + 9 * HOUR));
    assert_eq!(
        (&group["created_at"], &group["first_seen"], &group["last_seen"]),
        (&json!(created), &json!(seen), &json!(seen))
    );
    assert_eq!(rig.read("/api/groups?type=company&key=y.z&token=other").await.1["groups"], json!([]));
}

#[tokio::test]
async fn members_of_a_group_page_by_page() {
    let rig = Rig::new();
    let of = |hours: f64, id: &str, groups: Value| at(hours, event("e", id, json!({"$groups": groups})));
    rig.accept(json!([
        of(1.0, "a", json!({"company": "acme"})),
        of(3.0, "b", json!({"company": "acme", "team": "blue"})),
        of(2.0, "c", json!({"company": "acme"})),
        of(4.0, "d", json!({"company": "birch", "team": "acme"})),
    ]))
    .await;
    for (query, expected) in [
        ("group_type=company&group_key=acme", "bca"),
        ("group_type=company&group_key=acme&search=b", "b"),
        ("group_type=team&group_key=blue", "b"),
        ("group_type=company&group_key=acme&token=other", ""),
        ("group_type=company&group_key=nobody", ""),
    ] {
        let pages = rig.pages(&format!("/api/persons?sort=last_seen&limit=2&{query}")).await;
        assert_eq!(pages.iter().flat_map(ids).collect::<String>(), expected, "{query}");
        assert_eq!(pages[0]["total"], expected.len(), "{query}");
    }
}

#[tokio::test]
async fn what_a_person_did_in_the_order_of_time() {
    let rig = Rig::new();
    rig.accept(json!([
        at(5.0, event("late", "user", json!({}))),
        at(1.0, event("early", "user", json!({}))),
        at(3.0, event("same", "user", json!({}))),
        at(3.0, event("same too", "anon", json!({}))),
        at(6.0, event("$identify", "user", json!({"$anon_distinct_id": "anon"}))),
    ]))
    .await;
    rig.accept_of("other", json!([at(4.0, event("elsewhere", "user", json!({})))])).await;
    let path = format!("/api/events?person={}&sort=time", own("user"));
    let all = ["$identify", "late", "same too", "same", "early"];
    for limit in [1, 2, 5, 9] {
        let pages = rig.pages(&format!("{path}&limit={limit}")).await;
        assert_eq!(pages.iter().flat_map(names).collect::<Vec<_>>(), all, "{limit}");
        assert!(pages.iter().all(|page| page["more"] == page["next"].is_string()));
    }
    let (_, page) = rig.read(&format!("{path}&event=late&event=early")).await;
    assert_eq!(names(&page), ["late", "early"]);
    assert_eq!(names(&rig.read(&format!("{path}&token=other")).await.1), Vec::<&str>::new());
    assert_eq!(names(&rig.read("/api/events?person=nobody&sort=time").await.1), Vec::<&str>::new());

    // In the order of arrival a page says where the next one begins, too.
    let pages = rig.pages(&format!("/api/events?person={}&limit=2", own("user"))).await;
    assert_eq!(pages.iter().flat_map(|page| names(page)).filter(|name| *name != "elsewhere").count(), 5);
}

#[tokio::test]
async fn what_was_done_for_a_group() {
    let rig = Rig::new();
    let for_groups =
        |hours: f64, name: &str, id: &str, groups: Value| at(hours, event(name, id, json!({"$groups": groups})));
    let personless = json!({"$process_person_profile": false, "$groups": {"company": "acme"}});
    rig.accept(json!([
        for_groups(1.0, "signed_up", "anon", json!({"company": "acme"})),
        for_groups(2.0, "paid", "nora", json!({"company": "acme", "team": "blue"})),
        for_groups(3.0, "elsewhere", "nora", json!({"company": "birch"})),
        at(4.0, event("for nobody", "nora", json!({}))),
        for_groups(5.0, "seven", "nora", json!({"company": 7})),
        at(6.0, event("$identify", "nora", json!({"$anon_distinct_id": "anon"}))),
        at(1.5, event("without a profile", "nora", personless)),
        for_groups(9.0, "paid", "otto", json!({"company": "acme"})),
    ]))
    .await;
    let of = |kind: &str, key: &str| format!("/api/events?group_type={kind}&group_key={key}");
    let all = ["paid", "paid", "without a profile", "signed_up"];
    for limit in [1, 2, 4, 9] {
        let pages = rig.pages(&format!("{}&limit={limit}", of("company", "acme"))).await;
        assert_eq!(pages.iter().flat_map(names).collect::<Vec<_>>(), all, "{limit}");
    }
    for (kind, key, expected) in [
        ("company", "birch", vec!["elsewhere"]),
        ("team", "blue", vec!["paid"]),
        ("company", "7", vec!["seven"]),
        ("team", "acme", vec![]),
    ] {
        assert_eq!(names(&rig.read(&of(kind, key)).await.1), expected, "{kind} {key}");
    }
    assert_eq!(names(&rig.read(&format!("{}&event=paid", of("company", "acme"))).await.1), ["paid", "paid"]);
    assert_eq!(names(&rig.read(&format!("{}&token=other", of("company", "acme"))).await.1), Vec::<&str>::new());
    assert_eq!(rig.read(&of("company", "acme")).await.1["events"][1]["person"]["uuid"], own("nora"));
}

#[tokio::test]
async fn how_much_was_done() {
    let rig = Rig::new();
    let ago = |minutes: i64, name: &str, properties: Value| {
        let mut event = event(name, "d", properties);
        event["timestamp"] = time::iso(time::now() - minutes * 60_000).into();
        event
    };
    let acme = json!({"$groups": {"company": "acme"}});
    rig.accept(json!([
        ago(1, "paid", acme.clone()),
        ago(1, "seen", json!({})),
        ago(60, "seen", acme),
        ago(60 * 24 * 3, "seen", json!({})),
        ago(60 * 24 * 200, "long ago", json!({})),
    ]))
    .await;
    let (_, person) = rig.read(&format!("/api/activity?person={}", own("d"))).await;
    assert_eq!((&person["events"], &person["complete"]), (&json!(4), &json!(true)));
    assert_eq!(person["names"], json!([{"event": "seen", "count": 3}, {"event": "paid", "count": 1}]));
    let quarters = person["quarters"].as_array().unwrap();
    let starts: Vec<&str> = quarters.iter().map(|quarter| quarter["start"].as_str().unwrap()).collect();
    assert!(starts.is_sorted() && starts.iter().collect::<BTreeSet<_>>().len() == starts.len());
    assert!(starts.iter().all(|start| time::parse_iso(start).unwrap() % (HOUR / 4) == 0));
    assert_eq!(quarters.iter().map(|quarter| quarter["events"].as_i64().unwrap()).sum::<i64>(), 4);
    for (query, events) in [
        (format!("person={}&days=1", own("d")), 3),
        (format!("person={}&days=366", own("d")), 5),
        (format!("person={}&token=other", own("d")), 0),
        ("group_type=company&group_key=acme".into(), 2),
        ("group_type=company&group_key=birch".into(), 0),
    ] {
        assert_eq!(rig.read(&format!("/api/activity?{query}")).await.1["events"], events, "{query}");
    }
}

#[tokio::test]
async fn pages_of_persons_end_early_when_they_grow_large() {
    let rig = Rig::new();
    let big = "x".repeat(limits::PROFILE_BYTES - 1000);
    let persons = limits::PAGE_BYTES / big.len() + 3;
    for n in 0..persons {
        let (status, _) =
            rig.post_json("/e/", &batch(json!([event("e", &format!("p{n}"), json!({"$set": {"big": big}}))]))).await;
        assert_eq!(status, StatusCode::OK);
    }
    let pages = rig.pages("/api/persons?limit=1000").await;
    assert_eq!((pages.len(), pages.iter().flat_map(ids).count()), (2, persons));
    let request = axum::http::Request::get("/api/persons?limit=1000").header("authorization", format!("Bearer {KEY}"));
    let answer = rig.send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(json_of(answer).await.1["persons"], pages[0]["persons"]);
}
