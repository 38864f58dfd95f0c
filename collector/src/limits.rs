//! Every bound of the collector, in one place.

use std::time::Duration;

/// The bytes of one request's body as it comes over the wire.
pub const WIRE_BYTES: usize = 20 * 1024 * 1024;
/// What is read, and dropped, of a body beyond its bound.
pub const REFUSED_BYTES: usize = 16 * 1024 * 1024;
/// The bytes of one request's text once inflated; exactly this many are allowed.
pub const TEXT_BYTES: usize = 100 * 1024 * 1024;
/// The bytes of bodies that may be arriving, over all requests.
pub const WIRE_BYTES_IN_FLIGHT: usize = 10 * WIRE_BYTES;
/// The bytes of text that lz-string may grow to. It grows with the square of what is sent.
pub const LZ_TEXT_BYTES: usize = 10 * 1024 * 1024;
/// The bytes of text that may be decoded or wait for the store at one time, over all requests.
pub const TEXT_BYTES_IN_FLIGHT: usize = 2 * TEXT_BYTES;
/// The text of one event.
pub const EVENT_BYTES: usize = 1_000_000;
/// Events in one request.
pub const EVENTS_PER_REQUEST: usize = 50_000;
/// Uuids that one request asks for.
pub const OFFERED: usize = 1000;
/// How deep arrays and objects may nest in one field of an event. `serde_json` itself gives up at 128.
pub const JSON_DEPTH: usize = 100;
/// UTF-16 units of an event's name that are stored.
pub const EVENT_NAME_UNITS: usize = 200;
/// A distinct id of up to this many bytes is kept whole; a longer one is cut to this many characters.
pub const DISTINCT_ID: usize = 200;
/// Characters of a group's key.
pub const GROUP_KEY_CHARS: usize = 400;
/// Group types of one project.
pub const GROUP_TYPES: usize = 5;
/// Groups that are remembered of one person.
pub const PERSON_GROUPS: i64 = 1000;
/// Milliseconds that a membership's last time may be behind, so that not every event writes it.
pub const MEMBERSHIP_STEP: i64 = 60 * 60 * 1000;
/// Bytes of a project token.
pub const TOKEN_BYTES: usize = 64;
/// The JSON text of one person's or group's properties. Each change of one writes all of them.
pub const PROFILE_BYTES: usize = 128 * 1024;
/// UTF-16 units of an element's text in the elements chain.
pub const ELEMENT_TEXT_UNITS: usize = 400;
/// UTF-16 units of an element's link in the elements chain.
pub const ELEMENT_HREF_UNITS: usize = 2048;

/// Bytes of what is said about a wrong field.
pub const FAULT_BYTES: usize = 300;
/// Bytes of a rejected event's text that are kept.
pub const REJECT_RAW_BYTES: usize = 4096;
/// Rejected events of one request that are kept; all of them are answered.
pub const REJECTS_PER_REQUEST: usize = 100;
/// Rows of `rejects`, and of `warnings`; beyond them the oldest are deleted.
pub const REPORT_ROWS: i64 = 10_000;

/// Requests that may wait for the writer.
pub const WRITER_QUEUE: usize = 256;
/// Events after which the writer stops adding requests to one transaction.
pub const EVENTS_PER_TRANSACTION: usize = 10_000;
/// How long a request waits for a place before it is told to come back.
pub const QUEUE_WAIT: Duration = Duration::from_secs(10);
/// What `Retry-After` says, in seconds.
pub const RETRY_AFTER_SECONDS: &str = "5";
/// How long a connection may be idle, or take to send a request's headers.
pub const HEADERS_WAIT: Duration = Duration::from_secs(60);
/// Connections at one time, if the system has as many files for us; more wait to be accepted.
pub const CONNECTIONS: usize = 10_000;
/// Files that connections leave for the database and for what is served.
pub const FILES_LEFT: usize = 100;
/// How long to wait when no connection can be accepted.
pub const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// How long a body may take to arrive.
pub const BODY_WAIT: Duration = Duration::from_secs(60);
/// How long SQLite waits for another process to release the database.
pub const BUSY_WAIT: Duration = Duration::from_secs(10);
/// How long open requests may take to end once the collector was told to stop.
pub const STOP_WAIT: Duration = Duration::from_secs(10);

/// Rows that one call of the reading interface may ask for.
pub const PAGE_ROWS: i64 = 1000;
/// Bytes of properties after which a page ends early.
pub const PAGE_BYTES: usize = 4 * 1024 * 1024;
/// Rows of one call that does not say how many it wants.
pub const PAGE_ROWS_DEFAULT: i64 = 100;
/// Distinct ids listed with one person.
pub const PERSON_IDS_SHOWN: i64 = 100;
/// Groups listed with one person, the latest first.
pub const PERSON_GROUPS_SHOWN: i64 = 50;
/// Members listed with one group, the latest first, where that group alone is asked for.
pub const MEMBERS_SHOWN: i64 = 100;
/// Members listed with each of many groups.
pub const MEMBERS_SHOWN_IN_LIST: i64 = 5;
/// Characters of the names that are shown in such lists.
pub const SHOWN_NAME_CHARS: i64 = 200;
/// Bytes of a text that is searched for.
pub const SEARCH_BYTES: usize = 500;
/// Names of events that one call may choose.
pub const EVENT_NAMES_CHOSEN: usize = 50;
/// Events that are looked at for one call that asks for those of a person or a group, the latest first.
pub const EVENTS_WALKED: i64 = 50_000;
/// Days of activity that one call may ask for.
pub const ACTIVITY_DAYS: i64 = 366;
/// Days of activity of one call that does not say how many it wants.
pub const ACTIVITY_DAYS_DEFAULT: i64 = 90;
/// Names of events that are counted apart in an activity, the largest first.
pub const ACTIVITY_NAMES: usize = 100;
/// Silence on the live stream after which an empty line is sent.
pub const HEARTBEAT: Duration = Duration::from_secs(15);
/// The least length of a read key given from outside.
pub const READ_KEY_CHARS: usize = 16;

