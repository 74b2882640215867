//! The documentation of an operation.

use super::bodies::Bodies;
use super::code_span::code_span;
use super::context::Context;
use super::docs::{clean, clean_line};
use super::operation_names::OperationName;
use super::operation_words::is_of_tool;
use super::{ConstantParameter, Generic, Ident, Input, Output, Plain};
use crate::api;
use heck::ToKebabCase;

/// The title of an operation and the lines of its documentation, up to the example.
pub(super) fn write(
    context: &Context<'_>,
    operation: &api::Operation,
    name: &OperationName,
    (constants, arguments, setters): (&[ConstantParameter], &[Input], &[Input]),
    bodies: &Bodies,
    output: &Output,
) -> (String, Vec<String>) {
    let request = &name.request;
    let title = match (&operation.summary, &operation.id) {
        (Some(summary), _) => clean_line(summary),
        (None, Some(_)) if is_of_tool(operation) => sentence(&name.method),
        (None, Some(id)) => clean_line(id),
        (None, None) => clean_line(&operation.key),
    };
    let title = title.trim_end_matches('.').to_owned();
    let mut lines = vec![format!("{title}.")];
    if let Some(description) = &operation.description {
        lines.push(String::new());
        lines.extend(clean(description));
    }
    lines.push(String::new());
    let route = format!(
        "`{} {}`",
        operation.method,
        operation.path.replace('`', "'")
    );
    lines.push(match reference(context, operation) {
        Some(address) => format!("{route} ([reference]({address}))"),
        None => route,
    });
    section(
        &mut lines,
        "Parameters",
        arguments.iter().flat_map(argument),
    );
    if !setters.is_empty() {
        section(
            &mut lines,
            "Optional parameters",
            setters.iter().flat_map(|input| setter(request, input)),
        );
    }
    section(
        &mut lines,
        "Sent with every request",
        constants.iter().map(|constant| {
            let [wire, text] = [&constant.wire, &constant.text].map(|it| code_span(it));
            format!("* {wire}: {text}")
        }),
    );
    let required = bodies
        .preferred
        .as_ref()
        .is_some_and(|(required, _)| *required);
    section(
        &mut lines,
        "Other bodies",
        bodies.alternatives.iter().map(|alternative| {
            let owner = if required { "Self" } else { request.as_str() };
            let (method, words) = (&alternative.method, &alternative.words);
            format!("* [`{method}`]({owner}::{method}): {words}.")
        }),
    );
    section(
        &mut lines,
        "Media type of the body",
        bodies.content_type.iter().map(|content_type| {
            let (method, choices) = (&content_type.method, &content_type.choices);
            let choices = choices
                .iter()
                .map(|it| format!("`{}`", it.replace('`', "'")));
            let choices = choices.collect::<Vec<_>>().join(", ");
            format!("[`{method}`]({request}::{method}) sets it: {choices}.")
        }),
    );
    let remarks = operation.success.iter().flat_map(|one| {
        let status = (operation.success.len() > 1).then(|| one.status.to_string());
        let of_status = move |text: &String| match &status {
            Some(status) => format!("`{status}`: {text}"),
            None => text.clone(),
        };
        one.remarks.iter().map(of_status)
    });
    let remarks = sentences(&remarks.collect::<Vec<_>>());
    section(
        &mut lines,
        "Returns",
        [returns(output, &remarks)].into_iter(),
    );
    section(
        &mut lines,
        "Other media types",
        output.others.iter().map(|other| {
            let (method, media_type) = (&other.method, other.media_type.replace('`', "'"));
            format!(
                "* [`{method}`]({request}::{method}): `{media_type}`, {}.",
                other.ty.in_words()
            )
        }),
    );
    section(
        &mut lines,
        "Response headers",
        headers(&operation.success).into_iter(),
    );
    section(
        &mut lines,
        "Errors",
        operation.failures.iter().flat_map(|failure| {
            let mut bodies: Vec<String> = Vec::new();
            for content in &failure.contents {
                let body = context.whole_type(content).0.in_words();
                if !bodies.contains(&body) {
                    bodies.push(body);
                }
            }
            let body = (!bodies.is_empty()).then(|| format!(" with {}", bodies.join(" or ")));
            let texts = failure.description.iter().chain(&failure.remarks);
            let text = sentences(&texts.cloned().collect::<Vec<_>>());
            let entry = format!(
                "* `{}`{}{}",
                failure.status,
                body.unwrap_or_default(),
                remark(&text)
            );
            let headers = headers(std::slice::from_ref(failure)).into_iter();
            let headers = headers.map(|header| format!("  {header}"));
            std::iter::once(entry).chain(headers)
        }),
    );
    (title, lines)
}

/// The words of a name.
fn sentence(name: &Ident) -> String {
    let words = name.as_str().trim_end_matches('_').replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.as_str().chars()).collect()
}

