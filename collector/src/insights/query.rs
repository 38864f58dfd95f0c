//! A question as it is sent: the body of `/api/insights/run`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::flags::fault::{self, Fault};
use crate::insights::bounds;
use crate::insights::calendar::{Interval, WeekStart};

/// A question of any kind. Which fields go with which kind, [`Query::read`] checks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The project's token.
    pub token: String,
    /// What is asked.
    pub kind: Kind,
    /// The times that count. The last thirty days, if it is left out.
    #[serde(default)]
    pub range: Range,
    /// The width of a point in time.
    #[serde(default)]
    pub interval: Interval,
    /// The name of a time zone, in which days begin.
    #[serde(default = "utc")]
    pub timezone: String,
    /// The first day of a week.
    #[serde(default)]
    pub week_start: WeekStart,
    /// What every event has to pass.
    #[serde(default)]
    pub filters: Vec<Filter>,
    /// Who is counted: persons, if it is left out, or groups.
    pub actor: Option<GroupType>,
    /// Trends, stickiness: the events.
    #[serde(default)]
    pub series: Vec<Series>,
    /// Trends: arithmetic over the series, which are called A, B, C ….
    pub formula: Option<String>,
    /// Trends: the range before beside it.
    #[serde(default)]
    pub compare: bool,
    /// Trends, profiles, funnels: one answer for each value of a property.
    pub breakdown: Option<Breakdown>,
    /// Profiles: persons, if it is left out, or groups.
    pub of: Option<GroupType>,
    /// Profiles: what is computed.
    pub math: Option<Math>,
    /// Profiles: the property that it is computed of.
    pub property: Option<String>,
    /// Funnels: the events in order. Paths: how many views.
    pub steps: Option<Value>,
    /// Funnels: how long the whole way may take.
    pub window: Option<Window>,
    /// Funnels: `ordered`, `strict` or `unordered`.
    pub order: Option<Order>,
    /// Funnels: events that must not happen between two steps.
    #[serde(default)]
    pub exclusions: Vec<Exclusion>,
    /// Funnels: which step's property is broken down.
    pub attribution: Option<Attribution>,
    /// Funnels: the step of the attribution `step`.
    pub attribution_step: Option<usize>,
    /// Retention: the event that begins. Paths: the page that begins.
    pub start: Option<Value>,
    /// Retention: the event that is a return.
    #[serde(rename = "return")]
    pub back: Option<Step>,
    /// Retention: the width of a period.
    pub period: Option<Interval>,
    /// Retention: how many periods are followed.
    pub periods: Option<usize>,
    /// Retention: whether everybody begins once, or in each period with the event.
    pub mode: Option<RetentionMode>,
    /// Retention: whether a later return counts for the periods before it.
    #[serde(default)]
    pub on_or_after: bool,
    /// Lifecycle: the event.
    pub event: Option<Step>,
    /// Paths: the page that ends.
    pub end: Option<String>,
    /// Paths: how many edges are shown.
    pub limit: Option<usize>,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Figures over time.
    Trends,
    /// Persons or groups as they are now.
    Profiles,
    /// How many go a way to its end.
    Funnel,
    /// Who comes back.
    Retention,
    /// On how many days they come.
    Stickiness,
    /// Who is new, comes back or stays away.
    Lifecycle,
    /// From which page to which.
    Paths,
}

/// Times: a date, an instant, an age such as `-30d`, or `all`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The first.
    #[serde(default = "a_month_ago")]
    pub from: String,
    /// The last; now, if it is left out.
    pub to: Option<String>,
}

impl Default for Range {
    fn default() -> Self {
        Self { from: a_month_ago(), to: None }
    }
}

fn a_month_ago() -> String {
    "-30d".into()
}

fn utc() -> String {
    "UTC".into()
}

/// A type of groups.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupType {
    /// Its name.
    pub group_type: String,
}

/// What an event or a profile has to pass.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Whose property it is, or `cohort`.
    #[serde(rename = "type", default)]
    pub subject: Subject,
    /// The property.
    pub key: Option<String>,
    /// How it stands to the value: PostHog's operators, `exact` if it is left out.
    pub operator: Option<String>,
    /// What is wanted.
    #[serde(default)]
    pub value: Value,
    /// The type of the group.
    pub group_type: Option<String>,
}

/// Whose property.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The event's.
    #[default]
    Event,
    /// The person's, as it is now.
    Person,
    /// The group's, as it is now.
    Group,
    /// No property: membership of a cohort.
    Cohort,
}

/// An event.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name; any event, if it is left out.
    pub event: Option<String>,
    /// What it has to pass.
    #[serde(default)]
    pub filters: Vec<Filter>,
    /// What it is called in the answer.
    pub label: Option<String>,
}

/// A figure of an event.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Its name; any event, if it is left out.
    pub event: Option<String>,
    /// What it has to pass.
    #[serde(default)]
    pub filters: Vec<Filter>,
    /// What it is called in the answer.
    pub label: Option<String>,
    /// The figure.
    #[serde(default)]
    pub math: Math,
    /// The property that it is computed of.
    pub property: Option<String>,
    /// The type of groups that are counted.
    pub group_type: Option<String>,
}

impl Series {
    /// The event without the figure.
    pub fn step(&self) -> Step {
        Step { event: self.event.clone(), filters: self.filters.clone(), label: self.label.clone() }
    }
}

