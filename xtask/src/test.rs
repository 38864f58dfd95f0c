//! Everything that CI runs, in order, to the end, whatever fails on the way.

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, ExitCode},
    thread,
};

use anyhow::{Context, Result};

use crate::{
    chromium::{self, Chromium},
    debian,
    proxies::{self, Proxies},
    python, shell, size,
    tally::{self, Tally},
    toolchain,
    workspace::Workspace,
};

/// Runs the checks; the last line says how many passed and failed.
pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    let mut report = Report::default();
    report.check("format", once(cargo(workspace).args(["fmt", "--all", "--check"])));
    let lints = ["--", "--deny", "warnings"];
    report.check("clippy", once(cargo(workspace).args(["clippy", "--workspace", "--all-targets"]).args(lints)));
    report.check("clippy of what is for wasm only", || clippy_for_wasm(workspace, &lints));
    report.check("build", || crate::build(workspace).map(|()| Tally::one(true)));
    report.check("size", || Ok(Tally::one(size::run(workspace, None)? == ExitCode::SUCCESS)));
    report.check("types and compatibility", || node(workspace, "tests/contract", 1, &[]));
    report.check("the package", || with_collector(workspace, &chromium::find()?, "tests/package", 1, &[]));
    report.check("what pages compute", || node(workspace, "tests/pages", 1, &[]));
    report.check("native tests", || count(cargo(workspace).args(["test", "--workspace", "--no-fail-fast"])));
    report.check("the first dashboard beside DuckDB", once(&mut yardstick(workspace)));
    report.check("flags beside PostHog's library", || flags(workspace));
    report.check("tests in the browser", || in_browser(workspace, &chromium::find()?));
    report.check("end-to-end tests", || end_to_end(workspace, &chromium::find()?, &proxies::find(workspace)?));
    report.check("the HTTP interface and its description", || safety(workspace));
    report.check("faults", || faults(workspace, &chromium::find()?));
    report.check("the fallback of the toolchain", || {
        node(workspace, "tests/toolchain", 1, &[("HOOFPRINT_XTASK", &env::current_exe()?)])
    });
    Ok(report.close())
}

/// The package in every bundler, framework and runtime: minutes, and hundreds of megabytes of them from npm.
pub(crate) fn bundlers(workspace: &Workspace) -> Result<ExitCode> {
    let mut report = Report::default();
    report.check("build", || crate::build(workspace).map(|()| Tally::one(true)));
    report.check("the package", || with_collector(workspace, &chromium::find()?, "tests/package", 1, &[]));
    report.check("bundlers", || with_collector(workspace, &chromium::find()?, "tests/bundlers", 1, &[]));
    Ok(report.close())
}

/// The collector's HTTP interface alone.
pub(crate) fn http_interface(workspace: &Workspace) -> Result<ExitCode> {
    let mut report = Report::default();
    // Its pages are served beside the tracker's files.
    report.check("build", || crate::build(workspace).map(|()| Tally::one(true)));
    report.check("the HTTP interface and its description", || safety(workspace));
    Ok(report.close())
}

/// What was counted, and which checks failed.
#[derive(Default)]
struct Report {
    total: Tally,
    failed: Vec<&'static str>,
}