/// Texts as one line, each once.
fn sentences(texts: &[String]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for text in texts {
        let line = clean_line(text);
        if !line.is_empty() && !lines.contains(&line) {
            lines.push(line);
        }
    }
    let last = lines.len().saturating_sub(1);
    for line in lines.iter_mut().take(last) {
        if !line.ends_with(['.', '!', '?', ':']) {
            line.push('.');
        }
    }
    lines.join(" ")
}

fn returns(output: &Output, remarks: &str) -> String {
    let statuses = if output.statuses.is_empty() {
        String::new()
    } else {
        format!(" ({})", output.statuses.join(", "))
    };
    let end = match remarks.is_empty() {
        true => ".".to_owned(),
        false => remark(remarks),
    };
    if output.ty == Plain::Unit {
        return format!("Nothing{statuses}.");
    }
    match output.ty.inside(Generic::Option) {
        Some(inner) => format!("{}, or nothing{statuses}{end}", inner.in_words()),
        None => format!("{}{statuses}{end}", output.ty.in_words()),
    }
}

/// The headers of responses, each once. `Response::header` reads those of a success, `Error::headers` those of a failure.
fn headers(responses: &[api::Response]) -> Vec<String> {
    let mut known: Vec<&api::Header> = Vec::new();
    for header in responses.iter().flat_map(|one| &one.headers) {
        if !known
            .iter()
            .any(|one| one.name.eq_ignore_ascii_case(&header.name))
        {
            known.push(header);
        }
    }
    known
        .into_iter()
        .map(|header| {
            let kind = header
                .kind
                .as_deref()
                .map(|kind| format!(" ({})", clean_line(kind)));
            let text = header.description.as_deref().map(clean_line);
            format!(
                "* `{}`{}{}",
                header.name.replace('`', "'"),
                kind.unwrap_or_default(),
                remark(&text.unwrap_or_default())
            )
        })
        .collect()
}

fn section(lines: &mut Vec<String>, title: &str, entries: impl Iterator<Item = String>) {
    let entries: Vec<String> = entries.collect();
    if !entries.is_empty() {
        lines.extend([String::new(), format!("# {title}"), String::new()]);
        lines.extend(entries);
    }
}

fn argument(input: &Input) -> Vec<String> {
    entry(
        &format!("* `{}`", input.name),
        input.deprecated,
        &input.docs,
    )
}

/// The setter has its whole documentation: here is the first paragraph, with the list that it announces.
fn setter(request: &Ident, input: &Input) -> Vec<String> {
    let mut docs = input.docs.as_slice();
    let mut ends = (0..docs.len()).filter(|&at| docs[at].is_empty());
    let end = ends.find(|&at| at > 0 && !docs[at - 1].ends_with(':'));
    if let Some(end) = end {
        docs = &docs[..end];
    }
    let link = format!("* [`{0}`]({request}::{0})", input.name);
    entry(&link, input.deprecated, docs)
}

/// An item of a list, whose further lines are indented.
fn entry(name: &str, deprecated: bool, docs: &[String]) -> Vec<String> {
    let deprecated = deprecated.then_some("Deprecated.");
    let (first, rest) = match docs.split_first() {
        Some((first, rest)) if !begins_block(first) => (Some(first.as_str()), rest),
        _ => (None, docs),
    };
    let about: Vec<&str> = deprecated.into_iter().chain(first).collect();
    let mut lines = vec![format!("{name}{}", remark(&about.join(" ")))];
    if first.is_none() && !rest.is_empty() {
        lines.push(String::new());
    }
    lines.extend(rest.iter().map(|line| match line.as_str() {
        "" => String::new(),
        line => format!("  {line}"),
    }));
    lines
}

/// Whether a line of CommonMark begins something other than a paragraph.
fn begins_block(line: &str) -> bool {
    let after_number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = after_number.len() < line.len() && after_number.starts_with(". ");
    let marks = ["- ", "```", "#", "|", ">", " ", "---", "***"];
    is_numbered || marks.iter().any(|mark| line.starts_with(mark))
}

fn remark(docs: &str) -> String {
    if docs.is_empty() {
        String::new()
    } else {
        format!(": {docs}")
    }
}

/// The URL of the reference page.
fn reference(context: &Context<'_>, operation: &api::Operation) -> Option<String> {
    let template = context.config.reference.as_ref()?;
    let id = operation.id.as_ref()?.to_lowercase();
    let plain = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
    };
    let tag = operation.tags.first().filter(|tag| !tag.is_empty());
    let tag = tag.map_or(api::UNTAGGED, String::as_str).to_kebab_case();
    (plain(&id) && plain(&tag)).then(|| template.replace("{tag}", &tag).replace("{operation}", &id))
}
