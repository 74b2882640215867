//! Programs that depend on the client, and a comparison of two descriptions. In: their folders. Out:
//! what the compiler says of each with the client of the revision, and which changes are about
//! operations that it calls. Absent: any change of the programs themselves.

mod calls;
mod check;
mod dependant;
mod look;
mod touched;
mod unusable;

pub(crate) use look::look;
