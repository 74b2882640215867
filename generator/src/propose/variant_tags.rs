//! The tag as a property of each variant of a tagged union.

use std::collections::{BTreeMap, BTreeSet};

use super::overlay_text::{Action, Change, Node};
use super::places::Places;
use super::target;
use super::unions::{Union, Variant};
use crate::document::Pointer;

/// Variants that get the same declaration: the new content, and the content expected today.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Declaration {
    tag: String,
    is_typed: bool,
    is_required: bool,
    today: Today,
}

/// How a variant declares the tag today.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Today {
    /// It doesn't declare the tag.
    Undeclared,
    /// It declares the tag without listing a value for it.
    Unlisted,
    /// It declares the tag with its value.
    Listed,
}

/// Declares the tag on each variant, once even if it is in several unions. The tag is required unless
/// the variant is also used outside of unions, where no tag is needed.
pub(super) fn actions<'u>(
    places: &Places<'_>,
    unions: impl Iterator<Item = &'u Union<'u>>,
    property: &str,
) -> Vec<Action> {
    let mut declarations = BTreeMap::<Declaration, BTreeSet<(String, Pointer)>>::new();
    for variant in unions.flat_map(|union| &union.variants) {
        let (Some(tag), Some(name)) = (variant.tag(), Places::component(&variant.at)) else {
            continue;
        };
        let declaration = Declaration {
            tag,
            is_typed: variant.schema.get("type").is_some(),
            is_required: direct_use(places, &variant.at).is_none() && !variant.requires(property),
            today: Today::of(places, variant, property),
        };
        if declaration.today != Today::Listed || declaration.is_required {
            declarations
                .entry(declaration)
                .or_default()
                .insert((name, variant.at.clone()));
        }
    }
    let mut actions = Vec::new();
    for (declaration, variants) in declarations {
        let direct = variants.iter().filter_map(|(_, at)| direct_use(places, at));
        let mut evidence: Vec<_> = direct
            .map(|at| format!("Not required, as it is used without a union too: {at}"))
            .collect();
        let names: Vec<_> = variants.into_iter().map(|(name, _)| name).collect();
        for (target, matches) in target::in_components(&names, &[]) {
            actions.push(Action {
                evidence: std::mem::take(&mut evidence),
                target,
                matches,
                expect: declaration.expectation(property),
                change: Change::Update(declaration.update(property)),
            });
        }
    }
    actions
}

impl Today {
    fn of(places: &Places<'_>, variant: &Variant<'_>, property: &str) -> Self {
        match variant.declares(places, property) {
            Some(declared) if declared.get("enum").is_some() => Self::Listed,
            Some(_) => Self::Unlisted,
            None => Self::Undeclared,
        }
    }
}

impl Declaration {
    fn expectation(&self, property: &str) -> Vec<(String, Node)> {
        let mut expect = Vec::new();
        if self.is_typed {
            expect.push(("type".to_owned(), Node::text("object")));
        }
        if self.today == Today::Undeclared {
            let tag = Node::Members(vec![(property.to_owned(), Node::Absent)]);
            expect.push(("properties".to_owned(), tag));
        }
        expect
    }

    fn update(&self, property: &str) -> Vec<(String, Node)> {
        let mut update = Vec::new();
        if self.is_required {
            update.push((
                "required".to_owned(),
                Node::Words(vec![property.to_owned()]),
            ));
        }
        if self.today != Today::Listed {
            let tag = Node::Members(vec![
                ("type".to_owned(), Node::text("string")),
                ("enum".to_owned(), Node::Words(vec![self.tag.clone()])),
            ]);
            let properties = Node::Members(vec![(property.to_owned(), tag)]);
            update.push(("properties".to_owned(), properties));
        }
        update
    }
}

/// A use of a schema other than as a branch of a union.
fn direct_use<'a>(places: &'a Places<'_>, at: &Pointer) -> Option<&'a Pointer> {
    places.uses.get(at)?.iter().find(|user| {
        let list = user.parent().last();
        !matches!(list.as_deref(), Some("oneOf" | "anyOf"))
    })
}
