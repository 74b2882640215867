//! Candidate names of an operation, best first: its operationId if a person wrote it, else the
//! first short sentence of its summary, else method and path.

use heck::ToSnakeCase;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::Ident;
use crate::api::{Api, Operation, PathPart};

/// The most words of a name that is made from a sentence or a path.
const MOST_WORDS: usize = 6;

/// The most letters of a name in a script without gaps between words.
const MOST_LETTERS: usize = 24;

/// Words that make a name longer, but not clearer.
const FILLERS: [&str; 3] = ["a", "an", "the"];

/// Verbs that change nothing.
const READS: [&str; 6] = ["fetch", "find", "get", "list", "read", "retrieve"];

/// Where a sentence can end early: the rest only qualifies the beginning.
const QUALIFIERS: [&str; 17] = [
    "and", "as", "based", "by", "for", "from", "given", "if", "in", "on", "that", "to", "using",
    "via", "when", "which", "with",
];

/// The verbs that summaries begin with, as commands. Their third person counts as well.
const VERBS: [&str; 61] = [
    "accept",
    "activate",
    "add",
    "apply",
    "approve",
    "archive",
    "assign",
    "attach",
    "cancel",
    "change",
    "check",
    "clear",
    "close",
    "complete",
    "confirm",
    "copy",
    "count",
    "create",
    "deactivate",
    "delete",
    "describe",
    "disable",
    "download",
    "edit",
    "enable",
    "execute",
    "export",
    "fetch",
    "find",
    "generate",
    "get",
    "import",
    "invite",
    "is",
    "list",
    "lookup",
    "merge",
    "modify",
    "move",
    "patch",
    "publish",
    "query",
    "read",
    "remove",
    "rename",
    "replace",
    "reset",
    "restore",
    "retrieve",
    "return",
    "revoke",
    "run",
    "search",
    "send",
    "set",
    "start",
    "stop",
    "update",
    "upload",
    "validate",
    "view",
];

/// How an API writes its operationIds, judged by the majority.
#[derive(Clone, Copy, Debug)]
pub(super) struct IdStyle {
    /// A tool made them of method and path. A person's `getUsers` for `GET /users` alone is no sign
    /// of it.
    made_of_path: bool,
    /// They begin with the tag, in snake case: `databases_add`.
    begin_with_tag: bool,
}

impl IdStyle {
    pub(super) fn of(api: &Api) -> Self {
        let ids = || api.operations.iter().filter(|one| one.id.is_some());
        let most = |is: fn(&Operation) -> bool| {
            let count = ids().filter(|one| is(one)).count();
            count > 0 && count * 2 > ids().count()
        };
        Self {
            made_of_path: most(is_made_of_path),
            begin_with_tag: most(|operation| {
                let first = operation.id.as_deref().and_then(|id| id.split_once('_'));
                first.is_some_and(|(word, _)| operation.tags.iter().any(|tag| is_tag(word, tag)))
            }),
        }
    }
}

/// The candidate names of an operation, best first; the last is the full method and path.
pub(super) fn candidates(operation: &Operation, habits: IdStyle) -> Vec<Ident> {
    let mut names: Vec<String> = operation.name.iter().cloned().collect();
    if let Some(id) = written_id(operation, habits) {
        names.extend(without_tag(&id, operation, habits));
        names.extend(without_tag_inside(&id, operation));
        names.push(id_words(&id, &id));
    } else if let Some(title) = operation.summary.as_deref().and_then(short_sentence) {
        let title = with_verb(&title, &operation.method);
        names.push(title.clone());
        // `list tags` below `/conversations/{id}` is `list conversations tags`.
        if let Some((verb, rest)) = title.split_once('_') {
            let words = literals(operation);
            let is_said = |part: &str| rest.split('_').any(|one| same_word(one, part));
            // `/markRead` says nothing new beside `mark message read`.
            let is_new = |word: &&String| {
                !word
                    .split('_')
                    .all(|part| is_said(part) || word.contains('_') && part == verb)
            };
            let others = words.iter().rev().filter(is_new);
            names.extend(others.map(|word| format!("{verb}_{word}_{rest}")));
        }
    }
    names.extend(path_names(operation));
    names.extend(operation.id.clone());
    names.push(operation.key.clone());
    names.iter().map(|name| Ident::snake(name)).collect()
}

