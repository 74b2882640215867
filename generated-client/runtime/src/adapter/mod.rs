//! The default transport: the HTTP library `reqwest`, with its connection pool and TLS. In: a request. Out: a response
//! with its body, or why there is none. Absent: retries, redirects, timeouts of calls.
//!
//! Only [`Reqwest::new`] exposes a type of that library. A new major version of it may change that
//! function in a minor version of this crate.

mod connection;
mod incoming;
mod sender;
mod settings;

pub use sender::Reqwest;
pub(crate) use settings::HttpSettings;
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) use settings::certificates;
