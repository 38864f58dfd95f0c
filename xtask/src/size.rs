//! What `dist/` weighs, against `xtask/budgets.json`.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use crate::{shell, workspace::Workspace};

/// Node compresses: its zlib and brotli are those of the web's servers, and two crates less to build.
const COMPRESS: &str = include_str!("compress.mjs");

/// The measures of a file, in the order of the table's columns.
const MEASURES: [&str; 3] = ["raw", "gzip", "brotli"];

/// What a page loads until its first event is sent, and under which name the table and the budgets have all of it.
const FIRST_EVENT: [&str; 3] = ["stub.js", "array.js", "hoofprint_bg.wasm"];
const FIRST_EVENT_NAME: &str = "until the first event";

/// Prints the table, writes it to `json` if that is wanted, and fails when a file is over its budget.
pub(crate) fn run(workspace: &Workspace, json: Option<&Path>) -> Result<ExitCode> {
    let budgets = fs::read(workspace.root.join("xtask/budgets.json")).context("xtask/budgets.json")?;
    let budgets: Map<String, Value> = serde_json::from_slice(&budgets).context("xtask/budgets.json")?;
    let sizes = measure(&workspace.dist)?;
    let complaints = judge(&sizes, &budgets);
    print!("{}", table(&sizes, &budgets));
    for complaint in &complaints {
        eprintln!("error: {complaint}");
    }
    if let Some(file) = json {
        let report = json!({ "version": workspace.version, "files": sizes, "over": complaints });
        fs::write(file, format!("{report:#}\n")).with_context(|| file.display().to_string())?;
    }
    Ok(if complaints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

type Sizes = BTreeMap<String, Map<String, Value>>;

fn measure(dist: &Path) -> Result<Sizes> {
    let entries = fs::read_dir(dist).context("no dist/ yet: npm run build")?;
    let mut names =
        entries.map(|entry| Ok(entry?.file_name().into_string().unwrap_or_default())).collect::<Result<Vec<_>>>()?;
    names.sort();
    let mut node = Command::new("node");
    node.current_dir(dist).args(["--input-type=module", "--eval", COMPRESS, "--"]).args(&names);
    let sizes: Vec<Map<String, Value>> = serde_json::from_str(&shell::read(&mut node)?)?;
    Ok(with_sum(names.into_iter().zip(sizes).collect()))
}

/// Adds what the files of [`FIRST_EVENT`] weigh together, each compressed by itself.
fn with_sum(mut sizes: Sizes) -> Sizes {
    let files: Option<Vec<_>> = FIRST_EVENT.iter().map(|file| sizes.get(*file)).collect();
    if let Some(files) = files {
        let sum = |measure: &str| files.iter().filter_map(|size| size[measure].as_u64()).sum::<u64>();
        let sums = MEASURES.iter().map(|measure| ((*measure).to_owned(), sum(measure).into())).collect();
        sizes.insert(FIRST_EVENT_NAME.to_owned(), sums);
    }
    sizes
}

/// What is over its budget, or has a budget and is not there.
fn judge(sizes: &Sizes, budgets: &Map<String, Value>) -> Vec<String> {
    let mut complaints = Vec::new();
    for (file, budget) in budgets {
        let Some(size) = sizes.get(file) else {
            complaints.push(format!("{file} has a budget, but is not in dist/"));
            continue;
        };
        for measure in MEASURES {
            let (size, budget) = (size[measure].as_u64(), budget[measure].as_u64());
            if let (Some(size), Some(budget)) = (size, budget)
                && size > budget
            {
                complaints.push(format!("{file} is {} bytes of {measure} over its budget of {budget}", size - budget));
            }
        }
    }
    complaints
}

fn table(sizes: &Sizes, budgets: &Map<String, Value>) -> String {
    let mut text = format!("{:<24}{:>10}{:>10}{:>10}  budget\n", "file", "raw", "gzip", "brotli");
    for (file, size) in sizes {
        let _ = write!(text, "{file:<24}");
        for measure in MEASURES {
            let _ = write!(text, "{:>10}", size[measure].as_u64().unwrap_or_default());
        }
        let limit = |measure: &&str| Some(format!("{} {measure}", budgets.get(file)?[*measure].as_u64()?));
        let limits: Vec<String> = MEASURES.iter().filter_map(limit).collect();
        let _ = writeln!(text, "  {}", if limits.is_empty() { "-".to_owned() } else { limits.join(", ") });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Sizes {
        let size = json!({ "raw": 300, "gzip": 200, "brotli": 100 });
        BTreeMap::from([("array.js".to_owned(), size.as_object().unwrap().clone())])
    }

    fn complaints(budgets: Value) -> Vec<String> {
        judge(&example(), budgets.as_object().unwrap())
    }

    #[test]
    fn a_file_may_be_as_large_as_its_budget() {
        assert!(complaints(json!({ "array.js": { "brotli": 100, "raw": 300 } })).is_empty());
    }

    #[test]
    fn a_byte_more_is_too_much() {
        let complaints = complaints(json!({ "array.js": { "brotli": 99 } }));
        assert_eq!(complaints, ["array.js is 1 bytes of brotli over its budget of 99"]);
    }

    #[test]
    fn a_file_that_is_missing_is_not_small() {
        assert_eq!(complaints(json!({ "gone.js": { "brotli": 1 } })).len(), 1);
    }

    #[test]
    fn what_the_first_event_needs_is_summed_up() {
        let size = example()["array.js"].clone();
        let sizes: Sizes = FIRST_EVENT.iter().map(|file| ((*file).to_owned(), size.clone())).collect();
        let sums = &with_sum(sizes)[FIRST_EVENT_NAME];
        assert_eq!(MEASURES.map(|measure| sums[measure].as_u64()), [Some(900), Some(600), Some(300)]);
        assert_eq!(with_sum(example()), example());
    }

    #[test]
    fn the_table_has_a_line_a_file() {
        let budgets = json!({ "array.js": { "brotli": 99 } });
        let table = table(&example(), budgets.as_object().unwrap());
        assert_eq!(table.lines().count(), 2);
        assert!(table.ends_with("       300       200       100  99 brotli\n"), "{table}");
    }
}
