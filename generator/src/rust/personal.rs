//! The values that `Debug` of a type hides because they are personal: by the format and the name of
//! a property, and by configuration. `generated-client/docs/behavior.md` has the table.

use std::collections::BTreeSet;

use heck::ToSnakeCase;

use super::{Field, Ident, Model, ModelKind, Plain, Type};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::{Mention, Personal};

/// Formats of personal data or secrets.
pub(super) const FORMATS: [&str; 9] = [
    "email",
    "idn-email",
    "ipv4",
    "ipv6",
    "password",
    "phone",
    "phone-number",
    "tel",
    "telephone",
];

/// Words in names of personal data, whatever the value's type.
const CONTACT: [&str; 29] = [
    "address",
    "addresses",
    "bcc",
    "birthdate",
    "birthday",
    "cc",
    "email",
    "emails",
    "fax",
    "firstname",
    "fullname",
    "lastname",
    "mail",
    "mobile",
    "nickname",
    "password",
    "phone",
    "phones",
    "postcode",
    "secret",
    "sender",
    "ssn",
    "street",
    "surname",
    "telephone",
    "token",
    "username",
    "zip",
    "iban",
];

/// Pairs of words in such names.
const CONTACT_PAIRS: [[&str; 2]; 20] = [
    ["agent", "name"],
    ["author", "name"],
    ["birth", "date"],
    ["contact", "name"],
    ["customer", "name"],
    ["date", "birth"],
    ["display", "name"],
    ["family", "name"],
    ["first", "name"],
    ["full", "name"],
    ["given", "name"],
    ["last", "name"],
    ["middle", "name"],
    ["postal", "code"],
    ["user", "name"],
    ["from", "number"],
    ["to", "number"],
    ["avatar", "url"],
    ["secret", "key"],
    ["nick", "name"],
];

/// Words at the end of names of text that people write.
const TEXT: [&str; 26] = [
    "attributes",
    "body",
    "comment",
    "comments",
    "contact",
    "recipient",
    "content",
    "from",
    "highlight",
    "highlights",
    "html",
    "markdown",
    "message",
    "note",
    "notes",
    "payload",
    "plaintext",
    "query",
    "subject",
    "text",
    "transcript",
    "transcription",
    "to",
    "value",
    "values",
    "filename",
];

/// Words in names of types that describe a person, whose `name` is that person's.
const PEOPLE: [&str; 16] = [
    "agent",
    "author",
    "contact",
    "customer",
    "employee",
    "endpoint",
    "guest",
    "member",
    "owner",
    "participant",
    "patient",
    "person",
    "profile",
    "recipient",
    "sender",
    "user",
];

/// Marks personal values, and reports configured names that no type has. `failures` are the error
/// types, whose message is for the programmer.
pub(super) fn mark(
    models: &mut [Model],
    failures: &BTreeSet<Ident>,
    chosen: &Personal,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let texts = unions_with_text(models);
    let rule = Rule { texts, failures };
    let mut named = BTreeSet::new();
    for model in &mut *models {
        match &mut model.kind {
            ModelKind::Struct(structure) => {
                for field in &mut structure.fields {
                    let mut names = |list: &[Mention]| {
                        let of_type = format!("{}.{}", model.name, field.wire);
                        let mut found = false;
                        for mention in list {
                            if mention.name == field.wire || mention.name == of_type {
                                named.insert(mention.name.clone());
                                found = true;
                            }
                        }
                        found
                    };
                    let (hidden, shown) = (names(&chosen.hide), names(&chosen.show));
                    let by_rule = rule.is_personal(&model.name, field);
                    field.personal = hidden || by_rule && !shown;
                }
            }
            ModelKind::Union(union) => {
                for variant in &mut union.variants {
                    variant.personal = variant
                        .payload
                        .as_ref()
                        .is_some_and(|it| rule.holds_text(it));
                }
            }
            ModelKind::Enum(_) => {}
        }
    }
    for (list, mentions) in [("hide", &chosen.hide), ("show", &chosen.show)] {
        for mention in mentions.iter().filter(|it| !named.contains(&it.name)) {
            let name = &mention.name;
            let known = names(models);
            let meant = did_you_mean(name, known.iter().map(String::as_str));
            let message = format!(
                "`{list}` of `personal` names `{name}`, which is not a property of a type{meant}"
            );
            diagnostics.push(mention.report(Code::UnusedName, message));
        }
    }
}

