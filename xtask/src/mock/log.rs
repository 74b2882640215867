//! The exchanges: one line each as they happen, and the last ones for the page. Bodies, headers and
//! credentials in queries are not kept.

use std::collections::VecDeque;
use std::time::Duration;

use anstyle::{AnsiColor, Style};

use super::reply::Reply;
use crate::exchange::{Description, Request};
use crate::terminal::{self, printable};

/// The maximum number of exchanges that are kept.
const KEPT: usize = 50;

/// The last exchanges.
#[derive(Default)]
pub(super) struct Log {
    pub(super) total: u64,
    pub(super) last: VecDeque<Seen>,
}

/// An exchange as it is displayed.
pub(super) struct Seen {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) status: u16,
    pub(super) operation: Option<String>,
    pub(super) took: Duration,
    /// The findings of the request, and the notes on its response.
    pub(super) remarks: Vec<String>,
}

impl Seen {
    pub(super) fn of(
        description: &Description,
        request: &Request,
        reply: &Reply,
        took: Duration,
    ) -> Self {
        let operation = reply
            .operation
            .and_then(|at| description.operations().get(at));
        let mut remarks = Vec::new();
        for finding in &reply.findings {
            let position = description.position(&finding.described).unwrap_or_default();
            remarks.push(format!(
                "{}: {} ({position})",
                finding.place(),
                finding.message
            ));
        }
        remarks.extend(reply.notes.iter().cloned());
        if let Some(fault) = reply.fault {
            remarks.push(format!("fault: {}", fault.name()));
        }
        Self {
            method: request.method.clone(),
            target: target(description, request),
            status: reply.status,
            operation: operation.map(|it| it.id.clone().unwrap_or_else(|| it.key())),
            took,
            remarks,
        }
    }

    /// Prints the exchange.
    pub(super) fn print(&self) {
        let color = match self.status {
            0..=299 => AnsiColor::Green,
            300..=399 => AnsiColor::Cyan,
            400..=499 => AnsiColor::Yellow,
            _ => AnsiColor::Red,
        };
        let style = Style::new().fg_color(Some(color.into())).bold();
        let operation = self.operation.as_deref().map(printable).unwrap_or_default();
        terminal::plain(format_args!(
            "{style}{}{style:#} {} {} {} ms {operation}",
            self.status,
            printable(&self.method),
            printable(&self.target),
            self.took.as_millis()
        ));
        for remark in &self.remarks {
            terminal::plain(format_args!("    {}", printable(remark)));
        }
    }
}

impl Log {
    pub(super) fn add(&mut self, seen: Seen) {
        self.total += 1;
        self.last.push_front(seen);
        self.last.truncate(KEPT);
    }
}

/// The target with `***` in place of credentials in its query.
fn target(description: &Description, request: &Request) -> String {
    let names = description.query_credentials();
    let pairs = request.query().split('&').filter(|it| !it.is_empty());
    let pairs: Vec<String> = pairs
        .map(|pair| match pair.split_once('=') {
            Some((name, _)) if names.contains(&name) => format!("{name}=***"),
            _ => pair.to_owned(),
        })
        .collect();
    match pairs.is_empty() {
        true => request.path().to_owned(),
        false => format!("{}?{}", request.path(), pairs.join("&")),
    }
}
