//! How long `/flags/?v=2` takes of a project of many flags, at a steady rate; beside it what the machine, its other work and
//! this program make of it, whatever flags are evaluated: the answer of a project without any, and a file as long as the
//! answer.

mod support;

use std::path::PathBuf;

use anyhow::{Result, ensure};
use clap::Parser;
use hyper::body::Bytes;
use hyper::{Request, header};
use serde_json::{Map, Value, json};

use crate::support::client::Connection;
use crate::support::collector::{ADMIN_KEY, Collector};
use crate::support::figures::{Latencies, round};
use crate::support::machine::circumstances;
use crate::support::pace::{self, Pace};
use crate::support::process::processor_time;
use crate::support::table::table;

const PERSONS: usize = 5000;
const COMPANIES: usize = 100;
const CONNECTIONS: usize = 64;
const TOKEN: &str = "t";
const EMPTY: &str = "empty";
const FLAGS: &str = "/flags/?v=2";

/// Measures how long the collector takes to evaluate flags.
#[derive(Debug, Parser)]
#[command(bin_name = "npm run bench:flags --")]
struct Options {
    /// How many flags the project has.
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=2000))]
    flags: u32,
    /// Requests in a second.
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    /// How long each subject is asked.
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// Writes the figures to a file, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// What Cargo passes to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<()> {
    support::run(bench(Options::parse()))
}

async fn bench(options: Options) -> Result<()> {
    let collector = Collector::start()?;
    eprintln!("making {} flags, {PERSONS} persons and {COMPANIES} groups", options.flags);
    prepare(&collector, options.flags as usize).await?;
    // What nobody has asked for yet is read and compiled by the first.
    load(&collector, &options, 3, &Subject::Flags { token: TOKEN, least: 0 }).await?;
    let answer = Connection::open(collector.address).await?.post(FLAGS, question(TOKEN, 0)).await?;
    ensure!(answer.len() > options.flags as usize * 50, "the answer is too short for {} flags", options.flags);
    let www = collector.directory.path().join("www");
    std::fs::create_dir(&www)?;
    std::fs::write(www.join("answer"), &answer)?;

    let subjects = [
        ("a project without flags".to_owned(), Subject::Flags { token: EMPTY, least: 1 }),
        (format!("a file of {} KB", answer.len() / 1000), Subject::File { bytes: answer.len() }),
        // The answers of two persons differ by the names of variants and the like.
        (format!("{} flags", options.flags), Subject::Flags { token: TOKEN, least: answer.len() / 2 }),
    ];
    let (mut rows, mut figures) = (Vec::new(), Map::new());
    for (title, subject) in subjects {
        eprintln!("{title}, {} s", options.seconds);
        let before = processor_time(collector.pid())?;
        let latencies = load(&collector, &options, options.seconds, &subject).await?;
        let used = (processor_time(collector.pid())? - before).as_secs_f64();
        let micros = used * 1e6 / f64::from(options.rate * options.seconds);
        rows.push([title.clone()].into_iter().chain(latencies.cells()).chain([round(micros)]).collect());
        figures.insert(title, json!({ "milliseconds": latencies.json(), "processor_micros": micros }));
    }
    println!("\n{}", heading(&options));
    println!("{}", table(&[&[""], &Latencies::TITLES[..], &["processor, µs an answer"]].concat(), &rows));
    let all = json!({
        "circumstances": circumstances(),
        "flags": options.flags,
        "rate": options.rate,
        "seconds": options.seconds,
        "subjects": figures,
    });
    support::write_json(options.json.as_deref(), &all)
}

fn heading(options: &Options) -> String {
    let Options { rate, seconds, .. } = options;
    format!("{rate} requests/s for {seconds} s, in milliseconds from the time that each was due:\n")
}

/// What is asked for.
enum Subject {
    /// The flags of a project's visitors, one after another; each answer has at least so many bytes.
    Flags { token: &'static str, least: usize },
    /// A file of so many bytes.
    File { bytes: usize },
}

/// Asks at a steady rate. Fails if one answer does.
async fn load(collector: &Collector, options: &Options, seconds: u32, subject: &Subject) -> Result<Latencies> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(collector.address).await?);
    }
    let pace = Pace { rate: options.rate.into(), count: (options.rate * seconds) as usize };
    let times = pace::keep(pace, connections, async |connection: &mut Connection, number| {
        let (answer, is_whole) = match subject {
            Subject::Flags { token, least } => {
                let answer = connection.post(FLAGS, question(token, number)).await?;
                let is_whole = answer.len() >= *least;
                (answer, is_whole)
            }
            Subject::File { bytes } => {
                let answer = connection.ask(Request::get("/answer"), Bytes::new()).await?;
                let is_whole = answer.len() == *bytes;
                (answer, is_whole)
            }
        };
        ensure!(is_whole, "an answer of only {} bytes", answer.len());
        Ok(())
    });
    Ok(Latencies::of(&times.await?))
}

