//! Counting tests by the closing lines of their runners.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use anyhow::{Context, Result};

/// How many tests passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed, or could not be run.
    pub(crate) failed: u64,
}

impl Tally {
    /// A check that counts as one test.
    pub(crate) fn one(passed: bool) -> Self {
        Self { passed: passed.into(), failed: (!passed).into() }
    }

    /// Takes another count in.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Reads a line of a runner's output: libtest's and wasm-bindgen's `test result: …`, Node's `ℹ pass …`.
    fn read(&mut self, line: &str) {
        if let Some(result) = line.trim_start().strip_prefix("test result: ") {
            let counts = result.split_once(". ").map_or("", |(_, counts)| counts);
            for count in counts.split("; ") {
                match count.split_once(' ') {
                    Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                    Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                    _ => {}
                }
            }
        } else if let Some(count) = line.strip_prefix("ℹ ") {
            match count.split_once(' ') {
                Some(("pass", number)) => self.passed += number.parse().unwrap_or(0),
                Some(("fail" | "cancelled", number)) => self.failed += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
}

/// Runs a test runner, passes its output on as it comes, and counts. A runner that fails without a failed test counts as a
/// failed test, and so does one that runs none: nobody would notice a suite that has stopped to run.
pub(crate) fn run(command: &mut Command, screen: &mut impl Write) -> Result<Tally> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("the runner does not start")?;
    let output = child.stdout.take().context("the runner has no output")?;
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        BufReader::new(output).split(b'\n').map_while(Result::ok).try_for_each(|line| sender.send(line))
    });

    let mut tally = Tally::default();
    loop {
        match lines.recv_timeout(Duration::from_millis(500)) {
            Ok(line) => {
                let line = String::from_utf8_lossy(&line);
                writeln!(screen, "{line}")?;
                tally.read(&line);
            }
            Err(RecvTimeoutError::Disconnected) => break,
            // A program that a test has left running keeps the pipe open; it is not waited for.
            Err(RecvTimeoutError::Timeout) if child.try_wait()?.is_some() => break,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    let status = child.wait()?;
    if tally.failed == 0 && (!status.success() || tally.passed == 0) {
        tally.failed = 1;
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64) -> Tally {
        Tally { passed, failed }
    }

    fn of(script: &str) -> Tally {
        run(Command::new("sh").args(["-c", script]), &mut std::io::sink()).unwrap()
    }

    #[test]
    fn what_the_runner_says_is_passed_on() {
        let mut screen = Vec::new();
        run(Command::new("sh").args(["-c", "echo one; echo; printf two"]), &mut screen).unwrap();
        assert_eq!(screen, b"one\n\ntwo\n");
    }

    #[test]
    fn rust_suites_add_up() {
        let script = "echo 'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s'
            echo 'test result: FAILED. 2 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s'; exit 101";
        assert_eq!(of(script), tally(5, 4));
    }

    #[test]
    fn node_counts_what_it_cancelled_as_failed() {
        assert_eq!(
            of("printf 'ℹ tests 7\\nℹ pass 4\\nℹ fail 1\\nℹ cancelled 2\\nℹ skipped 0\\n'; exit 1"),
            tally(4, 3)
        );
    }

    #[test]
    fn a_runner_that_fails_without_a_count_is_a_failed_test() {
        assert_eq!(of("exit 3"), tally(0, 1));
        assert_eq!(of("echo 'test result: ok. 3 passed; 0 failed'; exit 3"), tally(3, 1));
    }

    #[test]
    fn a_runner_that_runs_nothing_is_a_failed_test() {
        assert_eq!(of("echo 'test result: ok. 0 passed; 0 failed'"), tally(0, 1));
    }

    #[test]
    fn a_program_left_running_is_not_waited_for() {
        let start = std::time::Instant::now();
        assert_eq!(of("sleep 20 & echo 'ℹ pass 1'"), tally(1, 0));
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}
