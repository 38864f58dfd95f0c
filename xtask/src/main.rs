//! What the npm scripts call. One module a concern:
//!
//! - [`workspace`]: where things lie, and [`stamp`]: what need not be done again
//! - [`toolchain`]: which compiler makes the wasm, from rustup or from Debian; [`debian`] installs or unpacks packages
//! - [`npm`], [`wasm`] (with [`shorten`] and [`trim`]), [`bundle`] (with [`pack`] and [`commonjs`]): the three steps of a build;
//!   [`vendor`]: what our pages use of packages
//! - [`size`]: what `dist/` weighs, against `budgets.json`; [`functions`]: what the module's functions do
//! - [`start`]: the demo; [`demo_data`]: a year of it
//! - [`test`]: everything that CI runs, and the bundlers, counted by [`tally`]; [`chromium`] finds the browser, [`proxies`] the proxies,
//!   [`python`] schemathesis
//! - [`bench`]: the figures of `docs/benchmarks.md` and of the collector
//! - [`faults`]: what becomes of events when browsers, networks and servers fail
//! - [`shell`]: running other programs

mod bench;
mod bundle;
mod calls;
mod chromium;
mod commonjs;
mod debian;
mod demo_data;
mod faults;
mod functions;
mod npm;
mod pack;
mod proxies;
mod prune;
mod python;
mod shell;
mod shorten;
mod size;
mod stamp;
mod start;
mod tally;
mod test;
mod toolchain;
mod trim;
mod vendor;
mod wasm;
mod workspace;

use std::{env, process::ExitCode};

use anyhow::{Result, bail};
use workspace::Workspace;

const USAGE: &str = "usage: cargo run --package xtask -- COMMAND
  build [--out DIR]     dist/ (or DIR)
  size [--json FILE]    raw, gzip and brotli bytes of dist/, against xtask/budgets.json
  size --functions [N]  the 10 (or N) largest functions of the wasm, by name
  start [ARGUMENT…]     build what is stale, then the collector with the demo; PORT changes the port, --help says more
  demo-data [OPTION…]   a year of events, played by browsers, and whether all answers about it are right; --help says more
  test                  everything that CI runs
  test-bundlers         the npm package in bundlers, frameworks and runtimes, each installed from npm
  test-safety           the collector's HTTP interface against its description, and schemathesis
  bench [ARGUMENT…]     the figures of docs/benchmarks.md, in twenty minutes; --help says more
  bench-flags [OPTION…] how long the collector takes to evaluate flags; --help says more
  bench-collector [OPTION…]
                        docs/collector-benchmarks.md: how fast the collector takes events; --help says more
  bench-insights [OPTION…]
                        docs/insights-benchmarks.md: how long insights take beside DuckDB; --help says more
  faults [OPTION…]      what becomes of events when browsers, networks and servers fail, and with other trackers, in half
                        an hour; --json FILE, --only SCENARIO, --subject TRACKER, --short

HOOFPRINT_TOOLCHAIN=rustup|debian chooses the compiler of the wasm; unset, rustup's is tried first.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<ExitCode> {
    let mut workspace = Workspace::find()?;
    match arguments {
        ["build"] => build(&workspace)?,
        ["build", "--out", directory] => {
            workspace.dist = std::path::absolute(directory)?;
            build(&workspace)?;
        }
        ["size"] => return size::run(&workspace, None),
        ["size", "--json", file] => return size::run(&workspace, Some(file.as_ref())),
        ["size", "--functions"] => functions::run(&workspace, 10)?,
        ["size", "--functions", count] => functions::run(&workspace, count.parse()?)?,
        ["start", arguments @ ..] => start::run(&workspace, arguments)?,
        ["demo-data", arguments @ ..] => demo_data::run(&workspace, arguments)?,
        ["test"] => return test::run(&workspace),
        ["test-bundlers"] => return test::bundlers(&workspace),
        ["test-safety"] => return test::http_interface(&workspace),
        ["bench", arguments @ ..] => bench::run(&workspace, arguments)?,
        ["bench-flags", arguments @ ..] => bench::of_collector(&workspace, "flags", arguments)?,
        ["bench-insights", arguments @ ..] => {
            npm::install(&workspace)?;
            bench::of_collector(&workspace, "insights", arguments)?;
        }
        ["bench-collector", arguments @ ..] => bench::of_collector(&workspace, "ingest", arguments)?,
        ["faults", arguments @ ..] => faults::run(&workspace, arguments)?,
        _ => bail!("{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes `dist/` and `www/vendor/`, leaving out what is made already.
fn build(workspace: &Workspace) -> Result<()> {
    npm::install(workspace)?;
    vendor::build(workspace)?;
    let toolchain = toolchain::pick()?;
    let core = wasm::build(workspace, &toolchain)?;
    bundle::build(workspace, &core)
}