/// A figure, defined as PostHog does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Math {
    /// Events.
    #[default]
    Total,
    /// Profiles: how many.
    Count,
    /// Actors.
    Dau,
    /// Actors of the seven days up to there.
    WeeklyActive,
    /// Actors of the thirty days up to there.
    MonthlyActive,
    /// Sessions.
    UniqueSession,
    /// Groups.
    UniqueGroup,
    /// The property's sum.
    Sum,
    /// Its average.
    Avg,
    /// Its least value.
    Min,
    /// Its largest value.
    Max,
    /// Its middle value.
    Median,
    /// Three quarters are at most that.
    P75,
    /// Nine of ten are at most that.
    P90,
    /// 95 of 100 are at most that.
    P95,
    /// 99 of 100 are at most that.
    P99,
    /// Events of an actor who has some: the average.
    AvgCountPerActor,
    /// The least.
    MinCountPerActor,
    /// The most.
    MaxCountPerActor,
    /// The middle.
    MedianCountPerActor,
    /// Nine of ten have at most that.
    P90CountPerActor,
}

/// One answer for each value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Breakdown {
    /// Whose property.
    #[serde(rename = "type", default)]
    pub subject: Subject,
    /// The property; the person or the group itself, if it is left out.
    pub key: Option<String>,
    /// The type of the group.
    pub group_type: Option<String>,
    /// How many values are shown; the others are one.
    pub limit: Option<usize>,
    /// Ranges of numbers, each from its first up to its second, in the place of values.
    pub ranges: Option<Vec<(Option<f64>, Option<f64>)>>,
}

/// A length of time.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// How many.
    pub value: i64,
    /// Of what.
    pub unit: Unit,
}

/// A unit of time, of a fixed length.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// 30 days.
    Month,
}

impl Unit {
    /// How long it is.
    pub fn milliseconds(self) -> i64 {
        const MINUTE: i64 = 60_000;
        match self {
            Self::Minute => MINUTE,
            Self::Hour => 60 * MINUTE,
            Self::Day => 24 * 60 * MINUTE,
            Self::Week => 7 * 24 * 60 * MINUTE,
            Self::Month => 30 * 24 * 60 * MINUTE,
        }
    }
}

/// In which order the steps of a funnel have to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// One after the other, whatever happens between.
    #[default]
    Ordered,
    /// One after the other, with nothing between.
    Strict,
    /// Any.
    Unordered,
}

/// An event that must not happen between two steps.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Its name; any event, if it is left out.
    pub event: Option<String>,
    /// What it has to pass.
    #[serde(default)]
    pub filters: Vec<Filter>,
    /// The step after which it counts, from 0.
    pub from: usize,
    /// The step before which it counts.
    pub to: usize,
}

/// Which step's property is broken down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// The first one's.
    #[default]
    FirstTouch,
    /// The last one's.
    LastTouch,
    /// That of `attribution_step`.
    Step,
}

/// Who begins when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetentionMode {
    /// In each period with the event.
    #[default]
    Recurring,
    /// In the period of the very first one.
    FirstTime,
}

const COMMON: [&str; 8] = ["token", "kind", "range", "interval", "timezone", "week_start", "filters", "actor"];

impl Kind {
    /// The fields that go with it, beside those that go with all.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Trends => &["series", "formula", "compare", "breakdown"],
            Self::Profiles => &["of", "math", "property", "breakdown"],
            Self::Funnel => &["steps", "window", "order", "exclusions", "breakdown", "attribution", "attribution_step"],
            Self::Retention => &["start", "return", "period", "periods", "mode", "on_or_after"],
            Self::Stickiness => &["series"],
            Self::Lifecycle => &["event"],
            Self::Paths => &["start", "end", "steps", "limit"],
        }
    }
}

impl Query {
    /// Reads a question, and refuses fields that its kind has no use for, and lists that are too long.
    pub fn read(value: Value) -> Result<Self, Fault> {
        let fields: Vec<String> = value.as_object().into_iter().flat_map(|object| object.keys().cloned()).collect();
        let query: Self = fault::read("", value).map_err(named)?;
        let known = |field: &str| COMMON.contains(&field) || query.kind.fields().contains(&field);
        match fields.into_iter().find(|field| !known(field)) {
            Some(field) => Err(Fault::new(field, "this kind of insight has no use for it; leave it out")),
            None => bounds::check(&query).map(|()| query),
        }
    }

    /// The steps of a funnel.
    pub fn funnel_steps(&self) -> Result<Vec<Step>, Fault> {
        fault::read("steps", self.steps.as_ref().unwrap_or(&Value::Null))
    }

    /// The event with which retention begins.
    pub fn retention_start(&self) -> Result<Step, Fault> {
        fault::read("start", self.start.as_ref().unwrap_or(&Value::Null))
    }
}

/// Of a field that is unknown or missing, only the message has the name.
fn named(fault: Fault) -> Fault {
    let field = fault.field.trim_start_matches('.');
    let named = ["unknown field `", "missing field `"].iter().find_map(|prefix| fault.message.strip_prefix(prefix));
    let name = named.and_then(|rest| rest.split('`').next()).unwrap_or_default();
    let field = match (field, name) {
        ("", "") => "body".to_owned(),
        ("", name) => name.to_owned(),
        (field, _) => field.to_owned(),
    };
    Fault::new(field, fault.message)
}
