//! One filter on one property: read once, asked for every visitor.

mod date;
mod exact;
mod semver;

use std::borrow::Cow;

use regex::{Regex, RegexBuilder};
use serde_json::Value;

pub(super) use crate::flags::property::date::Moment;
use crate::flags::property::exact::Exact;
use crate::flags::property::semver::{Range, Version};
use crate::limits;

/// A filter on one property of a person or a group.
#[derive(Debug)]
pub struct PropertyFilter {
    /// The property's name.
    pub key: String,
    test: Test,
}

#[derive(Debug)]
enum Test {
    Set { wanted: bool },
    Exact { wanted: Exact, negated: bool },
    Text { relation: Relation, wanted: Vec<String>, negated: bool },
    Regex { pattern: Regex, negated: bool },
    Number { relation: Order, wanted: f64 },
    Date { relation: Order, wanted: Moment },
    Semver(Range),
}

/// How the property's text stands to the wanted one, whatever the case of its ASCII letters.
#[derive(Debug, Clone, Copy)]
enum Relation {
    Contains,
    Starts,
    Ends,
}

/// How the property stands to the wanted value.
#[derive(Debug, Clone, Copy)]
enum Order {
    Equal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Order {
    fn holds<T: PartialOrd>(self, value: T, wanted: T) -> bool {
        match self {
            Self::Equal => value == wanted,
            Self::Greater => value > wanted,
            Self::GreaterOrEqual => value >= wanted,
            Self::Less => value < wanted,
            Self::LessOrEqual => value <= wanted,
        }
    }
}

impl PropertyFilter {
    /// Reads a filter. The fault is one of `value`, unless `operator` is unknown.
    pub fn new(key: String, operator: &str, value: &Value) -> Result<Self, Unusable> {
        Ok(Self { key, test: Test::new(operator, value)? })
    }

    /// Whether `value`, which is `None` where there is no such property, passes. `now` is for dates like `7d`.
    pub fn matches(&self, value: Option<&Value>, now: i64) -> bool {
        let Some(value) = value else { return self.test.matches_absent() };
        self.test.matches(value, now)
    }
}

/// A filter that cannot be used.
#[derive(Debug, PartialEq)]
pub enum Unusable {
    /// There is no such operator.
    Operator,
    /// The operator cannot do anything with the value; the text says what it needs.
    Value(Cow<'static, str>),
}

impl Test {
    fn new(operator: &str, value: &Value) -> Result<Self, Unusable> {
        let wrong = |message: &'static str| Unusable::Value(message.into());
        let one = || match value {
            Value::Null => Err(wrong("a value is needed")),
            value => Ok(text(value).to_ascii_lowercase()),
        };
        let many = || match value {
            Value::Array(values) => Ok(values.iter().map(|value| text(value).to_ascii_lowercase()).collect()),
            _ => Ok(vec![one()?]),
        };
        let negated = operator.starts_with("not_") || operator == "is_not";
        Ok(match operator {
            "is_set" | "is_not_set" => Self::Set { wanted: operator == "is_set" },
            "exact" | "is_not" if value.is_null() => return Err(wrong("a value is needed")),
            "exact" | "is_not" => Self::Exact { wanted: Exact::new(value), negated },
            "icontains" | "not_icontains" => Self::Text { relation: Relation::Contains, wanted: vec![one()?], negated },
            "icontains_multi" | "not_icontains_multi" => {
                Self::Text { relation: Relation::Contains, wanted: many()?, negated }
            }
            "starts_with" | "not_starts_with" => {
                Self::Text { relation: Relation::Starts, wanted: vec![one()?], negated }
            }
            "ends_with" | "not_ends_with" => Self::Text { relation: Relation::Ends, wanted: vec![one()?], negated },
            "regex" | "not_regex" => Self::Regex { pattern: pattern(value)?, negated },
            "gt" | "gte" | "lt" | "lte" => {
                let wanted = number(value).ok_or_else(|| wrong("a number is needed"))?;
                Self::Number { relation: order(operator), wanted }
            }
            "is_date_exact" | "is_date_after" | "is_date_before" => {
                let wanted = value.as_str().and_then(Moment::parse);
                let wanted = wanted.ok_or_else(|| wrong("a date is needed, as `2026-01-31`, or an age, as `7d`"))?;
                Self::Date { relation: order(&operator["is_date_".len()..]), wanted }
            }
            _ => {
                let relation = operator.strip_prefix("semver_").filter(|relation| Range::knows(relation));
                let relation = relation.ok_or(Unusable::Operator)?;
                let range = Range::new(relation, &text(value));
                Self::Semver(range.ok_or_else(|| wrong("a version is needed, as `1.2.3`"))?)
            }
        })
    }

