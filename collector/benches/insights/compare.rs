//! Whether two answers say the same.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// Figures by what they are of; those that are 0 are left out.
pub(crate) type Figures = BTreeMap<String, f64>;

/// How far apart two figures may be, as a share: sums and means of the same numbers in another order.
const TOLERANCE: f64 = 1e-9;

/// Fails unless the answers are equal.
pub(crate) fn compare(ours: &Figures, theirs: &Figures) -> Result<()> {
    let keys = ours.keys().chain(theirs.keys().filter(|key| !ours.contains_key(*key)));
    let figure = |figures: &Figures, key: &String| figures.get(key).copied().unwrap_or(0.0);
    let different = |key: &&String| {
        let (a, b) = (figure(ours, key), figure(theirs, key));
        (a - b).abs() > TOLERANCE * a.abs().max(b.abs())
    };
    let wrong: Vec<String> =
        keys.filter(different).map(|key| format!("{key}: {} and {}", figure(ours, key), figure(theirs, key))).collect();
    let shown = wrong.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    ensure!(wrong.is_empty(), "of {} figures {} are different:\n{shown}", ours.len(), wrong.len());
    ensure!(!ours.is_empty(), "nothing but zeros");
    Ok(())
}

/// The figures of DuckDB's rows: the last column is the figure, the others are what it is of.
pub(crate) fn of_rows(rows: &[Vec<Value>]) -> Result<Figures> {
    let mut figures = Figures::new();
    for row in rows {
        let (figure, key) = row.split_last().context("a row without columns")?;
        let key: Vec<String> = key.iter().map(text).collect();
        put(&mut figures, key.join("|"), figure);
    }
    Ok(figures)
}

/// The figures of the collector's answer.
pub(crate) fn of_answer(answer: &Value) -> Result<Figures> {
    let mut figures = Figures::new();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let time = |value: &Value| -> Result<String> {
        let text = value.as_str().context("no time")?;
        Ok(text.parse::<jiff::Timestamp>()?.as_millisecond().to_string())
    };
    let times = list(&answer["buckets"]).iter().map(time).collect::<Result<Vec<_>>>()?;
    match answer["kind"].as_str() {
        Some("trends") => {
            for series in list(&answer["series"]) {
                let key = format!("{}|{}", text(&series["index"]), text(&series["breakdown"]));
                for (time, value) in times.iter().zip(list(&series["values"])) {
                    put(&mut figures, format!("{key}|{time}"), &value);
                }
                put(&mut figures, format!("{key}|total"), &series["total"]);
                let previous = &series["previous"];
                let key = format!("{}|previous", text(&series["index"]));
                for (at, value) in list(&previous["values"]).iter().enumerate() {
                    put(&mut figures, format!("{key}|{at}"), value);
                }
                put(&mut figures, format!("{key}|total"), &previous["total"]);
            }
        }
        Some("profiles") => {
            for row in list(&answer["rows"]) {
                put(&mut figures, text(&row["breakdown"]), &row["value"]);
            }
        }
        Some("funnel") => {
            for group in list(&answer["groups"]) {
                for (at, step) in list(&group["steps"]).iter().enumerate() {
                    put(&mut figures, format!("{}|{at}", text(&group["breakdown"])), &step["count"]);
                }
            }
        }
        Some("retention") => {
            for cohort in list(&answer["cohorts"]) {
                let start = time(&cohort["start"])?;
                put(&mut figures, format!("{start}|size"), &cohort["size"]);
                for (at, value) in list(&cohort["values"]).iter().enumerate() {
                    put(&mut figures, format!("{start}|{at}"), value);
                }
            }
        }
        Some("stickiness") => {
            for (at, series) in list(&answer["series"]).iter().enumerate() {
                for value in list(&series["values"]) {
                    put(&mut figures, format!("{at}|{}", text(&value["intervals"])), &value["count"]);
                }
            }
            let days = list(&answer["activity"]["buckets"]).iter().map(time).collect::<Result<Vec<_>>>()?;
            for name in ["dau", "wau", "mau"] {
                for (day, value) in days.iter().zip(list(&answer["activity"][name])) {
                    put(&mut figures, format!("{name}|{day}"), &value);
                }
            }
        }
        Some("lifecycle") => {
            for name in ["new", "returning", "resurrecting", "dormant"] {
                for (time, value) in times.iter().zip(list(&answer[name])) {
                    put(&mut figures, format!("{name}|{time}"), &value);
                }
            }
        }
        kind => bail!("an answer of an unknown kind {kind:?}"),
    }
    Ok(figures)
}

fn put(figures: &mut Figures, key: String, figure: &Value) {
    if let Some(figure) = figure.as_f64().filter(|figure| *figure != 0.0) {
        figures.insert(key, figure);
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
