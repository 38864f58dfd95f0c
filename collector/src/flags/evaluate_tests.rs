//! Whole flags, evaluated for whole visitors.

use serde_json::{Value, json};

use super::*;
use crate::flags::record::{CohortRecord, EarlyAccess, FlagRecord};

fn flag(key: &str, filters: Value) -> FlagRecord {
    let id = key.bytes().fold(0, |id, byte| id * 31 + i64::from(byte));
    FlagRecord {
        id,
        token: "t".into(),
        key: key.into(),
        name: String::new(),
        active: true,
        filters,
        ensure_experience_continuity: false,
        early_access: None,
        version: 1,
        created_at: 0,
        updated_at: 0,
    }
}

fn cohort(id: i64, filters: Option<Value>) -> CohortRecord {
    let (token, name) = ("t".to_owned(), String::new());
    CohortRecord { id, token, name, filters, listed: 0, created_at: 0, updated_at: 0 }
}

/// What is known of a visitor who acts for the company `acme`.
#[derive(Default)]
struct Known {
    id: &'static str,
    given: Value,
    stored: Value,
    company: Option<Value>,
    lists: Vec<i64>,
    hash_keys: Vec<(&'static str, &'static str)>,
    is_incomplete: bool,
}

/// The answers as one line each: `key: value, reason, condition`.
fn answers(flags: Vec<FlagRecord>, cohorts: Vec<CohortRecord>, known: &Known) -> Vec<String> {
    let project = Project::new(1, flags, cohorts, vec!["company".into(), "team".into()]);
    let (id, acme) = (json!(known.id), json!("acme"));
    let profile = |name_key, name, given, stored| Profile { name_key, name, given, stored };
    let company = known.company.as_ref().map(|given| profile("$group_key", &acme, given.as_object(), None));
    let ids = known
        .hash_keys
        .iter()
        .map(|(key, hash)| (project.flags[project.flag(key).unwrap()].record.id, (*hash).to_owned()));
    let (lists, hash_keys) = (known.lists.iter().copied().collect(), ids.collect());
    let visitor = Visitor {
        person: profile("distinct_id", &id, known.given.as_object(), known.stored.as_object()),
        groups: [company, None, None, None, None],
        lists: &lists,
        hash_keys: &hash_keys,
        is_complete: !known.is_incomplete,
        now: 1_769_860_800_000,
    };
    let mut evaluation = Evaluation::new(&project, &visitor);
    let line = |at: usize| {
        let answer = evaluation.answer(at);
        let value = answer.variant.map_or(answer.enabled.to_string(), str::to_owned);
        let condition = answer.condition.map_or(String::new(), |index| format!(" {index}"));
        let failed = if answer.failed { " failed" } else { "" };
        format!("{}: {value} {}{condition}{failed}", project.flags[at].record.key, answer.reason.code())
    };
    (0..project.flags.len()).map(line).collect()
}

fn one(filters: Value, known: &Known) -> String {
    answers(vec![flag("simple-flag", filters)], vec![], known).remove(0)
}

/// `simple-flag` gives this visitor the hash 0.3457…, and 0.5441… among its variants.
fn visitor(given: Value) -> Known {
    Known { id: "distinct_id", given, ..Known::default() }
}

#[test]
fn roll_outs() {
    for (share, expected) in [
        (json!(100), "true condition_match 0"),
        (json!(null), "true condition_match 0"),
        (json!(35), "true condition_match 0"),
        (json!(34), "false out_of_rollout_bound 0"),
        (json!(0), "false out_of_rollout_bound 0"),
    ] {
        let filters = json!({"groups": [{"rollout_percentage": share}]});
        assert_eq!(one(filters, &visitor(json!({}))), format!("simple-flag: {expected}"));
    }
    assert_eq!(one(json!({}), &visitor(json!({}))), "simple-flag: false no_condition_match");
}

#[test]
fn variants() {
    let variants = |a: f64, b: f64| json!({"variants": [{"key": "a", "rollout_percentage": a}, {"key": "b", "rollout_percentage": b}]});
    for (multivariate, own, expected) in [
        (variants(50.0, 50.0), json!(null), "b"),
        (variants(55.0, 45.0), json!(null), "a"),
        (variants(10.0, 10.0), json!(null), "true"),
        (variants(10.0, 90.0), json!("a"), "a"),
        (variants(10.0, 90.0), json!("gone"), "b"),
    ] {
        let filters = json!({"groups": [{"variant": own}], "multivariate": multivariate});
        assert_eq!(one(filters, &visitor(json!({}))), format!("simple-flag: {expected} condition_match 0"));
    }
}