/// Whether a person wrote the operationId, as far as can be told.
pub(crate) fn is_written_by_person(api: &Api, operation: &Operation) -> bool {
    written_id(operation, IdStyle::of(api)).is_some()
}

/// The operationId that a person wrote, with the words of the tag.
pub(super) fn whole_words(operation: &Operation, habits: IdStyle) -> Option<Ident> {
    written_id(operation, habits).map(|id| Ident::snake(&id_words(&id, &id)))
}

/// The operationId if a person wrote it, without a suffix from a tool.
fn written_id(operation: &Operation, habits: IdStyle) -> Option<String> {
    let id = operation.id.as_deref().filter(|id| is_meaningful(id))?;
    let is_derived =
        habits.made_of_path && is_made_of_path(operation) || is_path_in_kebab(operation);
    (!is_derived).then(|| without_suffix(id, operation).to_owned())
}

/// Whether a tool wrote the operationId or added to it, whatever the others are.
pub(super) fn is_of_tool(operation: &Operation) -> bool {
    let is_suffixed = |id: &str| without_suffix(id, operation) != id;
    operation.id.as_deref().is_some_and(is_suffixed) || is_path_in_kebab(operation)
}

/// The operationId without the words that FastAPI or Springfox appends.
fn without_suffix<'a>(id: &'a str, operation: &Operation) -> &'a str {
    without_method(without_path(id, operation))
}

/// Springfox appends the method, and a number to repeated names: `deleteUserUsingDELETE_1`.
fn without_method(id: &str) -> &str {
    const METHODS: [&str; 7] = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"];
    let digits = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let unnumbered = digits.strip_suffix('_').filter(|_| digits.len() < id.len());
    let suffixed = unnumbered.unwrap_or(id);
    let mut names = METHODS
        .iter()
        .filter_map(|method| suffixed.strip_suffix(method)?.strip_suffix("Using"));
    names.find(|name| !name.is_empty()).unwrap_or(id)
}

/// Stoplight joins method and path: `get-users-userId`.
fn is_path_in_kebab(operation: &Operation) -> bool {
    let parts = segments_with_case(operation).into_iter();
    let path: String = parts.map(|(_, text)| format!("-{text}")).collect();
    let id = operation.id.as_deref();
    let method = operation.method.to_ascii_lowercase();
    !path.is_empty() && id.and_then(|id| id.strip_prefix(&method)) == Some(&path)
}

/// An operationId that is a number, or a word for "operation" with a number, is meaningless.
fn is_meaningful(id: &str) -> bool {
    let snake = id.to_snake_case();
    let words = snake.split('_').filter(|word| {
        let letters = word.trim_matches(|c: char| c.is_ascii_digit());
        !letters.is_empty() && !["operation", "op", "endpoint", "route"].contains(&letters)
    });
    words.count() > 0 && !is_uuid(id)
}

fn is_uuid(id: &str) -> bool {
    id.len() >= 32 && id.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// Whether the operationId has the letters of the method and the path, or of the end of the path.
fn is_made_of_path(operation: &Operation) -> bool {
    let Some(id) = operation.id.as_deref().map(letters) else {
        return false;
    };
    let method = operation.method.to_ascii_lowercase();
    let parts: Vec<(bool, String)> = segments(operation);
    (0..parts.len()).any(|start| {
        ["", "by", "-"].iter().any(|before| {
            let path: String = parts[start..]
                .iter()
                .map(|(is_parameter, text)| match (is_parameter, *before) {
                    // Parameters are omitted.
                    (true, "-") => String::new(),
                    (true, before) => format!("{before}{text}"),
                    (false, _) => text.clone(),
                })
                .collect();
            !path.is_empty() && (id == format!("{method}{path}") || id == format!("{path}{method}"))
        })
    })
}

/// FastAPI appends path and method to the name of the function: `read_item_items__id__get`.
fn without_path<'a>(id: &'a str, operation: &Operation) -> &'a str {
    let path: String = segments(operation)
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    let tail = format!("{path}{}", operation.method.to_ascii_lowercase());
    let mut ends = id.char_indices().map(|(at, _)| at).filter(|at| *at > 0);
    let start = ends.rfind(|at| id[*at..].starts_with('_') && letters(&id[*at..]) == tail);
    start.map_or(id, |at| &id[..at])
}

