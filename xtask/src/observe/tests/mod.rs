//! Recordings with known defects: every one is found, and nothing else.

mod compared;
mod findings;
mod formats;
mod overlays;
mod recordings;