#[test]
fn the_first_condition_that_matches_decides() {
    let filters = json!({"groups": [
        {"properties": [{"key": "plan", "value": "pro"}], "rollout_percentage": 10},
        {"properties": [{"key": "plan", "value": "pro"}, {"key": "seats", "value": 5, "operator": "gt"}]},
        {"properties": [{"key": "plan", "value": "free"}]},
    ]});
    for (given, expected) in [
        (json!({"plan": "pro", "seats": 6}), "true condition_match 1"),
        (json!({"plan": "pro", "seats": 5}), "false out_of_rollout_bound 0"),
        (json!({"plan": "free"}), "true condition_match 2"),
        (json!({}), "false no_condition_match 2"),
    ] {
        assert_eq!(one(filters.clone(), &visitor(given)), format!("simple-flag: {expected}"));
    }
    let mut early = filters;
    early["early_exit"] = json!(true);
    let known = visitor(json!({"plan": "pro", "seats": 6}));
    assert_eq!(one(early, &known), "simple-flag: false out_of_rollout_bound 0");
}

#[test]
fn what_is_given_counts_more_than_what_is_stored() {
    let filters = json!({"groups": [{"properties": [{"key": "plan", "value": "pro"}]}]});
    let known = |given, stored| Known { stored, ..visitor(given) };
    assert!(one(filters.clone(), &known(json!({}), json!({"plan": "pro"}))).contains("true"));
    assert!(one(filters.clone(), &known(json!({"plan": "free"}), json!({"plan": "pro"}))).contains("false"));
    let filters = json!({"groups": [{"properties": [{"key": "distinct_id", "value": "distinct_id"}]}]});
    assert!(one(filters, &known(json!({}), json!({}))).contains("true"));
}

#[test]
fn flags_for_groups() {
    let filters = json!({
        "aggregation_group_type_index": 0,
        "groups": [{"properties": [{"key": "seats", "value": 5, "operator": "gte", "type": "group"}]}],
    });
    let known = |company| Known { company, ..visitor(json!({"seats": 9})) };
    assert_eq!(one(filters.clone(), &known(None)), "simple-flag: false no_group_type");
    assert_eq!(one(filters.clone(), &known(Some(json!({"seats": 4})))), "simple-flag: false no_condition_match 0");
    assert_eq!(one(filters, &known(Some(json!({"seats": 5})))), "simple-flag: true condition_match 0");

    let mixed = json!({"groups": [
        {"aggregation_group_type_index": 1},
        {"aggregation_group_type_index": 0, "properties": [{"key": "$group_key", "value": "acme"}]},
        {"properties": [{"key": "seats", "value": 9}]},
    ]});
    assert_eq!(one(mixed.clone(), &known(Some(json!({})))), "simple-flag: true condition_match 1");
    assert_eq!(one(mixed, &known(None)), "simple-flag: true condition_match 2");
}

#[test]
fn who_wants_it_early_gets_it() {
    let early = EarlyAccess {
        name: "New".into(),
        description: String::new(),
        stage: "beta".into(),
        documentation_url: None,
        payload: None,
    };
    let asked = |given, filters| {
        let record = FlagRecord { early_access: Some(early.clone()), ..flag("simple-flag", filters) };
        answers(vec![record], vec![], &visitor(given)).remove(0)
    };
    let nobody = json!({"groups": [{"rollout_percentage": 0}]});
    let key = "$feature_enrollment/simple-flag";
    assert_eq!(asked(json!({key: true}), nobody.clone()), "simple-flag: true super_condition_value 0");
    assert_eq!(asked(json!({key: "true"}), nobody.clone()), "simple-flag: true super_condition_value 0");
    assert_eq!(asked(json!({key: false}), json!({"groups": [{}]})), "simple-flag: false super_condition_value 0");
    assert_eq!(asked(json!({}), nobody), "simple-flag: false out_of_rollout_bound 0");
}

#[test]
fn holdouts() {
    // `some_distinct_id` stands at 0.7270….
    let known = Known { id: "some_distinct_id", ..Known::default() };
    let with = |name: &str, holdout: Value| json!({"groups": [{}], name: holdout});
    for (filters, expected) in [
        (with("holdout", json!({"id": 7, "exclusion_percentage": 73})), "holdout-7 holdout_condition_value"),
        (with("holdout", json!({"id": 7, "exclusion_percentage": 72})), "true condition_match 0"),
        (with("holdout_groups", json!([{"rollout_percentage": 73, "variant": "out"}])), "out holdout_condition_value"),
        (with("holdout_groups", json!([{"rollout_percentage": 73}])), "holdout holdout_condition_value"),
        (with("holdout_groups", json!([{"rollout_percentage": 73, "properties": [{}]}])), "true condition_match 0"),
    ] {
        assert_eq!(one(filters, &known), format!("simple-flag: {expected}"));
    }
}