    fn matches(&self, value: &Value, now: i64) -> bool {
        match self {
            Self::Set { wanted } => *wanted,
            Self::Exact { wanted, negated } => wanted.matches(value) != *negated,
            Self::Text { relation, wanted, negated } => {
                let text = text(value).to_ascii_lowercase();
                wanted.iter().any(|wanted| relation.holds(&text, wanted)) != *negated
            }
            Self::Regex { pattern, negated } => pattern.is_match(&text(value)) != *negated,
            Self::Number { relation, wanted } => number(value).is_some_and(|value| relation.holds(value, *wanted)),
            Self::Date { relation, wanted } => {
                let both = date::instant(value).zip(wanted.at(now));
                both.is_some_and(|(value, wanted)| relation.holds(value, wanted))
            }
            Self::Semver(range) => {
                !value.is_null() && Version::parse(&text(value)).is_some_and(|version| range.contains(version))
            }
        }
    }

    fn matches_absent(&self) -> bool {
        match self {
            Self::Set { wanted } => !wanted,
            Self::Exact { negated, .. } | Self::Text { negated, .. } | Self::Regex { negated, .. } => *negated,
            Self::Number { .. } | Self::Date { .. } | Self::Semver(_) => false,
        }
    }
}

impl Relation {
    fn holds(self, text: &str, wanted: &str) -> bool {
        match self {
            Self::Contains => text.contains(wanted),
            Self::Starts => text.starts_with(wanted),
            Self::Ends => text.ends_with(wanted),
        }
    }
}

fn order(name: &str) -> Order {
    match name {
        "gt" | "after" => Order::Greater,
        "gte" => Order::GreaterOrEqual,
        "lt" | "before" => Order::Less,
        "lte" => Order::LessOrEqual,
        _ => Order::Equal,
    }
}

fn pattern(value: &Value) -> Result<Regex, Unusable> {
    let Value::String(text) = value else { return Err(Unusable::Value("a pattern is needed, as a string".into())) };
    if text.len() > limits::FLAG_PATTERN_BYTES {
        let bound = limits::FLAG_PATTERN_BYTES;
        return Err(Unusable::Value(format!("the pattern is over {bound} bytes").into()));
    }
    let size = limits::FLAG_PATTERN_COMPILED_BYTES;
    let pattern = RegexBuilder::new(text).size_limit(size).dfa_size_limit(size).build();
    pattern.map_err(|error| {
        let text = error.to_string();
        let last = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
        Unusable::Value(format!("the pattern cannot be used: {last}").into())
    })
}

/// A value as text: a string as it is, anything else as compact JSON.
fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn passes(operator: &str, wanted: Value, value: Option<Value>) -> bool {
        PropertyFilter::new("p".into(), operator, &wanted).unwrap().matches(value.as_ref(), 1_769_860_800_000)
    }

