//! The value of a signature header.

use std::time::{Duration, SystemTime};

use data_encoding::HEXLOWER_PERMISSIVE;

use super::WebhookScheme;

/// Timestamps from this number on are milliseconds: as seconds it would be the year 5138.
const FIRST_MILLISECONDS: u64 = 100_000_000_000;

/// A parsed signature header.
pub(super) struct Signature<'h> {
    /// The signed text, and the time it denotes; if the scheme has a timestamp.
    pub(super) timestamp: Option<(&'h str, SystemTime)>,
    /// Well-formed signatures.
    pub(super) candidates: Vec<Vec<u8>>,
    /// The number of malformed ones: they are not hexadecimal.
    pub(super) unreadable: usize,
}

impl<'h> Signature<'h> {
    /// Parses a header, or returns its defect.
    pub(super) fn parse(scheme: &WebhookScheme, header: &'h str) -> Result<Self, String> {
        let pairs = || {
            let parts = header.split(',').filter_map(|part| part.split_once('='));
            parts.map(|(name, value)| (name.trim(), value.trim()))
        };
        let timestamp = match scheme.timestamp {
            None => None,
            Some(wanted) => {
                let mut found = pairs().filter(|(name, _)| *name == wanted);
                let (Some((_, text)), None) = (found.next(), found.next()) else {
                    return Err(format!(
                        "it doesn't have exactly one timestamp `{wanted}=…`"
                    ));
                };
                let time = time(text)
                    .ok_or_else(|| format!("its timestamp `{wanted}` is not a whole number"))?;
                Some((text, time))
            }
        };
        let (mut candidates, mut unreadable) = (Vec::new(), 0);
        for (_, text) in pairs().filter(|(name, _)| *name == scheme.signature) {
            match HEXLOWER_PERMISSIVE.decode(text.as_bytes()) {
                Ok(bytes) => candidates.push(bytes),
                Err(_) => unreadable += 1,
            }
        }
        if candidates.is_empty() && unreadable == 0 {
            return Err(format!("it has no signature `{}=…`", scheme.signature));
        }
        Ok(Self {
            timestamp,
            candidates,
            unreadable,
        })
    }
}

fn time(text: &str) -> Option<SystemTime> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u64 = text.parse().ok()?;
    let since = match number {
        FIRST_MILLISECONDS.. => Duration::from_millis(number),
        _ => Duration::from_secs(number),
    };
    SystemTime::UNIX_EPOCH.checked_add(since)
}
