//! Style and script of the page, and the policy that blocks everything else from loading or
//! running.

use data_encoding::BASE64;
use hmac_sha256::Hash;

/// A browser hashes the parsed text, in which every line break is `\n`.
fn settle(text: &str) -> String {
    text.replace("\r\n", "\n")
}

pub(super) fn style() -> String {
    settle(include_str!("report.css"))
}

pub(super) fn script() -> String {
    settle(include_str!("report.js"))
}

/// The content security policy of a page with this style and this script.
pub(super) fn of(style: &str, script: &str) -> String {
    let (style, script) = (source(style), source(script));
    format!(
        "default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'; trusted-types changes"
    )
}

/// The hash of an inline text in the form of a policy.
pub(super) fn source(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(&Hash::hash(text.as_bytes())))
}
