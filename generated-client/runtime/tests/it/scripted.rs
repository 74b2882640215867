//! Clients over the test kit, and short names for what they meet.

use std::ops::Deref;
use std::time::Duration;

use openapi_client_runtime::testing::{Mock, Reply};
use openapi_client_runtime::{ClientBuilder, TransportErrorKind};

use crate::fixture::{Client, INFO, TOKEN};

/// What a request gets.
#[derive(Clone)]
pub(crate) enum Step {
    Status(u16, Vec<(&'static str, &'static str)>),
    Body(&'static str),
    /// A head, and a body that breaks off.
    Broken,
    Error(TransportErrorKind),
    /// Nothing, ever.
    Silence,
    /// Something, after a time.
    After(Duration, Box<Step>),
}

impl Step {
    pub(crate) fn good() -> Self {
        Self::Body(r#"{"id":1}"#)
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::Status(status, Vec::new())
    }

    fn reply(self) -> Reply {
        let json = |status, body| Reply::new(status, "application/json", body);
        match self {
            Self::Status(status, headers) => headers
                .iter()
                .fold(json(status, "{}"), |reply, (name, value)| {
                    reply.header(name, value)
                }),
            Self::Body(body) => json(200, body),
            Self::Broken => json(200, "").half(),
            Self::Error(kind) => Reply::error(kind),
            Self::Silence => Reply::silence(),
            Self::After(time, next) => next.reply().after(time),
        }
    }
}

#[derive(Clone)]
pub(crate) struct Scripted(Mock);

impl Scripted {
    /// Replies to each request by its number, from 0.
    pub(crate) fn new(script: impl Fn(usize) -> Step + Send + Sync + 'static) -> Self {
        Self(Mock::script(move |number| script(number).reply()))
    }

    /// These, and then the last one again and again.
    pub(crate) fn steps(steps: impl Into<Vec<Step>>) -> Self {
        let steps = steps.into();
        Self::new(move |number| steps[number.min(steps.len() - 1)].clone())
    }

    pub(crate) fn builder(&self) -> ClientBuilder<Client> {
        ClientBuilder::new(&INFO)
            .token(TOKEN)
            .transport(self.0.clone())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

/// What was sent, and when.
impl Deref for Scripted {
    type Target = Mock;

    fn deref(&self) -> &Mock {
        &self.0
    }
}
