//! Attributes changed items of the crate to changes of the API. The rest is reported, too.

use std::collections::{BTreeMap, BTreeSet};

use super::items::Difference;
use super::pair::Pair;
use super::wire::Draft;
use super::{Bump, ItemChangeKind, Rule};
use crate::Names;
use crate::api::SchemaId;
use crate::rust::items::{Member, Origin, Owner, Path};
use crate::rust::{Ident, Plain, Type};

/// Assigns each difference of the crate to the changes that it follows from; differences that
/// follow from none become changes of their own.
pub(super) fn attribute(
    mut drafts: Vec<Draft>,
    differences: Vec<Difference>,
    named: Pair<&BTreeMap<SchemaId, Ident>>,
    names: Pair<&Names>,
) -> Vec<(Draft, Vec<Difference>)> {
    let by_subject = index_by_subject(&drafts, |rule| !is_of_texts(rule));
    // Changes of `new` and of sent values follow from defaults, if no other change explains them.
    let by_default = index_by_subject(&drafts, |rule| rule == Rule::DefaultChanged);
    let mut items: Vec<Vec<Difference>> = vec![Vec::new(); drafts.len()];
    let mut left = Vec::new();
    for difference in differences {
        let of = |subjects: &BTreeMap<&Origin, Vec<usize>>| -> BTreeSet<usize> {
            let origins = difference.origins.iter();
            let found = origins.filter_map(|origin| subjects.get(origin));
            let found = found.flatten().copied();
            found
                .filter(|&at| fits(drafts[at].rule, difference.item.kind))
                .collect()
        };
        let mut found = of(&by_subject);
        if found.is_empty() {
            found = of(&by_default);
        }
        if found.is_empty() {
            left.push(difference);
        } else {
            for at in found {
                items[at].push(difference.clone());
            }
        }
    }
    let left = follow_fields(&mut items, left);
    let left = follow_types(&mut items, left);
    let left = follow_places(&drafts, &mut items, left, named);
    let left = follow_json(&mut items, left);
    let rest = left_over(left, is_repinned(names));
    let mut all: Vec<(Draft, Vec<Difference>)> = drafts.drain(..).zip(items).collect();
    all.extend(rest);
    all
}

/// The changes of some rules, by their subjects.
fn index_by_subject(drafts: &[Draft], of: impl Fn(Rule) -> bool) -> BTreeMap<&Origin, Vec<usize>> {
    let mut by_subject: BTreeMap<&Origin, Vec<usize>> = BTreeMap::new();
    let drafts = drafts.iter().enumerate();
    for (at, draft) in drafts.filter(|(_, draft)| of(draft.rule)) {
        for subject in &draft.subjects {
            by_subject.entry(subject).or_default().push(at);
        }
    }
    by_subject
}

/// Whether a rule is about documentation: of the crate, it changes nothing else.
pub(super) fn is_of_texts(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::TextChanged
            | Rule::DefaultChanged
            | Rule::LimitTightened
            | Rule::LimitLoosened
            | Rule::PatternChanged
            | Rule::FormatChanged
    )
}

/// Deprecation is independent of all other changes of an item.
fn fits(rule: Rule, kind: ItemChangeKind) -> bool {
    let deprecation = matches!(
        kind,
        ItemChangeKind::Deprecated | ItemChangeKind::Undeprecated
    );
    deprecation == (rule == Rule::DeprecationChanged)
}

/// Arguments of `new` that became named or unnamed follow from added or removed fields.
fn follow_fields(items: &mut [Vec<Difference>], mut left: Vec<Difference>) -> Vec<Difference> {
    left.retain(|difference| {
        let Some(name) = difference.path.model().filter(|_| is_new(&difference.path)) else {
            return true;
        };
        let of_type = |one: &Difference| one.path.model() == Some(name);
        let found = items.iter_mut().filter(|of| of.iter().any(of_type));
        let count = found.map(|of| of.push(difference.clone())).count();
        count == 0
    });
    left
}

