//! The trackers of this page, by number. They are never dropped: a page keeps its trackers, and code to take them apart
//! would only be carried about.

use std::cell::RefCell;

use super::Browser;
use crate::client::{Client, Notice};

type Tracker = &'static RefCell<Client<Browser>>;

thread_local! {
    static TRACKERS: RefCell<Vec<Tracker>> = const { RefCell::new(Vec::new()) };
}

/// Adds a tracker; gives its number.
pub fn add(client: Client<Browser>) -> usize {
    let client = Box::leak(Box::new(RefCell::new(client)));
    TRACKERS.with_borrow_mut(|trackers| {
        trackers.push(client);
        trackers.len() - 1
    })
}

/// Calls a tracker, and then tells the page what it has to know of it. `None` where there is no such tracker, or where it
/// is busy with the very call that led here.
pub fn with<R>(number: usize, call: impl FnOnce(&mut Client<Browser>) -> R) -> Option<R> {
    let tracker = find(number)?;
    let answer = call(&mut *tracker.try_borrow_mut().ok()?);
    tell(tracker);
    Some(answer)
}

/// Whether a call of a tracker is going on.
pub fn is_busy(number: usize) -> bool {
    find(number).is_none_or(|tracker| tracker.try_borrow_mut().is_err())
}

fn find(number: usize) -> Option<Tracker> {
    TRACKERS.with_borrow(|trackers| trackers.get(number).copied())
}

/// Runs code of the page, which may call the tracker again: it is not borrowed meanwhile.
fn tell(tracker: Tracker) {
    while let Some((notice, page)) = next_notice(tracker) {
        match notice {
            Notice::Session(session) => page.session(&session),
            Notice::Visitor => page.visitor(),
            Notice::Settled { reason, uuids } => page.settled(reason, &uuids),
            Notice::Review { text, wait, era } => {
                if let Some(event) = page.review(&text)
                    && let Ok(mut client) = tracker.try_borrow_mut()
                {
                    client.accept(&event, wait, era);
                }
            }
        }
    }
}

fn next_notice(tracker: Tracker) -> Option<(Notice, super::Page)> {
    let mut client = tracker.try_borrow_mut().ok()?;
    let notice = client.take_notice()?;
    Some((notice, client.platform().page().clone()))
}