/// The operationId without the words before a separator that repeat the only tag, whose handle has
/// the method: `issues/create`, `Topics_Update`, `compute.disks.list`.
fn without_tag(id: &str, operation: &Operation, habits: IdStyle) -> Option<String> {
    let [tag] = operation.tags.as_slice() else {
        return None;
    };
    let is_separator = |c: char| matches!(c, '/' | '.' | ':');
    let camel = id.contains(|c: char| c.is_ascii_uppercase());
    let parts: Vec<&str> = id
        .split(|c: char| is_separator(c) || (camel || habits.begin_with_tag) && c == '_')
        .collect();
    let (_, before) = parts.split_last()?;
    let at = before.iter().position(|part| is_tag(part, tag))?;
    // Of a name with the full path to a resource the end identifies the resource.
    let ends = (at + 1..parts.len()).map(|start| id_words(id, &parts[start..].join(" ")));
    let ends: Vec<String> = ends.collect();
    let short = ends.iter().find(|end| end.split('_').count() <= MOST_WORDS);
    short.or(ends.first()).cloned()
}

/// The operationId without the words of the only tag in its middle, if these are several and others
/// remain: `createCoreV1NamespacedPod`. A tag of one word is mostly the object of the verb.
fn without_tag_inside(id: &str, operation: &Operation) -> Option<String> {
    let [tag] = operation.tags.as_slice() else {
        return None;
    };
    let (id, tag) = (id_words(id, id), id_words(id, tag));
    let (id, tag): (Vec<&str>, Vec<&str>) = (id.split('_').collect(), tag.split('_').collect());
    let at = id.windows(tag.len()).position(|words| words == tag)?;
    let is_inside = at > 0 && tag.len() > 1 && id.len() > tag.len() + 1;
    is_inside.then(|| [&id[..at], &id[at + tag.len()..]].concat().join("_"))
}

fn is_tag(part: &str, tag: &str) -> bool {
    let part = part
        .strip_suffix("Controller")
        .filter(|rest| !rest.is_empty())
        .unwrap_or(part);
    same_word(&letters(part), &letters(tag))
}

/// Whether two words differ only in the plural.
fn same_word(one: &str, other: &str) -> bool {
    let stem = |word: &str| {
        let word = word.strip_suffix('s').unwrap_or(word);
        let word = word.strip_suffix("ie").unwrap_or(word).to_owned();
        word.strip_suffix('y').map_or(word.clone(), str::to_owned)
    };
    one == other || stem(one) == stem(other)
}

/// The first sentence of a Markdown text that is short enough, possibly without a qualification at
/// its end; as words.
fn short_sentence(markdown: &str) -> Option<String> {
    let text = first_paragraph(markdown);
    let mut sentences = text.split_inclusive(['.', '!', '?', ';', ':', '\n', '(', ',']);
    sentences.find_map(|sentence| {
        let snake = tidy(sentence);
        let words: Vec<&str> = snake.split('_').collect();
        // Many scripts have no gaps between words.
        let short = !snake.is_ascii() && (3..=MOST_LETTERS).contains(&snake.chars().count());
        if words.len() < 2 && !short {
            return None;
        }
        if words.len() <= MOST_WORDS {
            return Some(snake);
        }
        let end = words.iter().position(|word| QUALIFIERS.contains(word))?;
        (2..=MOST_WORDS)
            .contains(&end)
            .then(|| words[..end].join("_"))
    })
}

/// The text of the first paragraph, without markup.
pub(super) fn first_paragraph(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::Start(Tag::CodeBlock(_))
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_))
                if !text.is_empty() =>
            {
                break;
            }
            _ => {}
        }
    }
    text
}

/// The words of a part of an operationId. In `getVitaminA` and `compareAToB`, `a` is no filler; one
/// that is a sentence has fillers.
fn id_words(id: &str, part: &str) -> String {
    match id.contains(char::is_whitespace) {
        true => tidy(part),
        false => words_of(part, &[]),
    }
}

