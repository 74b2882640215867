//! How a request is encoded.
//!
//! In: an operation's method and path template, and the caller's values. Out: a [`Prepared`]
//! request: method, URL, headers and bytes. Deliberately absent: sending. The first value that
//! cannot be encoded is kept and reported when the request is prepared or sent, so that the setters
//! of generated requests need no `Result`.

mod body;
mod call_options;
mod draft;
mod encode;
mod form;
mod multipart;
mod operation_info;
mod options;
mod parameter;
mod path;
mod prepared;
mod raw;
mod resume;
mod sequence;
mod style;
mod switch;
mod text;
mod tree;
mod url;

pub use body::Body;
pub(crate) use body::{OpenBody, PIECE_BYTES, Progress};
pub(crate) use call_options::CallOptions;
pub use draft::Request;
pub use encode::ListStyle;
pub(crate) use encode::push_encoded;
pub use multipart::{File, Form, FormPart, Parts};
pub use operation_info::OperationInfo;
pub use prepared::Prepared;
#[cfg(feature = "tracing")]
pub(crate) use raw::NO_TEMPLATE;
pub use sequence::Sequence;
pub(crate) use sequence::is_sequence;
pub use style::Style;