/// Flags of one project.
pub const FLAGS: usize = 2000;
/// Bytes of a flag's key.
pub const FLAG_KEY_BYTES: usize = 400;
/// Bytes of the name of a flag or a cohort, and of an early-access feature's texts.
pub const FLAG_TEXT_BYTES: usize = 4000;
/// The JSON text of one flag's filters, payloads included, or of a cohort's.
pub const FLAG_FILTERS_BYTES: usize = 256 * 1024;
/// Conditions of one flag.
pub const FLAG_CONDITIONS: usize = 200;
/// Filters of one condition.
pub const FLAG_CONDITION_FILTERS: usize = 200;
/// Values that one filter lists.
pub const FLAG_FILTER_VALUES: usize = 1000;
/// Variants of one flag.
pub const FLAG_VARIANTS: usize = 100;
/// Bytes of a regular expression.
pub const FLAG_PATTERN_BYTES: usize = 1000;
/// Bytes of a regular expression once it is compiled.
pub const FLAG_PATTERN_COMPILED_BYTES: usize = 256 * 1024;
/// How many flags may ask for one another in a row.
pub const FLAG_DEPENDENCY_DEPTH: usize = 20;
/// Changes of one flag that are remembered.
pub const FLAG_HISTORY_ROWS: i64 = 1000;
/// The text of one request for flags.
pub const FLAGS_REQUEST_BYTES: usize = 256 * 1024;
/// Experiments of one project.
pub const EXPERIMENTS: i64 = 1000;
/// Cohorts of one project.
pub const COHORTS: usize = 1000;
/// Filters and groups of one cohort.
pub const COHORT_FILTERS: usize = 1000;
/// Levels of groups in one cohort, and of cohorts inside of cohorts.
pub const COHORT_DEPTH: usize = 10;
/// Distinct ids on the list of one cohort.
pub const COHORT_IDS: usize = 50_000;
/// The body of one call of the reading interface, be it a question or a change.
pub const CALL_BYTES: usize = 1024 * 1024;
/// The same of a call that brings the list of a cohort.
pub const COHORT_BYTES: usize = 16 * 1024 * 1024;
/// What all calls that are being read may grow to. Events have room of their own, so that they never wait for a question.
pub const CALLS_BYTES_IN_FLIGHT: usize = 100 * 1024 * 1024;
/// How many times its size JSON may grow to once it is read: `{"":0}` becomes a node of a tree.
pub const JSON_GROWTH: usize = 100;

/// Events that are taken over into the facts in one transaction.
pub const FACTS_PER_TRANSACTION: i64 = 20_000;
/// Columns of properties that the facts keep; beyond them the one that was not used for longest is dropped.
pub const FACTS_COLUMNS: usize = 300;
/// Bytes of the facts that are mapped into memory.
pub const FACTS_MAPPED_BYTES: i64 = 16 * 1024 * 1024 * 1024;
/// Insights that are computed at one time; more wait.
pub const INSIGHTS_AT_ONCE: usize = 2;
/// How often progress is told.
pub const PROGRESS_PAUSE: Duration = Duration::from_millis(100);
/// Events, persons or groups that are looked at for the names and values of properties.
pub const INSIGHT_SAMPLE: i64 = 2000;
/// The bytes of their properties, beyond which no more are looked at.
pub const INSIGHT_SAMPLE_BYTES: usize = 64 * 1024 * 1024;
/// Statements that are shown with an answer.
pub const INSIGHT_STATEMENTS_SHOWN: usize = 50;
/// Intervals of one answer.
pub const INSIGHT_BUCKETS: usize = 5000;
/// Series of one insight, steps of one funnel.
pub const INSIGHT_SERIES: usize = 20;
/// Filters of one series or step, and of one insight.
pub const INSIGHT_FILTERS: usize = 50;
/// Properties of the events of one series or step. SQLite joins at most 64 tables.
pub const INSIGHT_PROPERTIES: usize = 50;
/// Values of a breakdown that are shown at most.
pub const INSIGHT_BREAKDOWN: usize = 100;
/// Bytes of a breakdown's value; longer ones are cut.
pub const INSIGHT_VALUE_BYTES: usize = 400;
/// Counters of one series, one for each interval and value of a breakdown.
pub const INSIGHT_CELLS: usize = 4_000_000;
/// What one part of a question remembers of the events that it has read, in bytes.
pub const INSIGHT_HELD_BYTES: usize = 1024 * 1024 * 1024;
/// The longest way through a funnel: ten years, in milliseconds.
pub const INSIGHT_WINDOW: i64 = 3653 * 24 * 3_600_000;
/// Periods for which retention follows a cohort.
pub const INSIGHT_PERIODS: usize = 400;
/// Ways between pages that are shown.
pub const INSIGHT_EDGES: usize = 1000;
/// Bytes of a formula.
pub const INSIGHT_FORMULA_BYTES: usize = 200;
/// Saved insights, and dashboards, of one project.
pub const INSIGHTS: i64 = 2000;
/// The JSON text of one saved insight's query, or of one dashboard's tiles.
pub const KEPT_BYTES: usize = 64 * 1024;
/// Saved insights or dashboards that are in memory at one time for the list of all.
pub const KEPT_AT_ONCE: i64 = 50;
/// Tiles of one dashboard.
pub const DASHBOARD_TILES: usize = 100;
