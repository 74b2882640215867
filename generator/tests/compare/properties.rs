//! Properties of all comparisons, whatever the descriptions.

mod rewrite;
mod shuffle;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;

use generator::compare::{Bump, Case, Change, Comparison, Correspondence, Rule, whole};
use generator::{Config, Described, Input, Names, Source};
use serde_json::Value;

use crate::{check, judged};

/// The folder of this package.
fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder, sorted.
fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(package().join(folder)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn source(path: &Path) -> Source {
    Source {
        name: path.display().to_string(),
        text: fs::read_to_string(path).unwrap(),
        ..Source::default()
    }
}

fn input(description: Source) -> Input {
    Input {
        description,
        overlays: Vec::new(),
        names: Names::default(),
        config: Config::new("library-client", "Library", "LIBRARY_TOKEN"),
    }
}

/// The base of all cases, the fixtures of the pipeline, and the corpus.
fn descriptions() -> Vec<Input> {
    let library = package().join("src/compare/rules/library.yaml");
    let fixtures = files("tests/pipeline/fixtures").into_iter();
    let fixtures = fixtures.map(|folder| folder.join("description.yaml"));
    let all = [library]
        .into_iter()
        .chain(fixtures)
        .chain(files("tests/corpus"));
    all.map(|path| input(source(&path))).collect()
}

/// The description of this project, with its overlays.
fn own() -> Input {
    let spec = package().join("../spec");
    let read = |name: &str| fs::read_to_string(spec.join(name)).unwrap();
    let mut settings: toml_edit::DocumentMut = read("generator.toml").parse().unwrap();
    settings.remove("source");
    let description = settings.remove("description").unwrap();
    Input {
        description: source(&spec.join(description.as_str().unwrap())),
        overlays: files("../spec/overlays")
            .iter()
            .map(|path| source(path))
            .collect(),
        names: toml_edit::de::from_str(&read("names.toml")).unwrap(),
        config: toml_edit::de::from_document(settings).unwrap(),
    }
}

/// The same description in another notation.
fn reworded(input: &Input, text: String) -> Input {
    let mut other = input.clone();
    other.description.text = text;
    other
}

/// The document; `None` if it has a number that most parsers don't accept.
fn value(input: &Input) -> Option<Value> {
    let value = serde_yaml::from_str(&input.description.text);
    let is_huge = |error: &serde_yaml::Error| error.to_string().contains("out of range");
    assert!(
        value.as_ref().err().is_none_or(is_huge),
        "{}",
        input.description.name
    );
    value.ok()
}

#[test]
fn nothing_differs_from_itself() {
    for input in descriptions().iter().chain([&own()]) {
        let found = check(input, input);
        assert_eq!(found.to_string(), "", "{}", input.description.name);
    }
}

/// The order of keys never matters, nor does that of the lists in `shuffle::is_free`. JSON is
/// equivalent to YAML.
#[test]
fn order_and_spelling_say_nothing() {
    for (at, input) in descriptions().iter().enumerate() {
        let Some(value) = value(input) else { continue };
        let text = shuffle::shuffled(&value, at);
        let found = check(input, &reworded(input, text));
        assert_eq!(found.to_string(), "", "{}", input.description.name);
    }
}

/// The descriptions whose components are rewritten one by one.
const OF_SCHEMAS: [&str; 4] = ["rules/library", "/all-of/", "/nullable/", "/tagged-union/"];

/// The position and composition of a schema are not part of the API: at most a renamed component is
/// reported.
#[test]
fn where_a_schema_is_written_says_nothing() {
    let mut wrong = String::new();
    for input in descriptions() {
        let Some(value) = value(&input) else { continue };
        let is_of_schemas = OF_SCHEMAS
            .iter()
            .any(|name| input.description.name.contains(name));
        for (name, text) in rewrite::rewritten(&value, is_of_schemas) {
            let other = reworded(&input, text);
            let there = judged(&input, &other);
            // The way back starts from a client that was released with the first description's
            // names.
            let names = there.revision.client.names;
            let back = judged(&Input { names, ..other }, &input);
            for found in [there.comparison, back.comparison] {
                let is_said =
                    |one: &Change| !matches!(one.rule, Rule::SchemaRenamed | Rule::TextChanged);
                if found.changes.iter().any(is_said) || found.bump() > Bump::Patch {
                    wrong += &format!("{} {name}:\n{found}", input.description.name);
                }
            }
        }
    }
    assert_eq!(wrong, "");
}

/// A case, its comparison, and that of the reverse direction.
struct Known {
    case: Case,
    there: Comparison,
    back: Comparison,
}

impl Known {
    fn of(case: Case) -> Self {
        let inputs = [case.base(), case.revision()];
        let read = inputs
            .each_ref()
            .map(|input| Described::read(input).unwrap());
        let [there, back] = [(0, 1), (1, 0)].map(|(from, to)| {
            let found = compared(&read[from], &read[to], &inputs[to].names);
            found.unwrap_or_else(|| check(&inputs[from], &inputs[to]))
        });
        Self { case, there, back }
    }
}

/// The comparison of two descriptions that were each read separately, which is most of the work;
/// `None` if names carried over from the first would change the second.
fn compared(base: &Described, revision: &Described, given: &Names) -> Option<Comparison> {
    let apis = [base, revision].map(|one| whole(&one.api));
    let both = Correspondence::of(apis.each_ref().map(|api| &**api));
    let (carried, own) = (
        both.carry_names(&base.client, given),
        &revision.client.names,
    );
    let is_own = |carried: &BTreeMap<String, String>, own: &BTreeMap<String, String>| {
        carried.iter().all(|(key, name)| own.get(key) == Some(name))
    };
    let mut orders = carried.arguments.iter();
    let same = is_own(&carried.operations, &own.operations)
        && is_own(&carried.schemas, &own.schemas)
        && orders.all(|(key, order)| own.arguments.get(key).is_none_or(|own| own == order))
        && (&carried.tags, &carried.aliases) == (&own.tags, &own.aliases);
    same.then(|| both.compare([&base.client, &revision.client]))
}

/// All cases, judged at the same time.
fn cases() -> &'static [Known] {
    static CASES: OnceLock<Vec<Known>> = OnceLock::new();
    CASES.get_or_init(|| {
        let cases: Vec<Case> = Rule::ALL.iter().flat_map(|rule| rule.cases()).collect();
        let at_once = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            let parts = cases.chunks(cases.len().div_ceil(at_once).max(1));
            let judging: Vec<_> = parts
                .map(|part| scope.spawn(|| part.iter().cloned().map(Known::of).collect()))
                .collect();
            let parts = judging.into_iter().map(|part| part.join().unwrap());
            parts.flat_map(|part: Vec<Known>| part).collect()
        })
    })
}

