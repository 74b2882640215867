//! Whether a value is serialized for a request. Read-only properties (`readOnly`) are omitted there
//! and nowhere else: a value that is stored elsewhere keeps all its properties.

use std::cell::Cell;

thread_local! {
    static SENDING: Cell<bool> = const { Cell::new(false) };
}

/// Serializes a value for a request.
pub(crate) fn sending<T>(write: impl FnOnce() -> T) -> T {
    /// Ends it, also on panic.
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            SENDING.set(self.0);
        }
    }
    let _before = Before(SENDING.replace(true));
    write()
}

pub(super) fn is_sending() -> bool {
    SENDING.get()
}