/// The words of a text without fillers, of which none is the last word.
fn tidy(text: &str) -> String {
    words_of(text, &FILLERS)
}

fn words_of(text: &str, fillers: &[&str]) -> String {
    let snake = Ident::snake(text).as_str().to_snake_case();
    let (rest, last) = snake.rsplit_once('_').unwrap_or(("", &snake));
    let words = rest
        .split('_')
        .filter(|word| !word.is_empty() && !fillers.contains(word));
    let mut words: Vec<&str> = words.chain([last]).collect();
    // Whoever reads `users` gets all of them; whoever cancels them should read it.
    if let [verb, "all", things, ..] = words.as_slice()
        && READS.contains(verb)
        && things.ends_with('s')
    {
        words.remove(1);
    }
    words.join("_")
}

/// A title that begins with a verb; if it is a noun that is read, `get` is prepended.
fn with_verb(title: &str, method: &str) -> String {
    let (first, rest) = title.split_once('_').unwrap_or((title, ""));
    let stems = [
        Some(first),
        first.strip_suffix('s'),
        first.strip_suffix("es"),
    ];
    let verb = stems
        .into_iter()
        .flatten()
        .find(|stem| VERBS.contains(stem));
    let verb = match verb {
        // Methods named "return" and "view" are less clear than `get`.
        Some("return" | "view") => "get",
        Some(verb) => verb,
        None if method == "GET" && title.is_ascii() => return format!("get_{title}"),
        None => return title.to_owned(),
    };
    let name = format!("{verb}_{rest}");
    name.trim_end_matches('_').to_owned()
}

/// Names by method and path, the short ones first: without the common prefix of paths, and with the
/// parameter at the end.
fn path_names(operation: &Operation) -> Vec<String> {
    let mut words = literals(operation);
    while words.len() > 1 && is_prefix(&words[0]) {
        words.remove(0);
    }
    let by = match operation.parts.last() {
        Some(PathPart::Parameter(name)) => format!("_by_{}", Ident::snake(name)),
        _ => String::new(),
    };
    let method = operation.method.to_ascii_lowercase();
    let starts = 0..words.len();
    let short = starts.filter_map(|start| {
        let path = words[start..].join("_");
        let name = format!("{method}_{path}{by}");
        (name.split('_').count() <= MOST_WORDS).then_some(name)
    });
    short.take(2).collect()
}

/// Prefixes before the resources: `api`, `rest`, a version.
fn is_prefix(word: &str) -> bool {
    let is_version = word
        .strip_prefix('v')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    is_version || ["api", "rest"].contains(&word)
}

/// The first word of the path that identifies the resource.
pub(super) fn resource(operation: &Operation) -> Option<String> {
    let parts = segments_with_case(operation).into_iter();
    let literals = parts.filter(|(is_parameter, _)| !is_parameter);
    let is_word = |text: &String| {
        text.starts_with(char::is_alphanumeric) && !is_prefix(&text.to_ascii_lowercase())
    };
    literals.map(|(_, text)| text).find(is_word)
}

/// The words of the path that are not parameters.
fn literals(operation: &Operation) -> Vec<String> {
    let parts = segments_with_case(operation).into_iter();
    let literals = parts.filter(|(is_parameter, _)| !is_parameter);
    literals
        .map(|(_, text)| Ident::snake(&text).to_string())
        .collect()
}

/// The segments of the path as letters and digits, and whether each is a parameter.
fn segments(operation: &Operation) -> Vec<(bool, String)> {
    let segments = segments_with_case(operation).into_iter();
    let segments = segments.map(|(is_parameter, text)| (is_parameter, letters(&text)));
    segments.filter(|(_, text)| !text.is_empty()).collect()
}

fn segments_with_case(operation: &Operation) -> Vec<(bool, String)> {
    let mut segments = Vec::new();
    for part in &operation.parts {
        match part {
            PathPart::Parameter(name) => segments.push((true, name.clone())),
            PathPart::Literal(text) => {
                let texts = text.split('/').filter(|text| !text.is_empty());
                segments.extend(texts.map(|text| (false, text.to_owned())));
            }
        }
    }
    segments
}

fn letters(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
