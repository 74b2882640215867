//! The parameters of an operation.

use super::draft::Draft;
use crate::api::{Api, Parameter, SchemaKind, StringFormat, Style};
use crate::compare::align::OperationPair;
use crate::compare::{Direction, Rule};
use crate::rust::items::Origin;

pub(super) fn judge(
    (base, revision): (&Api, &Api),
    pair: &OperationPair<'_>,
    drafts: &mut Vec<Draft>,
) {
    let change = Change {
        key: pair.key(),
        base,
        revision,
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
        let draft = change.draft(rule, new, message);
        drafts.push(draft.in_revision(&new.at.0).values((), change.name(new)));
    }
    for (old, new) in aligned.pairs {
        change.judge(old, new, drafts);
    }
}

struct Change<'a> {
    key: &'a str,
    base: &'a Api,
    revision: &'a Api,
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

    fn judge(&self, old: &Parameter, new: &Parameter, drafts: &mut Vec<Draft>) {
        let name = &old.name;
        let draft = |rule, message: String| {
            self.draft(rule, old, message)
                .about(Origin::Input(self.key.to_owned(), self.name(new)))
                .at(&old.at.0, &new.at.0)
        };
        let (was, is) = (self.name(old), self.name(new));
        if old.location != new.location {
            let message = format!("`{was}` is `{is}` now");
            drafts.push(draft(Rule::ParameterMoved, message).values(&was, &is));
        } else if was != is {
            let message = format!(
                "the parameter `{name}` of the path is called `{}` now",
                new.name
            );
            drafts.push(draft(Rule::PathVariableRenamed, message).values(&was, &is));
        }
        if old.required != new.required {
            let (rule, word) = if new.required {
                (Rule::ParameterRequired, "required")
            } else {
                (Rule::ParameterOptional, "optional")
            };
            let message = format!("the parameter `{name}` became {word}");
            drafts.push(draft(rule, message).values(old.required, new.required));
        }
        let is_one = is_one(self.base, old) || is_one(self.revision, new);
        let (was, is) = (encoding(old, is_one), encoding(new, is_one));
        if old.location == new.location && was != is {
            let message = format!("the value of `{name}` is spelled in another way");
            drafts.push(draft(Rule::ParameterStyleChanged, message).values(was, is));
        }
        if old.default != new.default {
            let message = format!(
                "the default of `{name}` was {}",
                verb(&old.default, &new.default)
            );
            drafts.push(draft(Rule::DefaultChanged, message).values(&old.default, &new.default));
        }
        if old.deprecated != new.deprecated {
            let message = deprecation(&format!("the parameter `{name}`"), new.deprecated);
            let draft = draft(Rule::DeprecationChanged, message);
            drafts.push(draft.values(old.deprecated, new.deprecated));
        }
        let rule = match (kind(self.base, old), kind(self.revision, new)) {
            (None, Some(is)) if !is_text(is) => Some((Rule::TypeNarrowed, "is now")),
            (Some(was), None) if !is_text(was) => Some((Rule::TypeWidened, "is no longer")),
            _ => None,
        };
        if let Some((rule, word)) = rule {
            let message = format!("the value of `{name}` {word} more than text");
            drafts.push(draft(rule, message));
        }
    }
}

/// The kind of a parameter's values; `None` if undescribed, which means strings.
fn kind<'a>(api: &'a Api, parameter: &Parameter) -> Option<&'a SchemaKind> {
    let value = parameter.value.as_ref()?;
    api.schemas.get(&value.schema).map(|schema| &schema.kind)
}

fn is_text(kind: &SchemaKind) -> bool {
    *kind == SchemaKind::String(StringFormat::Text)
}

/// The encoding of a value, in OpenAPI's words. A single value is encoded alike in most styles,
/// exploded or not.
fn encoding(parameter: &Parameter, is_one: bool) -> String {
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
    let matters = !is_one || matches!(parameter.style, Style::Label | Style::Matrix);
    let explode = if parameter.explode && matters {
        ", explode"
    } else {
        ""
    };
    let reserved = if parameter.reserved || parameter.slashes {
        ", allowReserved"
    } else {
        ""
    };
    format!("{style}{explode}{reserved}")
}

/// Whether a parameter has a single value, and neither a list nor an object.
fn is_one(api: &Api, parameter: &Parameter) -> bool {
    kind(api, parameter).is_none_or(|kind| {
        use SchemaKind::{Boolean, Enum, Integer, Number, String};
        matches!(kind, Boolean | Enum(_) | Integer(_) | Number | String(_))
    })
}

/// The verb for the change of an optional value.
pub(super) fn verb<T>(old: &Option<T>, new: &Option<T>) -> &'static str {
    match (old, new) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "changed",
    }
}

/// The message about something that was deprecated, or no longer is.
pub(super) fn deprecation(what: &str, is: bool) -> String {
    if is {
        format!("{what} was deprecated")
    } else {
        format!("{what} is no longer deprecated")
    }
}
