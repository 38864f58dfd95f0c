//! The trackers of this page, by number. They are never dropped: a page keeps its trackers, and code to take them apart
//! would only be carried about.

use std::cell::RefCell;

use super::Browser;
use crate::client::Client;

thread_local! {
    static TRACKERS: RefCell<Vec<&'static RefCell<Client<Browser>>>> = const { RefCell::new(Vec::new()) };
}

/// Adds the tracker that `make` makes of its number.
pub fn add(make: impl FnOnce(usize) -> Client<Browser>) -> usize {
    let number = TRACKERS.with_borrow(Vec::len);
    let client = Box::leak(Box::new(RefCell::new(make(number))));
    TRACKERS.with_borrow_mut(|trackers| trackers.push(client));
    number
}

/// Calls a tracker; `None` where there is none yet, or where it is busy with the very call that led here.
pub fn with<R>(number: usize, call: impl FnOnce(&mut Client<Browser>) -> R) -> Option<R> {
    let tracker = TRACKERS.with_borrow(|trackers| trackers.get(number).copied())?;
    Some(call(&mut *tracker.try_borrow_mut().ok()?))
}
