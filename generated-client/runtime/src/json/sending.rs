//! Whether a value is written into a request. What only the server sets (`readOnly`) is left out
//! there and nowhere else: a value that is kept elsewhere keeps all it has.

use std::cell::Cell;

thread_local! {
    static SENDING: Cell<bool> = const { Cell::new(false) };
}

/// Writes what goes into a request.
pub(crate) fn sending<T>(write: impl FnOnce() -> T) -> T {
    /// Ends it, whatever happens to what is written.
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