impl Report {
    fn check(&mut self, name: &'static str, check: impl FnOnce() -> Result<Tally>) {
        shell::say(format!("--- {name}"));
        let tally = check().unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Tally::one(false)
        });
        if tally.failed > 0 {
            shell::say(format!("{name}: FAILED"));
            self.failed.push(name);
        }
        self.total.add(tally);
    }

    fn close(self) -> ExitCode {
        if !self.failed.is_empty() {
            shell::say(format!("failed: {}", self.failed.join("; ")));
        }
        println!("{} passed, {} failed", self.total.passed, self.total.failed);
        if self.total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn cargo(workspace: &Workspace) -> Command {
    let mut cargo = shell::cargo();
    cargo.current_dir(&workspace.root).env("CARGO_TARGET_DIR", &workspace.target);
    cargo
}

/// A program that is one check.
fn once(command: &mut Command) -> impl FnOnce() -> Result<Tally> {
    move || shell::run(command).map(|()| Tally::one(true))
}

/// A program that counts its tests itself.
fn count(command: &mut Command) -> Result<Tally> {
    tally::run(command, &mut std::io::stdout())
}

/// Clippy sees what is compiled, and on the host the browser's half of the tracker is not.
fn clippy_for_wasm(workspace: &Workspace, lints: &[&str]) -> Result<Tally> {
    let toolchain = toolchain::pick()?;
    if !toolchain.has_clippy {
        shell::say(format!("left out: {} has no clippy", toolchain.name));
        return Ok(Tally::default());
    }
    let mut clippy = toolchain.cargo(workspace, "clippy", &[]);
    once(clippy.args(["--lib", "-Zbuild-std=std,panic_abort"]).args(lints))()
}

/// `tests/browser.rs`, through wasm-bindgen's runner.
fn in_browser(workspace: &Workspace, chromium: &Chromium) -> Result<Tally> {
    shell::say("building wasm-bindgen's test runner (a minute, once)");
    let feature = "wasm-test-runner";
    shell::run(cargo(workspace).args(["build", "--package", "xtask", "--bin", feature, "--features", feature]))?;

    let mut tests = toolchain::pick()?.cargo(workspace, "test", &[]);
    tests.args(["--test", "browser", "-Zbuild-std=std,panic_abort"]);
    tests.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", workspace.target.join("debug").join(feature));
    tests.env("CHROMEDRIVER", &chromium.driver);
    // In seconds. The defaults, 5 for the driver and 20 for the tests, are short for a busy machine.
    tests.env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60").env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    count(&mut tests)
}

/// `tests/e2e/`: a browser, the real collector, and its database; now and then a proxy between them.
fn end_to_end(workspace: &Workspace, chromium: &Chromium, proxies: &Proxies) -> Result<Tally> {
    // They mostly wait, so a core each is enough; more would only make them late.
    let at_once = thread::available_parallelism().map_or(1, usize::from).min(4);
    let proxies = [("HOOFPRINT_NGINX", &proxies.nginx), ("HOOFPRINT_CADDY", &proxies.caddy)];
    with_collector(workspace, chromium, "tests/e2e", at_once, &proxies)
}

/// `npm run bench:insights` over few events, for what it compares: its yardstick has to follow what insights are.
fn yardstick(workspace: &Workspace) -> Command {
    let mut bench = cargo(workspace);
    bench.args(["test", "--package", "hoofprint-collector", "--bench", "insights", "--"]);
    bench.args(["--only", "insights", "--events", "10000", "--rounds", "1"]);
    bench
}

/// `tests/flags/`: the real collector, and PostHog's library for servers.
fn flags(workspace: &Workspace) -> Result<Tally> {
    node(workspace, "tests/flags", 1, &[("HOOFPRINT_COLLECTOR", &collector(workspace)?)])
}

/// `tests/safety/`: the real collector, what docs/openapi.json says of it, and schemathesis.
fn safety(workspace: &Workspace) -> Result<Tally> {
    let schemathesis = python::schemathesis(workspace)?;
    let variables = [("HOOFPRINT_COLLECTOR", &collector(workspace)?), ("HOOFPRINT_SCHEMATHESIS", &schemathesis)];
    node(workspace, "tests/safety", 1, &variables)
}

/// `tests/faults/`: the short form of the campaign. It kills what it started, and measures nothing else meanwhile.
fn faults(workspace: &Workspace, chromium: &Chromium) -> Result<Tally> {
    with_collector(workspace, chromium, "tests/faults", 1, &[])
}

fn with_collector(
    workspace: &Workspace,
    chromium: &Chromium,
    directory: &str,
    at_once: usize,
    more: &[(&str, &PathBuf)],
) -> Result<Tally> {
    let collector = collector(workspace)?;
    let variables = [("HOOFPRINT_CHROMIUM", &chromium.browser), ("HOOFPRINT_COLLECTOR", &collector)];
    node(workspace, directory, at_once, &[&variables, more].concat())
}

/// The collector, built, for tests that also read its database.
pub(crate) fn collector(workspace: &Workspace) -> Result<PathBuf> {
    need_sqlite()?;
    shell::run(cargo(workspace).args(["build", "--package", "hoofprint-collector"]))?;
    Ok(workspace.target.join("debug/hoofprint-collector"))
}

/// The program that reads the collector's database from outside, as a person would.
pub(crate) fn need_sqlite() -> Result<()> {
    match shell::find("sqlite3") {
        Some(_) => Ok(()),
        None => debian::install(&["sqlite3"], "the tests read the collector's database"),
    }
}

/// Node's own runner over the `*.test.js` of a directory.
fn node(workspace: &Workspace, directory: &str, at_once: usize, variables: &[(&str, &PathBuf)]) -> Result<Tally> {
    let entries = fs::read_dir(workspace.root.join(directory)).with_context(|| directory.to_owned())?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.js"));
    files.sort();
    anyhow::ensure!(!files.is_empty(), "no {directory}/*.test.js");
    let mut node = Command::new("node");
    node.current_dir(&workspace.root).envs(variables.iter().copied());
    // Pages print numbers and dates in the language of whoever reads them.
    node.env("LC_ALL", "en_US.UTF-8");
    node.args(["--test", "--test-reporter=spec", "--test-timeout=900000"]).arg(format!("--test-concurrency={at_once}"));
    count(node.args(files))
}
