//! Starting and stopping.

use std::future::Future;
use std::io::Write;
use std::net::SocketAddr;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::{Collector, app};
use crate::arguments::Arguments;
use crate::limits;
use crate::store::{Keys, Store};

/// Runs the collector until `stop` is ready.
pub async fn serve(
    arguments: Arguments,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Box<dyn std::error::Error>> {
    let keys = Keys { given: arguments.read_key.clone(), another: arguments.new_key };
    let (store, new_key) = Store::open(&arguments.data, &keys)?;
    let address = arguments.address();
    let listener = TcpListener::bind(&address).await.map_err(|error| {
        // The key is in the database already, so it must not get lost.
        new_key.iter().for_each(|key| say_key(&address, key));
        format!("cannot listen on {address}: {error}")
    })?;
    let address = listener.local_addr()?.to_string();

    let (stopper, stopping) = watch::channel(false);
    let writer = store.writer.clone();
    let collector = Collector::new(store, arguments.static_directory, arguments.www_directory, stopping.clone());
    let service = app(collector).into_make_service_with_connect_info::<SocketAddr>();
    let told = async move {
        stop.await;
        stopper.send_replace(true);
    };
    say(&format!("Hoofprint is listening on http://{address}"));
    match &new_key {
        Some(key) => say_key(&address, key),
        None => say(&format!("Watch events arrive: http://{address}/live (for another key start with --new-key)")),
    }

    let listener = listener.tap_io(|connection| {
        // A line of the live stream is not to wait for the next.
        let _ = connection.set_nodelay(true);
    });
    tokio::select! {
        result = axum::serve(listener, service).with_graceful_shutdown(told) => result?,
        () = overdue(stopping) => eprintln!("hoofprint: some requests did not end in time"),
    }
    writer.stop().await;
    Ok(())
}

/// Ready when requests have had their time to end.
async fn overdue(mut stopping: watch::Receiver<bool>) {
    // An error means that the server has ended by itself.
    if stopping.wait_for(|stopping| *stopping).await.is_ok() {
        tokio::time::sleep(limits::STOP_WAIT).await;
    } else {
        std::future::pending::<()>().await;
    }
}

fn say_key(address: &str, key: &str) {
    say(&format!("Watch events arrive (this link is shown once): http://{address}/live#key={key}"));
}

/// Prints a line. A closed standard output is no reason to stop.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