/// An added or removed type belongs to the change whose items name it, and so on from type to type.
/// Methods and traits that a type gains or loses belong to the change of its `new`.
fn follow_types(items: &mut [Vec<Difference>], left: Vec<Difference>) -> Vec<Difference> {
    let mut rest = Vec::new();
    let mut by_type: BTreeMap<Ident, Vec<Difference>> = BTreeMap::new();
    for difference in left {
        match model(&difference) {
            Some(name) => by_type.entry(name.clone()).or_default().push(difference),
            None => rest.push(difference),
        }
    }
    let mut waiting: Vec<(usize, Difference)> = Vec::new();
    for (at, of) in items.iter().enumerate() {
        waiting.extend(of.iter().map(|one| (at, one.clone())));
    }
    while let Some((at, difference)) = waiting.pop() {
        let made = difference.path.model().filter(|_| is_new(&difference.path));
        let mut found = Vec::new();
        for name in difference.mentions.iter().chain(made) {
            let of = by_type.remove(name).unwrap_or_default();
            let (types, others) = of.into_iter().partition(|one| is_whole(one, name));
            found.extend::<Vec<Difference>>(types);
            if !others.is_empty() {
                by_type.insert(name.clone(), others);
            }
        }
        // All items of a replaced type follow from that replacement.
        let is_kept = difference.item.kind == ItemChangeKind::Gated;
        let whole = difference.path.model();
        let whole = whole.filter(|_| difference.path.member.is_none() && !is_kept);
        found.extend(
            whole
                .and_then(|name| by_type.remove(name))
                .unwrap_or_default(),
        );
        for next in found {
            waiting.push((at, next.clone()));
            items[at].push(next);
        }
    }
    rest.extend(by_type.into_values().flatten());
    rest
}

/// An added or removed type that no item names, in arbitrary JSON, belongs to the change of the
/// node around it.
fn follow_places(
    drafts: &[Draft],
    items: &mut [Vec<Difference>],
    mut left: Vec<Difference>,
    named: Pair<&BTreeMap<SchemaId, Ident>>,
) -> Vec<Difference> {
    left.retain(|difference| {
        let Some(name) = model(difference).filter(|name| is_whole(difference, name)) else {
            return true;
        };
        let is_new = difference.item.kind == ItemChangeKind::Added;
        let named = if is_new { named.new } else { named.old };
        let of_name = named.iter().find(|(_, one)| *one == name);
        let found = of_name.and_then(|(id, _)| around(drafts, is_new, id));
        if let Some(at) = found {
            items[at].push(difference.clone());
        }
        found.is_none()
    });
    left
}

/// The field for unknown properties, which only a JSON type has, belongs to the change with which the type
/// became JSON, or no longer is.
fn follow_json(items: &mut [Vec<Difference>], mut left: Vec<Difference>) -> Vec<Difference> {
    left.retain(|difference| {
        let name = difference.path.model();
        if name.is_none() || !is_of_model(difference) {
            return true;
        }
        let of_type = |one: &Difference| is_json(one) && one.path.model() == name;
        let found = items.iter_mut().filter(|of| of.iter().any(of_type));
        let count = found.map(|of| of.push(difference.clone())).count();
        count == 0
    });
    left
}

/// The change of the innermost node around a schema.
fn around(drafts: &[Draft], is_new: bool, id: &SchemaId) -> Option<usize> {
    let depth = |draft: &Draft| {
        let at = if is_new { &draft.revision } else { &draft.base };
        let at = at.as_ref()?.as_str();
        let inside = id.0.as_str().strip_prefix(at)?;
        (!at.is_empty() && inside.starts_with('/')).then_some(at.len())
    };
    let changes = drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| !is_of_texts(draft.rule));
    let depths = changes.filter_map(|(at, draft)| Some((depth(draft)?, at)));
    depths
        .max_by_key(|(depth, at)| (*depth, std::cmp::Reverse(*at)))
        .map(|(_, at)| at)
}

/// Whether a whole type was added or removed, or its constructors.
fn is_whole(difference: &Difference, name: &Ident) -> bool {
    let path = &difference.path;
    let makes = is_new(path) || path.is_trait() || matches!(path.member, Some(Member::Method(_)));
    let comes_or_goes = matches!(
        difference.item.kind,
        ItemChangeKind::Added | ItemChangeKind::Removed
    );
    path.model() == Some(name) && (path.member.is_none() || makes && comes_or_goes)
}

/// Whether it is the constructor.
fn is_new(path: &Path) -> bool {
    matches!(&path.member, Some(Member::Named(name)) if name == "new")
}

