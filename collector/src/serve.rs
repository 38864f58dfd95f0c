//! Starting and stopping.

use std::future::Future;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::Service;

use crate::app::app;
use crate::arguments::Arguments;
use crate::state::Collector;
use crate::store::{Keys, Store};
use crate::{limits, log};

/// Runs the collector until `stop` is ready.
pub async fn serve(
    arguments: Arguments,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Box<dyn std::error::Error>> {
    let keys = Keys { given: arguments.read_key.clone(), another: arguments.new_key };
    let (mut store, new_key) = Store::open(&arguments.data, &keys)?;
    arguments.admin_key.iter().for_each(|key| store.accept_admin_key(key));
    let address = arguments.address();
    let listener = TcpListener::bind(&address).await.map_err(|error| {
        // The key is in the database already, so it must not get lost.
        new_key.iter().for_each(|key| say_key(&address, key));
        format!("cannot listen on {address}: {error}")
    })?;
    let address = listener.local_addr()?.to_string();

    let new_admin_key = if arguments.new_admin_key { Some(store.make_admin_key().await?) } else { None };
    let (stopper, stopping) = watch::channel(false);
    let writer = store.writer.clone();
    let collector = Collector::new(store, arguments.static_directory, arguments.www_directory, stopping);
    let app = app(collector).into_make_service_with_connect_info::<SocketAddr>();
    say(&format!("Hoofprint is listening on http://{address}"));
    match &new_key {
        Some(key) => say_key(&address, key),
        None => say(&format!("Watch events arrive: http://{address}/live (for another key start with --new-key)")),
    }

    if let Some(key) = new_admin_key {
        say(&format!("Change feature flags (this link is shown once): http://{address}/features/#key={key}"));
    }

    let open = GracefulShutdown::new();
    tokio::select! {
        () = accept(listener, app, &open) => {}
        () = stop => {}
    }
    stopper.send_replace(true);
    tokio::select! {
        () = open.shutdown() => {}
        () = tokio::time::sleep(limits::STOP_WAIT) => log::line("some requests did not end in time"),
    }
    writer.stop().await;
    Ok(())
}

/// Serves whoever connects, for ever. Axum's own loop has no bound on the time that headers may take, nor on connections.
async fn accept(listener: TcpListener, mut app: MakeService, open: &GracefulShutdown) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits::HEADERS_WAIT);
    let places = Arc::new(Semaphore::new(connections()));
    loop {
        let place = Arc::clone(&places).acquire_owned().await;
        let (stream, peer) = accepted(&listener).await;
        // A line of the live stream is not to wait for the next.
        let _ = stream.set_nodelay(true);
        let Ok(service) = app.call(peer).await;
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // It fails when the other side goes away or talks nonsense, which is theirs to know.
            let _ = connection.await;
            drop(place);
        });
    }
}

type MakeService = IntoMakeServiceWithConnectInfo<Router, SocketAddr>;

/// The next connection. What fails here is either the other side's business, or that no file is left; that passes.
async fn accepted(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(_) => tokio::time::sleep(limits::ACCEPT_PAUSE).await,
        }
    }
}

/// How many connections there may be, so that files are left for the database and for what is served.
fn connections() -> usize {
    let wanted = limits::CONNECTIONS + limits::FILES_LEFT;
    let files = rlimit::increase_nofile_limit(wanted as u64).map_or(wanted, |files| files.min(wanted as u64) as usize);
    files.saturating_sub(limits::FILES_LEFT).max(1)
}

fn say_key(address: &str, key: &str) {
    say(&format!("Watch events arrive (this link is shown once): http://{address}/live#key={key}"));
}

/// Prints a line. A closed standard output is no reason to stop.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
