//! Programs that depend on the client, in a comparison of two descriptions. In: their folders. Out:
//! the compile errors of each with the client of the revision, and the changes of operations that it
//! calls. Absent: any change of the programs themselves.

mod calls;
mod check;
mod dependant;
mod look;
mod touched;
mod unusable;

pub(crate) use look::look;