/// Renames give a position two names: the base's and the revision's.
fn renames(comparison: &Comparison) -> Vec<(String, String)> {
    let is_rename = |rule| {
        matches!(
            rule,
            Rule::PathChanged
                | Rule::PathVariableRenamed
                | Rule::ParameterMoved
                | Rule::PropertyRenamed
                | Rule::SchemaRenamed
                | Rule::VariantTagChanged
        )
    };
    let text = |value: &Option<Value>| Some(value.as_ref()?.as_str()?.to_owned());
    let changes = comparison.changes.iter().filter(|one| is_rename(one.rule));
    let values = changes.filter_map(|one| Some((one, text(&one.before)?, text(&one.after)?)));
    values
        .flat_map(|(one, before, after)| {
            if one.rule != Rule::PathChanged || one.operation.is_some() {
                return vec![(before, after)];
            }
            // The positions in several operations have different beginnings.
            let keys = one.operations.iter().map(|one| one.operation.clone());
            keys.map(|key| {
                let moved = key.replacen(&format!(" {before}"), &format!(" {after}"), 1);
                (key, moved)
            })
            .collect()
        })
        .collect()
}

/// The positions of all changes, with the revision's names. Changes of only the crate have no
/// position in a description, and the way back uses the released names.
fn places(comparison: &Comparison, renames: &[(String, String)]) -> BTreeSet<String> {
    let name = |place: &str| {
        let renamed = renames
            .iter()
            .fold(place.to_owned(), |place, (before, after)| {
                words(&place, before, after)
            });
        without_names(&renamed)
    };
    let changes = comparison
        .changes
        .iter()
        .filter(|one| stands_somewhere(one));
    changes
        .flat_map(single_places)
        .map(|place| name(&place))
        .collect()
}

