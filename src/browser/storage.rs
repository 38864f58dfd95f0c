//! localStorage and sessionStorage, where the page may use them.

use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use web_sys::{Storage, Window};

use crate::platform::Area;

/// The store of an area. `None` where it is blocked: gloo-storage throws there (as in a sandboxed frame), so it is asked
/// only after the window itself has answered.
pub(super) fn open(window: &Window, area: Area) -> Option<Storage> {
    match area {
        Area::Local => window.local_storage().ok()?.map(|_| LocalStorage::raw()),
        Area::Tab => window.session_storage().ok()?.map(|_| SessionStorage::raw()),
    }
}