fn model(difference: &Difference) -> Option<&Ident> {
    difference.origins.iter().find_map(|origin| match origin {
        Origin::Model(name) | Origin::Member(name, _) => Some(name),
        _ => None,
    })
}

/// Differences that no change of the API explains: one change per type, operation, or for the
/// client.
fn left_over(left: Vec<Difference>, is_repinned: bool) -> Vec<(Draft, Vec<Difference>)> {
    let mut groups: BTreeMap<(Rule, String), Vec<Difference>> = BTreeMap::new();
    let (split, mut left): (Vec<Difference>, Vec<Difference>) = left
        .into_iter()
        .partition(|difference| rule(difference) == Rule::TypeSplit);
    for difference in split {
        // Types that it now names come with it.
        let named = |one: &Difference| {
            let mut mentions = difference.mentions.iter();
            mentions.any(|name| is_whole(one, name))
        };
        let (with_it, others) = left.into_iter().partition::<Vec<_>, _>(named);
        left = others;
        let group = groups
            .entry((Rule::TypeSplit, owner(&difference)))
            .or_default();
        group.extend(with_it);
        group.push(difference);
    }
    let owners = |of: &dyn Fn(&Difference) -> bool| -> BTreeSet<String> {
        left.iter().filter(|one| of(one)).map(owner).collect()
    };
    let json = owners(&is_json);
    let chosen = owners(&|one| rule(one) == Rule::ChoiceChanged);
    for difference in left {
        let rule = match rule(&difference) {
            // A JSON type has a field for unknown properties.
            Rule::Unclassified
                if is_of_model(&difference) && json.contains(&owner(&difference)) =>
            {
                Rule::TraitLost
            }
            // What makes and reads the type, or leads on to its parts.
            Rule::Unclassified if chosen.contains(&owner(&difference)) => Rule::ChoiceChanged,
            other => other,
        };
        groups
            .entry((rule, owner(&difference)))
            .or_default()
            .push(difference);
    }
    let groups = groups.into_iter();
    groups
        .map(|((rule, owner), differences)| {
            let rule = match rule {
                Rule::Unclassified if is_repinned && is_renamed(&differences) => {
                    Rule::PinnedNameChanged
                }
                Rule::Unclassified if is_tag(&differences) => Rule::TagField,
                other => other,
            };
            let level = differences.iter().map(|one| one.item.level).max();
            let message = match rule {
                Rule::Boxed => "a type became recursive, or no longer is".to_owned(),
                Rule::TraitLost => traits(&differences).to_owned(),
                Rule::TypeSplit => "schemas that shared a type now have separate types".to_owned(),
                Rule::PinnedNameChanged => "the name was changed in names.toml".to_owned(),
                Rule::ChoiceChanged => {
                    "the types chosen in the configuration were changed".to_owned()
                }
                Rule::TagField => tag_field(&differences).to_owned(),
                _ => format!(
                    "the crate changes ({}) without a corresponding change of the API",
                    level.unwrap_or(Bump::None).as_str()
                ),
            };
            let changed = differences.iter().map(|one| {
                let item = &one.item;
                (&item.path, item.kind, &item.before, &item.after)
            });
            let changed: Vec<_> = changed.collect();
            let mut draft = Draft::new(rule, &owner, message).identified(changed);
            draft.subjects = differences
                .iter()
                .flat_map(|one| one.origins.clone())
                .collect();
            (draft, differences)
        })
        .collect()
}

/// Whether a name was pinned by hand: no other change gives a new name to something that both sides
/// have.
fn is_repinned(names: Pair<&Names>) -> bool {
    let Pair { old, new } = names;
    let differs = |old: &BTreeMap<String, String>, new: &BTreeMap<String, String>| {
        let mut kept = new
            .iter()
            .filter_map(|(key, name)| Some((old.get(key)?, name)));
        kept.any(|(was, is)| was != is)
    };
    differs(&old.operations, &new.operations)
        || differs(&old.schemas, &new.schemas)
        || names.map(|it| (&it.modules, &it.handles)).differs()
        || names.map(|it| &it.parameters).differs()
        || names.map(|it| &it.properties).differs()
        || names.map(|it| &it.variants).differs()
}

