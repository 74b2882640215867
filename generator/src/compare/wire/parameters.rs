//! The parameters of an operation.

use super::draft::{Draft, verb};
use super::kinds::is_scalar;
use super::limits::limit;
use super::positions::parameter_pointers;
use super::same::same_component;
use crate::api::{Api, Operation, Parameter, SchemaKind, Shape, StringFormat, Style};
use crate::compare::pair::Pair;
use crate::compare::{Direction, Http, Rule};
use crate::rust::items::Origin;

pub(super) fn judge(apis: Pair<&Api>, pair: Pair<&Operation>, drafts: &mut Vec<Draft>) {
    let change = Change {
        operation: pair,
        key: pair.key(),
        apis,
    };
    let aligned = pair.parameters();
    for old in aligned.removed {
        let message = format!("the parameter `{}` was removed", old.name);
        let draft = change.draft(Rule::ParameterRemoved, old, message);
        drafts.push(draft.in_base(&old.at.0).values(change.name(old), ()));
    }
    for new in aligned.added {
        let (rule, word) = if new.required {
            (Rule::RequiredParameterAdded, "required")
        } else {
            (Rule::OptionalParameterAdded, "optional")
        };
        let message = format!("the {word} parameter `{}` was added", new.name);
        let shape = new.value.as_ref().map(|value| Shape::of(apis.new, value));
        let draft = change.draft(rule, new, message).identified(shape);
        drafts.push(draft.in_revision(&new.at.0).values((), change.name(new)));
    }
    for pair in aligned.pairs {
        change.judge(pair, drafts);
    }
}

struct Change<'a> {
    operation: Pair<&'a Operation>,
    key: &'a str,
    apis: Pair<&'a Api>,
}

impl Change<'_> {
    fn name(&self, parameter: &Parameter) -> String {
        parameter.location.input_name(&parameter.name)
    }

    fn draft(&self, rule: Rule, parameter: &Parameter, message: String) -> Draft {
        let name = self.name(parameter);
        Draft::new(rule, &format!("{} -> {name}", self.key), message)
            .going(Direction::Request)
            .about(Origin::Input(self.key.to_owned(), name))
            .reaching(self.key, Direction::Request)
    }

    fn judge(&self, pair: Pair<&Parameter>, drafts: &mut Vec<Draft>) {
        let Pair { old, new } = pair;
        let name = &old.name;
        let names = pair.map(|one| self.name(one));
        let at = parameter_pointers(self.operation, pair);
        let draft = |rule, message: String| {
            self.draft(rule, old, message)
                .about(Origin::Input(self.key.to_owned(), names.new.clone()))
                .at(at.as_ref())
        };
        if old.location != new.location {
            let message = format!("`{}` is `{}` now", names.old, names.new);
            drafts.push(draft(Rule::ParameterMoved, message).changed(names.as_ref()));
        } else if names.differs() {
            let message = format!("the path parameter `{name}` was renamed to `{}`", new.name);
            drafts.push(draft(Rule::PathVariableRenamed, message).changed(names.as_ref()));
        }
        let is_required = pair.map(|one| one.required);
        if is_required.differs() {
            let (rule, word) = if new.required {
                (Rule::ParameterRequired, "required")
            } else {
                (Rule::ParameterOptional, "optional")
            };
            let message = format!("the parameter `{name}` became {word}");
            drafts.push(draft(rule, message).changed(is_required));
        }
        let sides = self.apis.with(pair);
        let known = sides.map(kind);
        let all = |is: fn(&SchemaKind) -> bool| {
            let known = known.both();
            known.is_some_and(|known| known.sides().into_iter().all(is))
        };
        let values = Values {
            is_one: sides.sides().into_iter().any(is_one),
            is_list: all(is_list),
            is_unreserved: all(is_unreserved),
        };
        let encoding = pair.map(|one| encoding(one, &values));
        if old.location == new.location && encoding.differs() {
            let message = format!("the serialization of `{name}` was changed");
            drafts.push(draft(Rule::ParameterStyleChanged, message).changed(encoding.as_ref()));
        }
        let written = pair.map(|one| (one.style, one.explode, one.reserved));
        let mut kinds = known.sides().into_iter().flatten();
        let is_union = kinds.any(|kind| matches!(kind, SchemaKind::Union(_)));
        let may_differ = is_union || values.is_list || pair.map(|one| one.reserved).differs();
        let is_rewritten = may_differ && written.differs();
        if old.location == new.location && is_rewritten && !encoding.differs() {
            let message = format!("the serialization of `{name}` is written differently");
            let draft = draft(Rule::ParameterStyleChanged, message).judged(Http::Compatible);
            drafts.push(draft.changed(written));
        }
        let is_empty = pair.map(|one| one.empty);
        if old.location == new.location && is_empty.old && !is_empty.new {
            let message = format!("`{name}` may no longer be empty");
            let draft = draft(Rule::ParameterStyleChanged, message).changed(is_empty);
            drafts.push(draft.judged(Http::Warning));
        }
        let default = pair.map(|one| one.default.as_ref());
        if default.differs() && !is_default_of_schema(self.apis, pair) {
            let message = format!("the default of `{name}` was {}", verb(default));
            drafts.push(draft(Rule::DefaultChanged, message).changed(default));
        }
        let is_deprecated = pair.map(|one| one.deprecated);
        if is_deprecated.differs() {
            let message = deprecation(&format!("the parameter `{name}`"), new.deprecated);
            drafts.push(draft(Rule::DeprecationChanged, message).changed(is_deprecated));
        }
        let rule = match (known.old, known.new) {
            (None, Some(is)) if !is_text(is) => Some((Rule::TypeNarrowed, "is now")),
            (Some(was), None) if !is_text(was) => Some((Rule::TypeWidened, "is no longer")),
            _ => None,
        };
        if let Some((rule, word)) = rule {
            let message = format!("the value of `{name}` {word} more specific than a string");
            drafts.push(draft(rule, message));
        }
    }
}