    #[test]
    fn the_operators() {
        let cases = [
            ("exact", json!("Pro"), json!("pRO"), true),
            ("exact", json!(["a", "b"]), json!("B"), true),
            ("exact", json!([1, 2]), json!("2"), true),
            ("exact", json!(1), json!(1), true),
            ("exact", json!("null"), json!(null), true),
            ("is_not", json!("pro"), json!("free"), true),
            ("is_not", json!(["a", "b"]), json!("a"), false),
            ("icontains", json!("GMAIL"), json!("x@gmail.com"), true),
            ("icontains", json!("É"), json!("é"), false),
            ("icontains", json!(1), json!([1, 2]), true),
            ("not_icontains", json!("a"), json!("b"), true),
            ("icontains_multi", json!(["x", "Y"]), json!("zy"), true),
            ("icontains_multi", json!([]), json!("zy"), false),
            ("not_icontains_multi", json!(["x", "Y"]), json!("z"), true),
            ("starts_with", json!("AB"), json!("abc"), true),
            ("not_starts_with", json!("b"), json!("abc"), true),
            ("ends_with", json!("BC"), json!("abc"), true),
            ("not_ends_with", json!("b"), json!("abc"), true),
            ("regex", json!("^a.c$"), json!("abc"), true),
            ("regex", json!("B"), json!("abc"), false),
            ("not_regex", json!("B"), json!("abc"), true),
            ("regex", json!("^tr"), json!(true), true),
            ("gt", json!(5), json!("5.5"), true),
            ("gt", json!("5"), json!(5), false),
            ("gte", json!("5"), json!(5), true),
            ("lt", json!(-1), json!("-2"), true),
            ("lte", json!(1e3), json!(1000), true),
            ("gt", json!(5), json!("many"), false),
            ("gt", json!(0), json!("inf"), false),
            ("is_set", json!(null), json!(null), true),
            ("is_not_set", json!(null), json!(null), false),
            ("semver_gte", json!("1.2"), json!("v1.2.0-beta"), true),
            ("semver_neq", json!("1.2"), json!("no version"), false),
            ("is_date_after", json!("7d"), json!("2026-01-30"), true),
            ("is_date_before", json!("2026-01-31"), json!("2026-01-30T23:59:59Z"), true),
            ("is_date_exact", json!("2026-01-31T12:00:00Z"), json!(1_769_860_800), true),
            ("is_date_exact", json!("2026-01-31T12:00:00Z"), json!(true), false),
        ];
        for (operator, wanted, value, expected) in cases {
            assert_eq!(passes(operator, wanted.clone(), Some(value.clone())), expected, "{value} {operator} {wanted}");
        }
    }

    #[test]
    fn what_an_absent_property_passes() {
        let wanted = |operator: &str| match operator {
            _ if operator.contains("semver") => json!("1.2.3"),
            _ if operator.contains("date") => json!("1d"),
            _ => json!("1"),
        };
        for operator in ["is_not", "not_icontains", "not_icontains_multi", "not_regex", "not_starts_with", "is_not_set"]
        {
            assert!(passes(operator, wanted(operator), None), "{operator}");
        }
        for operator in ["exact", "icontains", "regex", "gt", "lte", "is_set", "is_date_before", "semver_neq"] {
            assert!(!passes(operator, wanted(operator), None), "{operator}");
        }
    }

    #[test]
    fn filters_that_cannot_be_used() {
        let fault = |operator: &str, wanted| PropertyFilter::new("p".into(), operator, &wanted).err();
        for operator in ["", "equals", "semver_", "semver_near", "is_date_", "not_", "in"] {
            assert_eq!(fault(operator, json!("1")), Some(Unusable::Operator), "{operator}");
        }
        for (operator, wanted) in [
            ("exact", json!(null)),
            ("icontains", json!(null)),
            ("regex", json!("(")),
            ("regex", json!("(?=a)")),
            ("regex", json!("a{1000}{1000}")),
            ("regex", json!("a".repeat(10_000))),
            ("regex", json!(1)),
            ("gt", json!("many")),
            ("is_date_after", json!(5)),
            ("is_date_after", json!("soon")),
            ("semver_eq", json!("one")),
        ] {
            assert!(matches!(fault(operator, wanted.clone()), Some(Unusable::Value(_))), "{operator} {wanted}");
        }
    }
}