#[test]
fn flags_that_ask_for_flags() {
    let asks = |name: &str, value: Value| json!({"groups": [{"properties": [{"key": name, "type": "flag", "value": value, "operator": "flag_evaluates_to"}]}]});
    let base =
        json!({"groups": [{"variant": "a"}], "multivariate": {"variants": [{"key": "a", "rollout_percentage": 100}]}});
    let off = FlagRecord { active: false, ..flag("off", json!({"groups": [{}]})) };
    let id = flag("base", json!({})).id.to_string();
    let flags = vec![
        flag("base", base),
        flag("by-id", asks(&id, json!(true))),
        flag("chain", asks("is-a", json!(true))),
        flag("is-a", asks("base", json!("a"))),
        flag("is-b", asks("base", json!("b"))),
        flag("is-on", asks("base", json!(true))),
        flag("lost", asks("gone", json!(true))),
        flag("loses", asks("lost", json!(false))),
        flag("not-off", asks("off", json!(false))),
        off,
        flag("ring-1", asks("ring-2", json!(true))),
        flag("ring-2", asks("ring-1", json!(true))),
    ];
    let expected = [
        "base: a condition_match 0",
        "by-id: true condition_match 0",
        "chain: true condition_match 0",
        "is-a: true condition_match 0",
        "is-b: false no_condition_match 0",
        "is-on: true condition_match 0",
        "loses: false missing_dependency failed",
        "lost: false missing_dependency failed",
        "not-off: true condition_match 0",
        "off: false flag_disabled",
        "ring-1: false missing_dependency failed",
        "ring-2: false missing_dependency failed",
    ];
    assert_eq!(answers(flags, vec![], &visitor(json!({}))), expected);
}

#[test]
fn cohorts() {
    let is = |id: i64, operator: &str| json!({"groups": [{"properties": [{"key": "id", "type": "cohort", "value": id, "operator": operator}]}]});
    let group = |kind: &str, values: Value| Some(json!({"properties": {"type": kind, "values": values}}));
    let cohorts = vec![
        cohort(
            1,
            group(
                "OR",
                json!([
                    {"type": "AND", "values": [{"key": "plan", "value": "pro"}, {"key": "seats", "value": 5, "operator": "gt"}]},
                    {"type": "AND", "values": [{"key": "staff", "value": "true"}]},
                ]),
            ),
        ),
        cohort(
            2,
            group(
                "AND",
                json!([{"type": "cohort", "key": "id", "value": 1}, {"key": "plan", "value": "pro", "negation": true}]),
            ),
        ),
        cohort(3, None),
        cohort(4, group("AND", json!([{"type": "cohort", "key": "id", "value": 3, "operator": "not_in"}]))),
        cohort(5, group("AND", json!([{"type": "cohort", "key": "id", "value": 6}]))),
        cohort(6, group("AND", json!([{"type": "cohort", "key": "id", "value": 5}]))),
        cohort(7, group("AND", json!([]))),
        cohort(8, group("OR", json!([]))),
    ];
    let flags: Vec<FlagRecord> =
        (1..=9).map(|id| flag(&format!("in-{id}"), is(id, "in"))).chain([flag("not-in-1", is(1, "not_in"))]).collect();
    let known = Known { lists: vec![3], ..visitor(json!({"staff": true})) };
    let expected = [
        "in-1: true condition_match 0",
        "in-2: true condition_match 0",
        "in-3: true condition_match 0",
        "in-4: false no_condition_match 0",
        "in-5: false missing_dependency failed",
        "in-6: false missing_dependency failed",
        "in-7: true condition_match 0",
        "in-8: false no_condition_match 0",
        "in-9: false missing_dependency failed",
        "not-in-1: false no_condition_match 0",
    ];
    assert_eq!(answers(flags, cohorts, &known), expected);
}

#[test]
fn the_answer_from_before_the_login_stays() {
    let filters = json!({"groups": [{"rollout_percentage": 50}]});
    let known = Known { id: "zoe", hash_keys: vec![("simple-flag", "distinct_id")], ..Known::default() };
    let asked = |continuity| {
        let record = FlagRecord { ensure_experience_continuity: continuity, ..flag("simple-flag", filters.clone()) };
        answers(vec![record], vec![], &known).remove(0)
    };
    assert!(hash::rollout("simple-flag", "zoe") > 0.5, "the test needs someone who is left out");
    assert_eq!(asked(true), "simple-flag: true condition_match 0");
    assert_eq!(asked(false), "simple-flag: false out_of_rollout_bound 0");
}

#[test]
fn without_the_database_only_what_needs_it_fails() {
    let needs = |key: &str| json!({"groups": [{"properties": [{"key": key, "value": "x"}]}]});
    let flags =
        vec![flag("given", needs("given")), flag("stored", needs("stored")), flag("share", json!({"groups": [{}]}))];
    let known = Known { is_incomplete: true, ..visitor(json!({"given": "x"})) };
    let expected =
        ["given: true condition_match 0", "share: true condition_match 0", "stored: false no_condition_match failed"];
    assert_eq!(answers(flags, vec![], &known), expected);
}

#[test]
fn cohorts_inside_of_many_cohorts_are_asked_once() {
    let two = |id: i64| {
        let part = json!({"type": "cohort", "key": "id", "value": id});
        Some(json!({"properties": {"type": "AND", "values": vec![part; 900]}}))
    };
    let leaf = Some(json!({"properties": {"type": "AND", "values": [{"key": "a", "value": "x"}]}}));
    let mut cohorts = vec![cohort(0, leaf)];
    cohorts.extend((1..=8).map(|id| cohort(id, two(id - 1))));
    let asks = json!({"groups": [{"properties": [{"key": "id", "type": "cohort", "value": 8}]}]});
    let known = visitor(json!({"a": "x"}));
    assert_eq!(answers(vec![flag("f", asks)], cohorts, &known), ["f: true condition_match 0"]);
}