/// Whether a parameter has its default from a component, with which it is reported.
fn is_default_of_schema(apis: Pair<&Api>, pair: Pair<&Parameter>) -> bool {
    let values = pair.map(|one| one.value.as_ref()).both();
    let schemas = values.and_then(|values| same_component(apis, values));
    schemas.is_some_and(|schemas| {
        let mut sides = schemas.with(pair).sides().into_iter();
        sides.all(|(schema, one)| limit(schema, "default") == one.default.as_ref())
    })
}

/// The kind of a parameter's values; `None` if undescribed, which means strings.
fn kind<'a>((api, parameter): (&'a Api, &Parameter)) -> Option<&'a SchemaKind> {
    let value = parameter.value.as_ref()?;
    api.schemas.get(&value.schema).map(|schema| &schema.kind)
}

fn is_text(kind: &SchemaKind) -> bool {
    *kind == SchemaKind::String(StringFormat::Text)
}

/// What is known of the values on both sides.
struct Values {
    /// Whether there is a single value, and neither a list nor an object.
    is_one: bool,
    is_list: bool,
    /// Whether no value has reserved characters.
    is_unreserved: bool,
}

fn is_list(kind: &SchemaKind) -> bool {
    use SchemaKind::{List, OpenTuple, Tuple};
    matches!(kind, List(_) | Tuple(_) | OpenTuple { .. })
}

/// Whether no value has characters that `allowReserved` concerns (RFC 3986, section 2.3).
fn is_unreserved(kind: &SchemaKind) -> bool {
    match kind {
        SchemaKind::Boolean | SchemaKind::Integer(_) => true,
        SchemaKind::String(format) => matches!(format, StringFormat::Uuid | StringFormat::Date),
        SchemaKind::Enum(known) => {
            let is = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
            known
                .values
                .iter()
                .all(|one| one.wire.text().chars().all(is))
        }
        _ => false,
    }
}

/// The encoding of values, in OpenAPI's words. A single value is encoded alike in most styles,
/// exploded or not.
fn encoding(parameter: &Parameter, values: &Values) -> String {
    let is_one = values.is_one;
    let style = match parameter.style {
        Style::Form | Style::Space | Style::Pipe | Style::DeepObject if is_one => "form",
        Style::Simple => "simple",
        Style::Label => "label",
        Style::Matrix => "matrix",
        Style::Form => "form",
        Style::Space => "spaceDelimited",
        Style::Pipe => "pipeDelimited",
        Style::DeepObject => "deepObject",
        Style::Json => "JSON",
    };
    let matters = match parameter.style {
        Style::Label | Style::Matrix => true,
        // The items of a list are separated by commas in any case.
        Style::Simple => !is_one && !values.is_list,
        _ => !is_one,
    };
    let explode = if parameter.explode && matters {
        ", explode"
    } else {
        ""
    };
    let reserved = if (parameter.reserved || parameter.slashes) && !values.is_unreserved {
        ", allowReserved"
    } else {
        ""
    };
    format!("{style}{explode}{reserved}")
}

/// Whether a parameter has a single value, and neither a list nor an object.
fn is_one(side: (&Api, &Parameter)) -> bool {
    kind(side).is_none_or(|kind| is_scalar(side.0, kind))
}

/// The message about something that was deprecated, or no longer is.
pub(super) fn deprecation(what: &str, is: bool) -> String {
    if is {
        format!("{what} was deprecated")
    } else {
        format!("{what} is no longer deprecated")
    }
}