/// The positions of a change: one, or the same one in several operations.
fn single_places(change: &Change) -> Vec<String> {
    match change.place.strip_prefix("several operations") {
        Some(rest) => {
            let operations = change.operations.iter();
            let places = operations.map(|one| format!("{}{rest}", one.operation));
            places.collect()
        }
        None => vec![change.place.clone()],
    }
}

fn stands_somewhere(change: &Change) -> bool {
    change.base.is_some() || change.revision.is_some()
}

/// A position without the names of path parameters: they may differ on the other side.
fn without_names(place: &str) -> String {
    let mut parts = place.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |place, part| match part.split_once('}') {
        Some((_, rest)) => format!("{place}{{}}{rest}"),
        None => format!("{place}{{{part}"),
    })
}

/// Replaces whole words.
fn words(text: &str, before: &str, after: &str) -> String {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(before).filter(|_| !before.is_empty()) {
        let (left, right) = rest.split_at(at);
        let right = &right[before.len()..];
        let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_word = !is_part(left.chars().next_back()) && !is_part(right.chars().next());
        replaced.push_str(left);
        replaced.push_str(if is_word { after } else { before });
        rest = right;
    }
    replaced + rest
}

#[test]
fn the_way_back_leads_to_the_same_places() {
    let mut wrong = String::new();
    for Known { case, there, back } in cases() {
        let (was, is) = (places(there, &renames(there)), places(back, &[]));
        if was != is {
            wrong += &format!("{}: {was:?}, {is:?}\n{there}{back}", case.name());
        }
    }
    assert_eq!(wrong, "");
}

/// One of every `STEPS` cases is the step before the next case.
const STEPS: usize = 3;

/// A change from one description to a third was made either on the way to the second or after it. If
/// one of these steps changes a whole, the change may affect only a part of it: for example, null was
/// allowed in all uses of a component, and then in one use only.
#[test]
fn what_changes_in_two_steps_changes_in_one_of_them() {
    let mut wrong = String::new();
    let of_one_base = |known: &&Known| known.case.base().overlays.is_empty();
    let cases: Vec<&Known> = cases().iter().filter(of_one_base).collect();
    for pair in cases.windows(2).step_by(STEPS) {
        let (one, other) = (&pair[0].case, &pair[1].case);
        let (first, both) = (&pair[0].there, &pair[1].there);
        let second = check(&one.revision(), &other.revision());
        let mut known = places(first, &[]);
        let back: Vec<_> = renames(first)
            .into_iter()
            .map(|(was, is)| (is, was))
            .collect();
        known.extend(places(&second, &back));
        let changes = both.changes.iter().filter(|one| stands_somewhere(one));
        for change in changes.filter(|one| !is_said_at_once(one.rule)) {
            for place in single_places(change).iter().map(|it| without_names(it)) {
                if !known.iter().any(|whole| place.starts_with(whole.as_str())) {
                    wrong += &format!("{} to {}: {place}\n", one.name(), other.name());
                }
            }
        }
    }
    assert_eq!(wrong, "");
}

/// Whether a rule covers several positions at once if they change alike: credentials of operations,
/// and null in the uses of a schema.
/// operations, and null in the uses of a schema.
fn is_said_at_once(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::SecurityAdded
            | Rule::SecurityRemoved
            | Rule::ScopeAdded
            | Rule::ScopeRemoved
            | Rule::BecameNullable
            | Rule::NoLongerNullable
    )
}
