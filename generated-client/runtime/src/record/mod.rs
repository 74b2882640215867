//! Recording traffic, and replaying it in tests.
//!
//! In: the exchanges of a client, at the transport seam. Out: JSON lines, one exchange each, masked
//! by default; and a transport that responds from such lines. Absent: any check of the traffic. The
//! command `observe` compares recordings with the description.
//!
//! This module needs the feature `record`.
//!
//! ```
//! use openapi_client_runtime::record::Recorder;
//! # use openapi_client_runtime::{ClientBuilder, Pipeline};
//!
//! # fn example(builder: ClientBuilder<Pipeline>) -> Result<(), Box<dyn std::error::Error>> {
//! let recorder = Recorder::to_file("traffic.jsonl")?;
//! let client = builder.middleware({
//!     let recorder = recorder.clone();
//!     move |transport| recorder.around(transport)
//! });
//! # Ok(())
//! # }
//! ```
//!
//! # Masking
//!
//! A masked line keeps the structure of an exchange, but no values: method, host, path template,
//! status, names of parameters, headers and properties, and the type of each value.
//!
//! | Value | Recorded as |
//! | --- | --- |
//! | string | a string of the same form: `a` or `A` for a letter, `1` for a digit, punctuation unchanged; 64 characters at most. `2023-01-05T06:42:31Z` becomes `1111-11-11T11:11:11Z` |
//! | number | a number of the same form, with as many digits; beyond 32 or 64 bits if it was |
//! | boolean | `true` |
//! | key of an object, name of a parameter | unchanged, unless it looks like data: four digits in a row, a space, `@`, non-ASCII characters, more than 64 bytes, or in an object of more than 100 keys |
//! | credential, cookie | `*` |
//! | `Accept`, `Content-Type`, `Cache-Control`, `Retry-After`, `Vary` | unchanged, without a boundary |
//! | body that is neither JSON nor a URL-encoded form | its length |
//!
//! [`Recorder::keep_values_of`] names the properties and parameters whose strings are not masked.

mod body;
mod line;
mod log;
mod mask;
mod recorder;
mod recording;
mod replayer;
mod sink;

pub use recorder::{DEFAULT_MAX_BODY_BYTES, DEFAULT_MAX_FILE_BYTES, DEFAULT_MAX_FILES, Recorder};
pub use recording::Recording;
pub use replayer::{ReplayError, Replayer};
