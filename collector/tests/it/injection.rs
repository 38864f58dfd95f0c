//! Whatever text stands in a place that reaches SQL: it is answered as an innocent text is, and nothing else is touched.

use std::thread;

use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use hoofprint_collector::time;
use serde_json::{Value, json};

use crate::hostile::{TEXTS, WITH_NUL, encoded, long};
use crate::rig::{KEY, Rig, batch, event, json_of};

/// Beside each text there is this one, which no answer about the text may hold.
const OTHER: &str = "another";
/// Collectors at one time.
const SHARES: usize = 4;
const UUID: &str = "01900000-0000-7000-8000-000000000001";

/// What was answered otherwise than it should be.
struct Wrong<'a> {
    text: &'a str,
    answers: Vec<String>,
}

impl Wrong<'_> {
    fn expect(&mut self, what: &str, given: Value, expected: Value) {
        if given != expected {
            self.answers.push(format!("{:?}: {what}: {given}, not {expected}", self.text));
        }
    }
}

#[test]
fn hostile_texts_are_answered_as_innocent_ones() {
    let long = long();
    let texts: Vec<&str> = ["innocent"].iter().chain(TEXTS).copied().chain([&*long]).collect();
    // Collectors mostly wait for the disk.
    let wrong: Vec<String> = thread::scope(|scope| {
        let shares = texts.chunks(texts.len().div_ceil(SHARES));
        let asking: Vec<_> = shares.map(|share| scope.spawn(|| ask_all(share))).collect();
        asking.into_iter().flat_map(|share| share.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::main(flavor = "current_thread")]
async fn ask_all(texts: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    for text in texts {
        wrong.extend(ask(text).await);
    }
    wrong
}

/// Puts `text` in every place of a new collector, asks for it, and gives what is wrong.
async fn ask(text: &str) -> Vec<String> {
    let rig = Rig::new();
    let mut wrong = Wrong { text, answers: Vec::new() };
    fill(&rig, text).await;
    read(&rig, &mut wrong).await;
    ask_for_flags(&rig, &mut wrong).await;
    ask_for_experiments(&rig, &mut wrong).await;
    ask_for_insights(&rig, &mut wrong).await;
    keep_insights(&rig, &mut wrong).await;
    refuse(&rig, text).await;
    wrong.expect("the file", json!(rig.sql::<String>("PRAGMA integrity_check")), json!("ok"));
    for (table, rows) in [
        ("projects", 1),
        ("events", 26),
        ("persons", 3),
        ("person_distinct_ids", 5),
        ("groups", 2),
        ("flags", 6),
        ("cohorts", 2),
        ("experiments", 1),
        ("insights", 1),
        ("dashboards", 1),
        ("rejects", 1),
        ("warnings", 0),
    ] {
        wrong.expect(table, json!(rig.count(table)), json!(rows));
    }
    wrong.answers
}

/// Events, persons and groups, of `text` and of another.
async fn fill(rig: &Rig, text: &str) {
    for own in [text, OTHER] {
        let known = format!("known as {own}");
        // Before there is a person, and not before the person acts for the group.
        let groups = json!({"$process_person_profile": false, "$groups": {own: own}});
        let soon = time::iso(time::now() + 60_000);
        rig.accept(json!([{"event": "early", "distinct_id": own, "timestamp": soon, "properties": groups}])).await;
        let sent = json!([
            {"event": own, "distinct_id": own, "uuid": if own == text { UUID } else { "" },
             "properties": {own: own, "nested": {own: [own]}, "$insert_id": own, "$session_id": own, "$groups": {own: own}}},
            event("$identify", &known, json!({"$anon_distinct_id": own, "$set": {own: own}, "$set_once": {"once": own}})),
            event("$set", own, json!({"$set": {"gone": own, format!("{own} gone"): 1}})),
            {"event": "$set", "distinct_id": own, "properties": {}, "$unset": [format!("{own} gone"), "gone"]},
            event("$groupidentify", own, json!({"$group_type": own, "$group_key": own, "$group_set": {own: own}})),
            event("$pageleave", own, json!({"$session_id": own})),
            event("seen", "nobody", json!({"$process_person_profile": false, own: own})),
            event("$pageview", own, json!({"$pathname": own, "$session_id": own})),
            event("$pageview", own, json!({"$pathname": format!("after {own}"), "$session_id": own})),
        ]);
        rig.accept(sent).await;
    }
    let offered = json!([format!("{UUID}/{text}"), format!("{UUID}/{OTHER}"), UUID, text]);
    let (_, answer) = rig.post_json("/e/", &json!({"api_key": "t", "batch": [], "offered": offered})).await;
    assert_eq!(answer["known"], json!([format!("{UUID}/{text}"), UUID]), "{text:?}");
}

/// How many there are, and whether the first is the text's.
fn count(list: &Value, is_own: impl Fn(&Value) -> bool) -> Value {
    let list = list.as_array().unwrap_or_else(|| panic!("no list: {list}"));
    json!([list.len(), list.first().is_some_and(is_own)])
}

async fn read(rig: &Rig, wrong: &mut Wrong<'_>) {
    let text = wrong.text;
    let asked = encoded(text);
    let own = |event: &Value| {
        let properties = &event["properties"];
        event["event"] == text && properties[text] == text && properties["nested"][text] == json!([text])
    };
    let (_, by_name) = rig.read(&format!("/api/events?event={asked}")).await;
    wrong.expect("events of a name", count(&by_name["events"], own), json!([1, true]));
    let (_, by_id) = rig.read(&format!("/api/events?distinct_id={asked}")).await;
    wrong.expect("events of an id", count(&by_id["events"], |event| event["event"] == "$pageview"), json!([9, true]));
    let (_, both) = rig.read(&format!("/api/events?distinct_id={asked}&event={asked}")).await;
    wrong.expect("events of an id and a name", count(&both["events"], own), json!([1, true]));
    let uuid = by_id["events"][0]["person"]["uuid"].as_str().unwrap().to_owned();
    let (_, none) = rig.read(&format!("/api/events?person={asked}")).await;
    wrong.expect("events of no person", count(&none["events"], own), json!([0, false]));

    let (_, one) = rig.read(&format!("/api/persons?person={uuid}")).await;
    let known = format!("known as {text}");
    let is_person = |person: &Value| {
        let mut ids = vec![text, &known];
        ids.sort_unstable();
        let properties = &person["properties"];
        let is_whole =
            properties[text] == text && properties["once"] == text && properties["$initial_pathname"] == text;
        is_whole && properties["gone"].is_null() && person["distinct_ids"] == json!(ids)
    };
    wrong.expect("a person", count(&one["persons"], is_person), json!([1, true]));
    wrong.expect(
        "groups of a person",
        count(&one["persons"][0]["groups"], |group| group["key"] == text),
        json!([1, true]),
    );
    let (_, none) = rig.read(&format!("/api/persons?person={asked}")).await;
    wrong.expect("no person", count(&none["persons"], is_person), json!([0, false]));
    for search in [&known, text] {
        let (_, found) = rig.read(&format!("/api/persons?search={}", encoded(search))).await;
        wrong.expect("persons that are searched for", count(&found["persons"], is_person), json!([1, true]));
    }
    let (status, _) = rig.read(&format!("/api/persons/{asked}")).await;
    wrong.expect("a person of no uuid", json!(status.as_u16()), json!(404));

    let (_, groups) = rig.read(&format!("/api/groups?type={asked}&key={asked}")).await;
    let is_group = |group: &Value| group["type"] == text && group["properties"] == json!({text: text});
    wrong.expect("a group", count(&groups["groups"], is_group), json!([1, true]));
    wrong.expect("members", count(&groups["groups"][0]["members"], |member| member["uuid"] == *uuid), json!([1, true]));
    let (_, timeline) = rig.read(&format!("/api/events?group_type={asked}&group_key={asked}")).await;
    wrong.expect("events of a group", count(&timeline["events"], |event| event["event"] == "early"), json!([2, true]));
    let (_, listed) = rig.read(&format!("/api/groups?type={asked}&search={asked}")).await;
    wrong.expect("groups that are searched for", count(&listed["groups"], is_group), json!([1, true]));
    for (kind, key) in [(&*asked, OTHER), (OTHER, &*asked)] {
        let (_, groups) = rig.read(&format!("/api/groups?type={kind}&key={key}")).await;
        wrong.expect("no group", count(&groups["groups"], is_group), json!([0, false]));
    }
    let (_, projects) = rig.read("/api/projects").await;
    wrong.expect("group types", projects["projects"][0]["group_types"].clone(), json!([text, OTHER]));
}

async fn make(rig: &Rig, path: &str, body: Value) -> Value {
    let (status, made) = rig.change("POST", path, &body).await;
    assert_eq!(status, StatusCode::CREATED, "{body}: {made}");
    made
}

async fn ask_for_flags(rig: &Rig, wrong: &mut Wrong<'_>) {
    let text = wrong.text;
    let filter = |own: &str| json!({"key": own, "type": "person", "operator": "exact", "value": [own]});
    let all = |filter: Value| json!({"properties": {"type": "AND", "values": [filter]}});
    let list = make(rig, "/api/cohorts", json!({"token": "t", "name": text, "distinct_ids": [text]})).await;
    let cohort = make(rig, "/api/cohorts", json!({"token": "t", "name": text, "filters": all(filter(text))})).await;
    let kept = json!([list["distinct_ids"], list["name"], cohort["name"]]);
    wrong.expect("cohorts", kept, json!([[text], text, text]));
    let of = |id: &Value| json!({"groups": [{"properties": [{"key": "id", "type": "cohort", "value": id}]}]});
    let group = json!({"key": text, "type": "group", "operator": "exact", "value": text});
    let variants = json!({"variants": [{"key": text, "rollout_percentage": 100}]});
    for (key, filters) in [
        ("list", of(&list["id"])),
        ("cohort", of(&cohort["id"])),
        ("property", json!({"groups": [{"properties": [filter(text)]}]})),
        ("group", json!({"groups": [{"properties": [group]}], "aggregation_group_type_index": 0})),
        ("variant", json!({"groups": [{}], "multivariate": variants, "payloads": {text: {text: text}}})),
    ] {
        let early = json!({"name": text, "description": text, "stage": "beta", "payload": {text: text}});
        let flag = make(
            rig,
            "/api/flags",
            json!({"token": "t", "key": key, "name": text, "filters": filters, "early_access": early}),
        );
        let flag = flag.await;
        let (_, stored) = rig.read(&format!("/api/flags/{}", flag["id"])).await;
        assert_eq!((&stored, &stored["filters"], &stored["name"]), (&flag, &filters, &json!(text)), "{text:?}");
    }
    for (who, groups, is_in) in [
        (text, json!({text: text}), true),
        (OTHER, json!({OTHER: OTHER}), false),
        ("nobody", json!({text: OTHER}), false),
    ] {
        let asked = json!({"token": "t", "distinct_id": who, "groups": groups});
        let (_, answer) = rig.post_json("/flags/?v=2", &asked).await;
        let flags =
            ["list", "cohort", "property", "group", "variant"].map(|key| answer["flags"][key]["enabled"].clone());
        wrong.expect("flags", json!(flags), json!([is_in, is_in, is_in, is_in, true]));
        let variant = &answer["flags"]["variant"];
        let variant = json!([variant["variant"], variant["metadata"]["payload"]]);
        wrong.expect("a variant", variant, json!([text, {text: text}]));
        wrong.expect("errors", answer["errorsWhileComputingFlags"].clone(), json!(false));
    }
    let asked = encoded(text);
    let (_, features) = rig.get(&format!("/api/early_access_features/?token=t&stage={asked}")).await;
    wrong.expect("features of no stage", features, json!({"earlyAccessFeatures": []}));
    let (_, local) = rig.read("/flags/definitions?token=t&send_cohorts").await;
    let property = local["flags"].as_array().unwrap().iter().find(|flag| flag["key"] == "property").unwrap();
    wrong.expect("definitions", property["filters"]["groups"][0]["properties"][0]["key"].clone(), json!(text));
    let (_, flags) = rig.read(&format!("/api/flags?token={asked}")).await;
    wrong.expect("flags of no project", flags, json!({"flags": []}));
}

async fn ask_for_experiments(rig: &Rig, wrong: &mut Wrong<'_>) {
    let text = wrong.text;
    let variants = [text, OTHER].map(|key| json!({"key": key, "rollout_percentage": 50}));
    let filters = json!({"groups": [{}], "multivariate": {"variants": variants}});
    make(rig, "/api/flags", json!({"token": "t", "key": "compared", "filters": filters})).await;
    for own in [text, OTHER] {
        let seen = json!({"$feature_flag": "compared", "$feature_flag_response": own});
        rig.accept(json!([event("$feature_flag_called", own, seen)])).await;
        rig.accept(json!([event(own, own, json!({own: own})), event(own, "nobody", json!({own: own}))])).await;
    }
    let goal = json!({"event": text, "properties": [{"key": text, "value": text}]});
    let body = json!({"token": "t", "name": text, "flag_key": "compared", "goal": goal, "starts_at": 0, "ends_at": 253_402_300_799_999_i64});
    let made = make(rig, "/api/experiments", body).await;
    assert_eq!((&made["name"], &made["goal"]["properties"][0]["key"]), (&json!(text), &json!(text)));
    let (_, standing) = rig.read(&format!("/api/experiments/{}/result", made["id"])).await;
    let counts = [0, 1].map(|at| {
        let variant = &standing["variants"][at];
        json!([variant["key"], variant["exposed"], variant["converted"]])
    });
    wrong.expect("an experiment", json!(counts), json!([[text, 1, 1], [OTHER, 1, 0]]));
}

/// Asks a question about the project; its answer without how it came about.
async fn run(rig: &Rig, question: Value) -> Value {
    let mut question = question;
    question["token"] = json!("t");
    question["range"] = json!({"from": "all", "to": "-0d"});
    question["interval"] = json!("month");
    let request = Request::post("/api/insights/run").header(header::AUTHORIZATION, format!("Bearer {KEY}"));
    let (status, answer) = json_of(rig.send(request.body(question.to_string().into()).unwrap()).await).await;
    assert_eq!(status, StatusCode::OK, "{question}: {answer}");
    answer
}

async fn ask_for_insights(rig: &Rig, wrong: &mut Wrong<'_>) {
    let text = wrong.text;
    let filter = |kind: &str, value: &str| json!([{"type": kind, "key": text, "value": [value], "group_type": (kind == "group").then_some(text)}]);
    let contains = json!([{"key": text, "operator": "icontains", "value": text}]);
    // Of the name there is one event of `fill`, and there are two of the experiment, one of them by somebody else.
    let (series, totals): (Vec<Value>, Vec<f64>) = [
        (json!({"label": text}), 3.0),
        (json!({"filters": filter("event", text)}), 3.0),
        (json!({"filters": filter("event", OTHER)}), 0.0),
        (json!({"filters": filter("person", text)}), 2.0),
        (json!({"filters": filter("person", OTHER)}), 0.0),
        (json!({"filters": filter("group", text)}), 1.0),
        (json!({"filters": filter("group", OTHER)}), 0.0),
        (json!({"filters": contains}), 3.0),
        (json!({"math": "unique_group", "group_type": text}), 1.0),
        (json!({"math": "sum", "property": text}), 0.0),
    ]
    .into_iter()
    .unzip();
    let series: Vec<Value> = series
        .into_iter()
        .map(|mut series| {
            series["event"] = json!(text);
            series
        })
        .collect();
    let trends = run(rig, json!({"kind": "trends", "series": series})).await;
    let given: Vec<&Value> = trends["series"].as_array().unwrap().iter().map(|line| &line["total"]).collect();
    wrong.expect("trends", json!(given), json!(totals));
    wrong.expect("a label", trends["series"][0]["label"].clone(), json!(text));

    for (breakdown, values) in [
        (json!({"type": "event", "key": text}), json!([[text, 3.0]])),
        (json!({"type": "person", "key": text}), json!([[text, 2.0], [null, 1.0]])),
        (json!({"type": "group", "key": text, "group_type": text}), json!([[null, 2.0], [text, 1.0]])),
        (json!({"type": "group", "group_type": text}), json!([[null, 2.0], [text, 1.0]])),
    ] {
        let asked =
            run(rig, json!({"kind": "trends", "series": [{"event": text, "label": text}], "breakdown": breakdown}))
                .await;
        let lines: Vec<Value> =
            asked["series"].as_array().unwrap().iter().map(|line| json!([line["breakdown"], line["total"]])).collect();
        wrong.expect(&format!("a breakdown {breakdown}"), json!(lines), values);
    }

    let profiles = async |question: Value| run(rig, question).await["rows"].clone();
    let row = |breakdown: Value, count: u64| json!([{"breakdown": breakdown, "value": count as f64, "count": count}]);
    let own = json!({"kind": "profiles", "filters": filter("person", text), "breakdown": {"key": text}});
    wrong.expect("persons", profiles(own).await, row(json!(text), 1));
    let of = json!({"group_type": text});
    let own = json!({"kind": "profiles", "of": of, "filters": filter("group", text), "breakdown": {"key": text}});
    wrong.expect("groups as they are", profiles(own).await, row(json!(text), 1));
    let step = |name: &str| json!({"event": name, "filters": [], "label": name});
    let funnel =
        run(rig, json!({"kind": "funnel", "steps": [step(text), step(OTHER)], "breakdown": {"key": text}})).await;
    let counts = [0, 1].map(|at| funnel["groups"][0]["steps"][at]["count"].clone());
    wrong.expect("a funnel", json!([funnel["groups"][0]["breakdown"], counts]), json!([text, [2, 1]]));
    let retention = run(
        rig,
        json!({"kind": "retention", "start": step(text), "return": step(text), "period": "month", "periods": 1}),
    );
    wrong.expect("retention", retention.await["cohorts"][0]["size"].clone(), json!(2));
    let stickiness = run(rig, json!({"kind": "stickiness", "series": [step(text)]})).await;
    wrong.expect(
        "stickiness",
        stickiness["series"][0].clone(),
        json!({"label": text, "values": [{"intervals": 1, "count": 2}]}),
    );
    let lifecycle = run(rig, json!({"kind": "lifecycle", "event": step(text)})).await;
    wrong.expect("lifecycle", lifecycle["new"].clone(), json!([2]));
    let paths = run(rig, json!({"kind": "paths", "start": text})).await;
    let edges: Vec<Value> = paths["edges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| json!([edge["from"], edge["to"], edge["count"]]))
        .collect();
    wrong.expect("paths", json!(edges), json!([[format!("1_{text}"), format!("2_after {text}"), 1]]));

    let asked = encoded(text);
    let (_, events) = rig.read("/api/insights/events?token=t").await;
    let counted = |list: &Value, name: &str| {
        list.as_array().unwrap().iter().find(|entry| entry[name] == text).map(|entry| entry["count"].clone())
    };
    wrong.expect("names of events", json!(counted(&events["events"], "event")), json!(3));
    for (query, count) in
        [(format!("event={asked}"), 3), ("type=person".to_owned(), 1), (format!("type=group&group_type={asked}"), 1)]
    {
        let (_, names) = rig.read(&format!("/api/insights/properties?token=t&{query}")).await;
        let is_known = names["properties"].as_array().unwrap().contains(&json!(text));
        wrong.expect(&format!("properties {query}"), json!(is_known), json!(true));
        let (_, values) = rig.read(&format!("/api/insights/values?token=t&key={asked}&{query}")).await;
        wrong.expect(&format!("values {query}"), json!(counted(&values["values"], "value")), json!(count));
    }
    let (_, types) = rig.read("/api/insights/group_types?token=t").await;
    wrong.expect("types", types["group_types"].clone(), json!([text, OTHER]));
    let (status, _) = rig.read(&format!("/api/insights/events?token={asked}")).await;
    wrong.expect("events of no project", json!(status.as_u16()), json!(400));
}

async fn keep_insights(rig: &Rig, wrong: &mut Wrong<'_>) {
    let text = wrong.text;
    let name = if text.trim().is_empty() { OTHER } else { text };
    let query = json!({"kind": "trends", "series": [{"event": text, "label": text, "filters": [{"key": text, "value": text}]}]});
    let insight = make(rig, "/api/insights", json!({"token": "t", "name": name, "query": query})).await;
    wrong.expect("an insight", json!([insight["name"], insight["query"]["series"]]), json!([name, query["series"]]));
    let tiles = json!([{"insight": insight["id"], "size": "wide"}]);
    let dashboard = make(rig, "/api/dashboards", json!({"token": "t", "name": name, "tiles": tiles})).await;
    wrong.expect("a dashboard", dashboard["name"].clone(), json!(name));
    let asked = encoded(text);
    for (path, list) in [("/api/insights", "insights"), ("/api/dashboards", "dashboards")] {
        let (_, none) = rig.read(&format!("{path}?token={asked}")).await;
        wrong.expect("nothing of no project", none[list].clone(), json!([]));
        let (_, all) = rig.read(&format!("{path}?token=t")).await;
        wrong.expect("what is kept", count(&all[list], |kept| kept["name"] == name), json!([1, true]));
    }
}

/// Where only some texts are possible, the others are refused, or there is nothing.
async fn refuse(rig: &Rig, text: &str) {
    let asked = encoded(text);
    for path in ["/api/flags", "/api/cohorts", "/api/experiments", "/api/insights", "/api/dashboards"] {
        for method in ["GET", "PATCH", "DELETE"] {
            let (status, answer) = rig.change(method, &format!("{path}/{asked}"), &json!({})).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{method} {path} {text:?}: {answer}");
        }
    }
    for path in ["/api/events?before=", "/api/persons?limit=", "/api/groups?limit=", "/api/live?after="] {
        let (status, answer) = rig.read(&format!("{path}{asked}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path} {text:?}: {answer}");
    }
    if let Ok(value) = HeaderValue::from_bytes(format!("Bearer {text}").as_bytes()) {
        let request = Request::get("/api/events").header(header::AUTHORIZATION, value).body(Body::empty()).unwrap();
        assert_eq!(json_of(rig.send(request).await).await.0, StatusCode::UNAUTHORIZED, "{text:?}");
    }
    let (status, answer) = rig
        .post_json("/e/", &json!({"api_key": "t", "batch": [{"event": "e", "distinct_id": "d", "uuid": text}]}))
        .await;
    assert_eq!((status, &answer["field"]), (StatusCode::BAD_REQUEST, &json!("batch")), "{text:?}");
}

/// A token is ASCII. A project of any such name is a project of its own.
#[tokio::test]
async fn a_token_names_its_project_alone() {
    let rig = Rig::new();
    let tokens: Vec<&str> = TEXTS.iter().copied().filter(|text| text.is_ascii() && text.trim() == *text).collect();
    assert!(tokens.len() > 70);
    for (at, token) in tokens.iter().enumerate() {
        let batch =
            json!({"api_key": token, "batch": [event("e", "d", json!({"$groups": {format!("type {at}"): "g"}}))]});
        assert_eq!(rig.post_json("/e/", &batch).await.0, StatusCode::OK, "{token:?}");
        make(&rig, "/api/flags", json!({"token": token, "key": format!("flag-{at}"), "filters": {"groups": [{}]}}))
            .await;
        make(&rig, "/api/cohorts", json!({"token": token, "distinct_ids": []})).await;
    }
    assert_eq!(rig.count("projects"), tokens.len() as i64);
    for (at, token) in tokens.iter().enumerate() {
        let (_, flags) = rig.post_json("/flags/?v=2", &json!({"token": token, "distinct_id": "d"})).await;
        assert_eq!(
            flags["flags"].as_object().unwrap().keys().collect::<Vec<_>>(),
            [&format!("flag-{at}")],
            "{token:?}"
        );
        for (path, list) in [("/api/flags", "flags"), ("/api/cohorts", "cohorts"), ("/flags/definitions", "flags")] {
            let (_, answer) = rig.read(&format!("{path}?token={}", encoded(token))).await;
            assert_eq!(answer[list].as_array().map(Vec::len), Some(1), "{path} {token:?}");
        }
        let (status, config) = rig.get(&format!("/array/{}/config", encoded(token))).await;
        assert_eq!((status, &config["hasFeatureFlags"]), (StatusCode::OK, &json!(true)), "{token:?}");
    }
}

/// NUL is replaced where it is stored, and refused where somebody could choose another text.
#[tokio::test]
async fn nul_is_no_text() {
    let rig = Rig::new();
    let stored = WITH_NUL.replace('\0', "\u{fffd}");
    let properties = json!({WITH_NUL: WITH_NUL, "$groups": {WITH_NUL: WITH_NUL}, "$session_id": WITH_NUL, "$set": {WITH_NUL: WITH_NUL}});
    let sent = batch(json!([event(WITH_NUL, WITH_NUL, properties)]));
    assert_eq!(rig.post_json("/e/", &sent).await.0, StatusCode::OK);
    let asked = encoded(&stored);
    let (_, events) = rig.read(&format!("/api/events?event={asked}&distinct_id={asked}")).await;
    assert_eq!((&events["events"][0]["event"], &events["events"][0]["distinct_id"]), (&json!(stored), &json!(stored)));
    let (_, groups) = rig.read(&format!("/api/groups?type={asked}&key={asked}")).await;
    assert_eq!(groups["groups"][0]["members_count"], 1);
    let raw = encoded(WITH_NUL);
    for path in [
        format!("/api/events?event={raw}&distinct_id={raw}&person={raw}"),
        format!("/api/persons?search={raw}"),
        format!("/api/groups?type={raw}&key={raw}"),
        format!("/api/flags?token={raw}"),
    ] {
        let (status, answer) = rig.read(&path).await;
        let empty = answer.as_object().unwrap().values().any(|list| list == &json!([]));
        assert!(status == StatusCode::OK && empty, "{path}: {status} {answer}");
    }
    for (path, body) in [
        ("/api/cohorts", json!({"token": "t", "name": WITH_NUL, "distinct_ids": []})),
        (
            "/api/cohorts",
            json!({"token": "t", "filters": {"properties": {"type": "OR", "values": [{"key": WITH_NUL, "value": 1}]}}}),
        ),
        ("/api/flags", json!({"token": "t", "key": "a", "name": WITH_NUL})),
        ("/api/flags", json!({"token": "t", "key": "a", "filters": {"groups": [{"variant": WITH_NUL}]}})),
    ] {
        assert_eq!(rig.change("POST", path, &body).await.0, StatusCode::BAD_REQUEST, "{path} {body}");
    }
    let (status, _) = rig
        .post_json("/flags/?v=2", &json!({"token": "t", "distinct_id": WITH_NUL, "groups": {WITH_NUL: WITH_NUL}}))
        .await;
    assert_eq!(status, StatusCode::OK);
    let columns = "SELECT count(*) FROM (SELECT event AS text FROM events UNION ALL SELECT distinct_id FROM events
        UNION ALL SELECT session_id FROM events UNION ALL SELECT distinct_id FROM person_distinct_ids
        UNION ALL SELECT properties FROM persons UNION ALL SELECT key FROM person_groups UNION ALL SELECT name FROM group_types)
        WHERE instr(text, char(0)) OR text LIKE '%\\u0000%'";
    assert_eq!(rig.sql::<i64>(columns), 0);
}