/// Whether a type gains or loses deserialization from JSON.
fn is_json(difference: &Difference) -> bool {
    matches!(&difference.path.member, Some(Member::Trait(name)) if name == "Deserialize")
}

/// Whether it follows from a type as a whole.
fn is_of_model(difference: &Difference) -> bool {
    let mut origins = difference.origins.iter();
    origins.all(|origin| matches!(origin, Origin::Model(_)))
}

fn traits(differences: &[Difference]) -> &'static str {
    match differences.iter().find(|one| is_json(one)) {
        Some(one) if one.item.kind == ItemChangeKind::Removed => {
            "the type is a form with files and no longer JSON"
        }
        Some(_) => "the type is JSON and no longer a form with files",
        None => "the type implements other traits",
    }
}

/// Whether an operation or a field was renamed and is otherwise the same.
fn is_renamed(differences: &[Difference]) -> bool {
    let of = |kind| differences.iter().filter(move |one| one.item.kind == kind);
    let (added, removed) = (ItemChangeKind::Added, ItemChangeKind::Removed);
    let is_operation = |one: &Difference| {
        let mut origins = one.origins.iter();
        origins.any(|origin| matches!(origin, Origin::Operation(_)))
    };
    // The type of a field follows its name.
    let of_type = |text: &Option<String>| Some(text.as_deref()?.split_once(": ")?.1.to_owned());
    let same_type = |gone: &Difference| {
        let was = of_type(&gone.item.before);
        was.is_some() && of(added).any(|new| of_type(&new.item.after) == was)
    };
    // Or the module that a type is in.
    let in_module = |one: &Difference| matches!(one.path.owner, Owner::InHome(..));
    of(added).any(is_operation) && of(removed).any(is_operation)
        || of(removed).any(same_type)
        || of(removed).any(in_module)
}

/// Whether fields were added or removed although the API still describes them: a union writes its
/// tag, and a type outside of unions has a field for it. The type's constructor changes with them.
fn is_tag(differences: &[Difference]) -> bool {
    let of_member = |one: &&Difference| {
        let mut origins = one.origins.iter();
        origins.any(|origin| matches!(origin, Origin::Member(..)))
    };
    let all = |kind| {
        let mut fields = differences.iter().filter(of_member).peekable();
        fields.peek().is_some() && fields.all(|one| one.item.kind == kind)
    };
    all(ItemChangeKind::Added) || all(ItemChangeKind::Removed)
}

fn tag_field(differences: &[Difference]) -> &'static str {
    let mut kinds = differences.iter().map(|one| one.item.kind);
    match kinds.any(|kind| kind == ItemChangeKind::Added) {
        true => "a property that the union serialized is a field now",
        false => "a property that was a field is serialized by the union now",
    }
}

/// The rule for changes of types that follow from no change of the API.
fn rule(difference: &Difference) -> Rule {
    let unboxed = |ty: Type| ty.unboxed().clone();
    let anonymous = |ty: Type| match ty.as_model() {
        Some(_) => Plain::Json.into(),
        None => ty,
    };
    let same = |each: &dyn Fn(Type) -> Type| {
        let signatures = difference.signatures.as_ref();
        signatures.is_some_and(|signatures| {
            let texts = signatures
                .as_ref()
                .map(|it| it.iter().map(|text| text.map(each)));
            texts.old.eq(texts.new)
        })
    };
    let changed = difference.item.kind == ItemChangeKind::Changed;
    if changed && same(&unboxed) {
        Rule::Boxed
    } else if changed && same(&Type::without_choice) {
        Rule::ChoiceChanged
    } else if changed && same(&anonymous) {
        Rule::TypeSplit
    } else if difference.path.is_trait() {
        Rule::TraitLost
    } else {
        Rule::Unclassified
    }
}

fn owner(difference: &Difference) -> String {
    match difference.origins.iter().next() {
        Some(Origin::Model(name) | Origin::Member(name, _)) => format!("models::{name}"),
        Some(Origin::Operation(key) | Origin::Input(key, _) | Origin::Response(key)) => key.clone(),
        Some(Origin::OwnAddress(key) | Origin::Requirement(key)) => key.clone(),
        Some(Origin::Address | Origin::Server(_) | Origin::Credentials | Origin::Always) | None => {
            "Client".to_owned()
        }
    }
}
