//! Paths of types of other crates.

use std::fmt;

use serde::Serialize;

use super::ident::is_name;

/// The path of a type of another crate, such as `rust_decimal::Decimal`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ForeignPath {
    /// Its segments. A single one is a type of the prelude, such as `String`.
    pub segments: Vec<String>,
    /// The generic arguments of the last segment.
    pub arguments: Vec<ForeignPath>,
}

impl ForeignPath {
    /// Parses a path; `None` if the text is not the path of a type that can be named from anywhere.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (path, rest) = Self::begin(text.strip_prefix("::").unwrap_or(text))?;
        (rest.is_empty() && path.segments.len() > 1).then_some(path)
    }

    /// A name of the prelude.
    pub(super) fn known(name: &str) -> Self {
        Self {
            segments: vec![name.to_owned()],
            arguments: Vec::new(),
        }
    }

    /// The path at the start of a text, and the rest of the text.
    fn begin(text: &str) -> Option<(Self, &str)> {
        let end = text.find(['<', '>', ',']).unwrap_or(text.len());
        let (path, mut rest) = text.split_at_checked(end)?;
        let segments = path.trim().split("::").map(str::to_owned);
        let mut path = Self {
            segments: segments.collect(),
            arguments: Vec::new(),
        };
        if !path.segments.iter().all(|name| is_name(name)) {
            return None;
        }
        if let Some(mut arguments) = rest.strip_prefix('<') {
            loop {
                let (argument, after) = Self::begin(arguments)?;
                path.arguments.push(argument);
                match after.strip_prefix(',') {
                    Some(after) => arguments = after,
                    None => {
                        rest = after.strip_prefix('>')?.trim_start();
                        break;
                    }
                }
            }
        }
        Some((path, rest))
    }

    /// The crates of the path and its arguments.
    pub(super) fn crates(&self) -> Vec<&str> {
        let own = self.segments.first().filter(|_| self.segments.len() > 1);
        let of_arguments = self.arguments.iter().flat_map(Self::crates);
        own.map(String::as_str)
            .into_iter()
            .chain(of_arguments)
            .collect()
    }
}

impl fmt::Display for ForeignPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.segments.join("::"))?;
        for (at, argument) in self.arguments.iter().enumerate() {
            f.write_str(if at == 0 { "<" } else { ", " })?;
            argument.fmt(f)?;
        }
        f.write_str(if self.arguments.is_empty() { "" } else { ">" })
    }
}

#[cfg(test)]
mod tests {
    use super::ForeignPath;

    #[test]
    fn paths_of_types() {
        for text in [
            "rust_decimal::Decimal",
            "std::collections::BTreeMap<String, a::B<u8>>",
        ] {
            let path = ForeignPath::read(text);
            assert_eq!(path.map(|it| it.to_string()).as_deref(), Some(text));
        }
        for text in [
            "",
            "Decimal",
            "crate::Money",
            "&str",
            "a::B<'static>",
            "a::B; c",
            "a::<u8>::B",
            "(a::B, u8)",
        ] {
            assert_eq!(ForeignPath::read(text), None, "{text}");
        }
    }
}
