//! Whether text with a format must have it.
//!
//! A response is read leniently: one odd date must not cost all of it. A union without a tag asks
//! which of its variants a text is, and there a date is nothing but a date. serde has no way to hand
//! that down to the value.

use std::cell::Cell;

thread_local! {
    static STRICT: Cell<bool> = const { Cell::new(false) };
}

/// Whether a value that does not have its format is refused.
pub(super) fn is_on() -> bool {
    STRICT.get()
}

/// Runs `read`, in which every value has its format or is refused.
pub(crate) fn strictly<T>(read: impl FnOnce() -> T) -> T {
    let _reset = Reset(STRICT.replace(true));
    read()
}

/// As it was before, however `read` ends.
struct Reset(bool);

impl Drop for Reset {
    fn drop(&mut self) {
        STRICT.set(self.0);
    }
}
