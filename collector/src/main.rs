//! The command `hoofprint-collector`.

#![deny(clippy::print_stderr, clippy::print_stdout)]

use std::process::ExitCode;

use clap::Parser;
use hoofprint_collector::arguments::Arguments;
use hoofprint_collector::log;
use hoofprint_collector::serve::serve;

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Arguments::parse(), signal()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            log::line(error);
            ExitCode::FAILURE
        }
    }
}

/// Ready when the process is asked to end.
async fn signal() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    if let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
        return;
    }
    let _ = interrupted.await;
}
