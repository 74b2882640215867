//! Types for people: in reports, in tables and in sentences. Without paths into other crates, as in
//! rustdoc.

use std::fmt;

use super::{Generic, Plain, Type};

/// The form in reports: generated types with their module.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&spell(self, &|name| format!("models::{name}")))
    }
}

impl Type {
    /// The form in tables: without modules and boxes.
    #[must_use]
    pub fn in_table(&self) -> String {
        let unboxed = self.map(&|ty| ty.unboxed().clone());
        spell(&unboxed, &str::to_owned)
    }

    /// The form in a sentence, linked if it is a generated type.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Plain(plain) => plain.facts().words.into(),
            Self::Foreign(_, described) => described.0.in_words(),
            Self::Model(name) => format!("[`{name}`](crate::models::{name})"),
            Self::Response(name) => format!("[`{name}`]"),
            Self::Of(generic, inner) => in_words(*generic, inner),
            Self::Map(_, value) => format!("a map of {}", value.in_words()),
            Self::Tuple(_) | Self::OpenTuple(..) => "a list".into(),
        }
    }
}

fn in_words(generic: Generic, inner: &Type) -> String {
    let linked = |name: &str| format!("[`{name}`](openapi_client_runtime::{name})");
    let name = linked(generic.name());
    let of = inner.in_words();
    match generic {
        Generic::Box | Generic::Event => of,
        Generic::Option | Generic::Nullable => format!("{of} or null"),
        Generic::Vec | Generic::List => format!("a list of {of}"),
        Generic::Events if inner.is(Generic::Event) => format!("{name} whose data is {of}"),
        Generic::Events | Generic::Lines => format!("{name} of {of}"),
        Generic::Sequence => format!("a {name} of {of}"),
    }
}

fn spell(ty: &Type, model: &dyn Fn(&str) -> String) -> String {
    let inner = |ty: &Type| spell(ty, model);
    let all = |items: &[Type]| {
        let items: Vec<String> = items.iter().map(inner).collect();
        match items.as_slice() {
            [only] => format!("({only},)"),
            items => format!("({})", items.join(", ")),
        }
    };
    match ty {
        Type::Plain(plain) => name(*plain).to_owned(),
        Type::Foreign(path, _) => path.to_string(),
        Type::Model(name) => model(name.as_str()),
        Type::Response(name) => name.to_string(),
        Type::Of(generic, item) => format!("{}<{}>", generic.name(), inner(item)),
        Type::Map(key, value) => format!("BTreeMap<{}, {}>", inner(key), inner(value)),
        Type::Tuple(items) => all(items),
        Type::OpenTuple(items, least, rest) => {
            format!("OpenTuple<{}, {}, {least}>", all(items), inner(rest))
        }
    }
}

/// The last part of its path.
fn name(plain: Plain) -> &'static str {
    let path = plain.facts().path;
    path.rsplit("::").next().unwrap_or(path)
}
