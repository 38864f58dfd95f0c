//! The client's behaviour in a scripted world.

mod consent;
mod delivery;
mod events;
mod flags;
mod groups;
mod hooks;
mod identity;
mod persistence;
mod session;
mod state_machine;
mod tabs;

use serde_json::Value;

use super::Client;
use crate::platform::Platform;
use crate::testing::World;
use crate::wire;

const KEY: &str = "ph_t_posthog";

fn start(world: &World, options: &str) -> Client<World> {
    Client::new(world.clone(), "t", options)
}

/// Captures and reads back what would be sent, through the wire types.
fn capture(
    client: &mut Client<World>,
    event: &str,
    properties: &str,
    options: &str,
) -> wire::Event<serde_json::Map<String, Value>> {
    let now = client.platform.now();
    serde_json::from_str(&client.capture(event, properties, options, now).unwrap()).unwrap()
}

/// The names and distinct ids of everything sent and waiting, after a flush.
fn sent(client: &mut Client<World>) -> Vec<(String, String)> {
    client.flush();
    let sent = client.platform.sent.borrow();
    let batches = sent.iter().map(|request| serde_json::from_str::<wire::Batch<Value>>(&request.body).unwrap());
    let events = batches.flat_map(|batch| batch.batch);
    events.map(|event| (text(&event["event"]), text(&event["properties"]["distinct_id"]))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}