/// The names of properties: their own, and with their type.
fn names(models: &[Model]) -> BTreeSet<String> {
    let structs = models.iter().filter_map(|model| match &model.kind {
        ModelKind::Struct(structure) => Some((&model.name, structure)),
        _ => None,
    });
    let fields = structs.flat_map(|(name, it)| it.fields.iter().map(move |field| (name, field)));
    let both = fields.map(|(name, field)| [field.wire.clone(), format!("{name}.{}", field.wire)]);
    both.flatten().collect()
}

/// The unions that may be a string.
fn unions_with_text(models: &[Model]) -> BTreeSet<Ident> {
    let none = Rule {
        texts: BTreeSet::new(),
        failures: &BTreeSet::new(),
    };
    let unions = models.iter().filter_map(|model| match &model.kind {
        ModelKind::Union(union) => Some((model, union)),
        _ => None,
    });
    unions
        .filter(|(_, union)| {
            let mut payloads = union.variants.iter().filter_map(|it| it.payload.as_ref());
            payloads.any(|payload| none.holds_text(payload))
        })
        .map(|(model, _)| model.name.clone())
        .collect()
}

struct Rule<'a> {
    /// The unions that may be a string.
    texts: BTreeSet<Ident>,
    failures: &'a BTreeSet<Ident>,
}

impl Rule<'_> {
    fn is_personal(&self, model: &Ident, field: &Field) -> bool {
        // By its format.
        if field.personal || self.is_free(&field.ty) {
            return true;
        }
        let name = field.wire.to_snake_case();
        let words: Vec<&str> = name.split('_').map(singular).collect();
        let Some(last) = words.last() else {
            return false;
        };
        // Only the API can resolve an id.
        if !can_tell(&field.ty) || matches!(*last, "id" | "ids") {
            return false;
        }
        let is_pair = |pair: &[&str]| CONTACT_PAIRS.iter().any(|it| it == pair);
        if words.iter().any(|word| CONTACT.contains(word)) || words.windows(2).any(is_pair) {
            return true;
        }
        let of_model = model.as_str().to_snake_case();
        let of_model: Vec<&str> = of_model.split('_').map(singular).collect();
        if words.len() == 1 && matches!(*last, "name" | "number") {
            return of_model.iter().any(|word| PEOPLE.contains(word));
        }
        let is_failure = self.failures.contains(model) || of_model.contains(&"error");
        TEXT.contains(last) && self.holds_text(&field.ty) && !is_failure
    }

    /// Whether it holds strings that have no name of their own.
    fn holds_text(&self, ty: &Type) -> bool {
        let ty = ty.described();
        if let Some(name) = ty.as_model() {
            return self.texts.contains(name);
        }
        let mut values = ty.values().into_iter();
        let plain = ty.plain();
        plain.is_some_and(|plain| plain.facts().holds_text)
            || values.any(|value| self.holds_text(value))
    }

    /// Whether it may hold anything: arbitrary JSON, and strings under undescribed names.
    fn is_free(&self, ty: &Type) -> bool {
        let ty = ty.described();
        match ty.map_values() {
            Some(value) => self.holds_text(value),
            None => *ty == Plain::Json || ty.values().into_iter().any(|value| self.is_free(value)),
        }
    }
}

/// Whether a value can reveal something about a person: not a boolean, a point in time, or an id.
fn can_tell(ty: &Type) -> bool {
    let ty = ty.described();
    match (ty.plain(), ty.generic()) {
        (Some(plain), _) => plain.facts().can_tell,
        (_, Some((_, inner))) => can_tell(inner),
        _ => true,
    }
}

fn singular(word: &str) -> &str {
    match word {
        "names" => "name",
        "users" => "user",
        word => word,
    }
}
