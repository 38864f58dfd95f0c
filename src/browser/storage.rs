//! localStorage and sessionStorage, where the page may use them.

use web_sys::{Storage, Window};

use crate::platform::Area;

/// The store of an area. `None` where it is blocked, as in a sandboxed frame.
pub(super) fn open(window: &Window, area: Area) -> Option<Storage> {
    match area {
        Area::Local => window.local_storage().ok()?,
        Area::Tab => window.session_storage().ok()?,
    }
}
