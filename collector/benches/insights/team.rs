//! The first dashboard, and how DuckDB is asked for each of its insights.

use std::fs;

use anyhow::{Context, Result, ensure};
use hyper::body::Bytes;
use hyper::{Request, header};
use serde_json::Value;

use crate::history::TOKEN;
use crate::support::client::Connection;
use crate::support::collector::ADMIN_KEY;

const TEAM: &str = "www/insights/team.json";
const SQL: &str = include_str!("tiles.sql");
/// A statement that is another one's.
const SAME: &str = "SAME AS ";

/// An insight of the dashboard.
pub(crate) struct Tile {
    pub(crate) title: String,
    query: Bytes,
    /// What DuckDB is asked, with `{from}`, `{to}`, and `{days}`, the length of a range by days, with the one that has begun.
    sql: String,
}

impl Tile {
    /// Those of the dashboard.
    pub(crate) fn all() -> Result<Vec<Self>> {
        let text = fs::read_to_string(TEAM).context(TEAM)?;
        let tiles: Vec<Value> = serde_json::from_str(&text)?;
        tiles.into_iter().map(Self::of).collect()
    }

    fn of(tile: Value) -> Result<Self> {
        let title = tile["title"].as_str().context("a tile without a title")?.to_owned();
        let mut query = tile["query"].clone();
        query["token"] = TOKEN.into();
        let statement = |title: &str| {
            let found = SQL.split("-- # ").find_map(|part| part.strip_prefix(title)?.strip_prefix('\n'));
            found.map(str::trim).with_context(|| format!("tiles.sql has nothing for “{title}”"))
        };
        let mut sql = statement(&title)?;
        if let Some(other) = sql.strip_prefix(SAME) {
            sql = statement(other.trim_end_matches(';'))?;
        }
        let bucket = match query["interval"].as_str() {
            Some("month") => "date_trunc('month', time)",
            // The first day of weeks is Sunday, as that one was.
            Some("week") => "time_bucket(INTERVAL 7 DAY, time, DATE '2000-01-02')",
            _ => "date_trunc('day', time)",
        };
        Ok(Self { title, query: query.to_string().into(), sql: sql.replace("{bucket}", bucket) })
    }

    /// The collector's answer. It is asked for as the page does, with lines that tell of progress before it.
    pub(crate) async fn ask(&self, connection: &mut Connection) -> Result<Value> {
        let request = Request::post("/api/insights/run")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/x-ndjson")
            .header(header::AUTHORIZATION, format!("Bearer {ADMIN_KEY}"));
        let body = connection.ask(request, self.query.clone()).await.with_context(|| self.title.clone())?;
        let last = body.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty()).unwrap_or_default();
        let mut last: Value = serde_json::from_slice(last)?;
        ensure!(last["result"].is_object(), "{}: {last}", self.title);
        Ok(last["result"].take())
    }

    /// What DuckDB is asked, for the times of an answer of the collector.
    pub(crate) fn sql(&self, answer: &Value) -> Result<String> {
        let time = |name: &str| -> Result<i64> {
            let text = answer["range"][name].as_str().context("an answer without a range")?;
            Ok(text.parse::<jiff::Timestamp>()?.as_millisecond())
        };
        let (from, to) = (time("from")?, time("to")?);
        ensure!(from < to, "a range without time");
        let literal = |time: i64| format!("make_timestamp_ms({time})");
        let days = answer["buckets"].as_array().map_or(0, Vec::len);
        let sql = self.sql.replace("{from}", &literal(from)).replace("{to}", &literal(to));
        Ok(sql.replace("{days}", &format!("INTERVAL {days} DAY")))
    }
}