/// Asks for all flags of a person. What they are for the flags, the database knows; only the page's own comes along.
fn question(token: &str, number: usize) -> Bytes {
    let question = json!({
        "token": token,
        "distinct_id": format!("user-{}", number * 7919 % PERSONS),
        "groups": { "company": format!("company-{}", number % COMPANIES) },
        "person_properties": { "$lib": "web", "$initial_pathname": "/" },
        "timezone": "Europe/Berlin",
    });
    question.to_string().into()
}

/// Persons and groups with properties, and flags of which each asks for something else.
async fn prepare(collector: &Collector, flags: usize) -> Result<()> {
    let mut connection = Connection::open(collector.address).await?;
    let persons: Vec<Value> = (0..PERSONS)
        .map(|at| {
            let plan = ["free", "pro", "team"][at % 3];
            let email = format!("user-{at}@example.org");
            json!({
                "event": "$set",
                "distinct_id": format!("user-{at}"),
                "$set": { "plan": plan, "seats": at % 50, "email": email },
            })
        })
        .collect();
    let companies: Vec<Value> = (0..COMPANIES)
        .map(|at| {
            let properties = json!({
                "$group_type": "company", "$group_key": format!("company-{at}"), "$group_set": { "size": at },
            });
            json!({ "event": "$groupidentify", "distinct_id": "user-0", "properties": properties })
        })
        .collect();
    for batch in [persons, companies] {
        change(&mut connection, "/batch/", &json!({ "token": TOKEN, "batch": batch })).await?;
    }
    let paying = json!({ "type": "OR", "values": [
        property("plan", "exact", json!(["pro", "team"])), property("seats", "gt", json!(40)),
    ] });
    let cohort = json!({ "token": TOKEN, "filters": { "properties": paying } });
    let cohort = change(&mut connection, "/api/cohorts", &cohort).await?["id"].clone();
    for at in 0..flags {
        let flag = json!({ "token": TOKEN, "key": format!("flag-{at}"), "filters": filters(at, &cohort) });
        change(&mut connection, "/api/flags", &flag).await?;
    }
    Ok(())
}

async fn change(connection: &mut Connection, path: &str, body: &Value) -> Result<Value> {
    let request = Request::post(path).header(header::AUTHORIZATION, format!("Bearer {ADMIN_KEY}"));
    Ok(serde_json::from_slice(&connection.ask(request, body.to_string().into()).await?)?)
}

/// What the flag `at` asks for.
fn filters(at: usize, cohort: &Value) -> Value {
    match at % 7 {
        0 => json!({ "groups": [{ "rollout_percentage": at % 101 }] }),
        1 => {
            let plan = property("plan", "exact", json!(["pro", "team"]));
            json!({ "groups": [{ "properties": [plan], "rollout_percentage": 50 }] })
        }
        2 => {
            let seats = property("seats", "gt", json!(at % 50));
            let email = property("email", "icontains", json!(format!("{at}@")));
            json!({ "groups": [{ "properties": [seats] }, { "properties": [email] }] })
        }
        3 => {
            let variants = ["a", "b", "c", "d"].map(|key| json!({ "key": key, "rollout_percentage": 25 }));
            json!({
                "groups": [{ "rollout_percentage": 80 }],
                "multivariate": { "variants": variants },
                "payloads": { "a": r#"{"colour":"red"}"#, "b": r#"{"colour":"green"}"# },
            })
        }
        4 => {
            let pattern = format!(r"^user-\d*{}@example\.(org|com)$", at % 10);
            json!({ "groups": [{ "properties": [property("email", "regex", json!(pattern))] }] })
        }
        5 => {
            let member = json!({ "key": "id", "type": "cohort", "value": cohort, "operator": "in" });
            json!({ "groups": [{ "properties": [member], "rollout_percentage": 70 }] })
        }
        _ => {
            let size = json!({ "key": "size", "operator": "lt", "value": at, "type": "group" });
            json!({ "aggregation_group_type_index": 0, "groups": [{ "properties": [size] }] })
        }
    }
}

fn property(key: &str, operator: &str, value: Value) -> Value {
    json!({ "key": key, "operator": operator, "value": value, "type": "person" })
}
