//! State while one body is decoded: how much memory its value may take, and whether malformed
//! strings are repaired.
//!
//! A union decodes its variant with a separate reader, and serde has no way to pass state from one
//! reader to the other: hence a thread-local variable, set for the time of one synchronous call.

use std::cell::Cell;
use std::panic::Location;
use std::path::Path;

use crate::DEFAULT_MAX_RESPONSE_BYTES;

/// How a body is decoded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// How many bytes the value may take in memory.
    pub(crate) memory: usize,
    /// Whether a lone surrogate becomes U+FFFD instead of an error.
    pub(crate) lossy: bool,
}

impl Settings {
    /// Settings for a part of a body, such as a line, of this many bytes.
    pub(crate) fn of_part(length: usize, lossy: bool) -> Self {
        Self {
            lossy,
            ..Self::for_limit(DEFAULT_MAX_RESPONSE_BYTES.max(length))
        }
    }

    /// A value may take two and a half times the limit on a body: with the body itself, which may
    /// be held with room to grow, it stays below four times.
    pub(crate) fn for_limit(limit: usize) -> Self {
        Self {
            memory: limit.saturating_mul(5) / 2,
            lossy: false,
        }
    }
}

/// The number of enum values and variants that the client does not know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unknown {
    pub(crate) count: u32,
    /// The source location of the first one: in the file of its model.
    first: &'static Location<'static>,
}

impl Unknown {
    /// The name of the file.
    pub(crate) fn model(&self) -> Option<&'static str> {
        Path::new(self.first.file()).file_stem()?.to_str()
    }
}

#[derive(Clone, Copy)]
struct State {
    lossy: bool,
    replaced: bool,
    /// The next text from a reader is JSON, not the content of a string.
    raw: bool,
    /// How much of the next value's memory is already charged.
    paid: usize,
}

/// A tag that is looked for while an object is captured.
#[derive(Clone, Copy)]
enum Tag {
    None,
    Wanted(&'static str),
    /// Where its value is in the text, if the object has it.
    Found(Option<(usize, usize)>),
}

thread_local! {
    static TAG: Cell<Tag> = const { Cell::new(Tag::None) };

    /// How many bytes are left.
    static MEMORY: Cell<usize> = const { Cell::new(usize::MAX) };

    static UNKNOWN: Cell<Option<Unknown>> = const { Cell::new(None) };

    static STATE: Cell<State> = const {
        Cell::new(State {
            lossy: false,
            replaced: false,
            raw: false,
            paid: 0,
        })
    };
}

/// The scope of decoding one body. Dropping it restores the previous state.
pub(crate) struct Scope(usize, State, Option<Unknown>);

impl Scope {
    pub(crate) fn enter(settings: Settings) -> Self {
        let memory = MEMORY.replace(settings.memory);
        let state = STATE.replace(State {
            lossy: settings.lossy,
            replaced: false,
            raw: false,
            paid: 0,
        });
        Self(memory, state, UNKNOWN.take())
    }

    /// The unknown values since the scope began.
    pub(crate) fn unknown(&self) -> Option<Unknown> {
        UNKNOWN.get()
    }

    /// Whether malformed strings were repaired since the scope began.
    pub(crate) fn replaced(&self) -> bool {
        STATE.get().replaced
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        MEMORY.set(self.0);
        STATE.set(self.1);
        UNKNOWN.set(self.2);
    }
}

/// Charges memory; `false` if less is left.
#[inline]
pub(crate) fn charge(bytes: usize) -> bool {
    let left = MEMORY.get().checked_sub(bytes);
    if let Some(left) = left {
        MEMORY.set(left);
    }
    left.is_some()
}

/// How many bytes are left.
#[inline]
pub(super) fn left() -> usize {
    MEMORY.get()
}

/// Notes an enum value or variant that the client does not know.
#[cold]
#[track_caller]
pub(crate) fn note_unknown() {
    let unknown = UNKNOWN.get().unwrap_or(Unknown {
        count: 0,
        first: Location::caller(),
    });
    let count = unknown.count.saturating_add(1);
    UNKNOWN.set(Some(Unknown { count, ..unknown }));
}

/// The state before an attempt that may fail.
pub(super) struct Before(usize, Option<Unknown>);

pub(super) fn before() -> Before {
    Before(left(), UNKNOWN.get())
}

impl Before {
    /// Restores the state before the attempt.
    pub(super) fn restore(self) {
        MEMORY.set(self.0);
        UNKNOWN.set(self.1);
    }
}

/// Whether malformed strings may be repaired; notes that one was.
#[cold]
pub(super) fn replace_text() -> bool {
    let mut state = STATE.get();
    state.replaced |= state.lossy;
    STATE.set(state);
    state.lossy
}

/// Whether malformed strings may be repaired.
pub(super) fn is_lossy() -> bool {
    STATE.get().lossy
}

/// Marks the text that is passed on next as JSON.
pub(super) fn mark_as_json(paid: usize) {
    let mut state = STATE.get();
    (state.raw, state.paid) = (true, paid);
    STATE.set(state);
}

/// Whether the text just passed on is JSON, and how much memory is charged for its value.
pub(super) fn take_mark() -> Option<usize> {
    let mut state = STATE.get();
    let paid = state.raw.then_some(state.paid);
    (state.raw, state.paid) = (false, 0);
    STATE.set(state);
    paid
}

/// Asks the reader for the place of this tag in the object that is captured next.
#[inline]
pub(super) fn look_for(tag: &'static str) {
    TAG.set(Tag::Wanted(tag));
}

/// The tag that is asked for.
#[inline]
pub(super) fn wanted_tag() -> Option<&'static str> {
    match TAG.get() {
        Tag::Wanted(tag) => Some(tag),
        _ => None,
    }
}

/// Replies where the tag is.
#[inline]
pub(super) fn found_tag(place: Option<(usize, usize)>) {
    TAG.set(Tag::Found(place));
}

/// The reply; `None` if no reader was asked, or it read no object.
#[inline]
pub(super) fn take_tag() -> Option<Option<(usize, usize)>> {
    match TAG.replace(Tag::None) {
        Tag::Found(place) => Some(place),
        _ => None,
    }
}
