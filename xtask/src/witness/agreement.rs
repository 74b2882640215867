//! Whether the compiler agrees with a verdict.

use generator::compare::{Bump, ItemChangeKind};

use super::{Agreement, Line};
use super::messages::{Message, Said};
use super::package::{Judged, Packages};

/// One line a case.
pub(super) fn lines(packages: &Packages, said: &Said) -> Vec<Line> {
    packages.cases.iter().map(|case| line(case, said)).collect()
}

fn line(case: &Judged, said: &Said) -> Line {
    let found = prove(case, said);
    Line {
        case: case.name.clone(),
        rule: case.rule,
        rust: case.rust,
        agreement: match found {
            Ok(_) => Agreement::Agrees,
            Err(_) => Agreement::Disagrees,
        },
        found: found.unwrap_or_else(|wrong| wrong),
    }
}

/// What the compiler shows, or why that is not what the verdict says.
fn prove(case: &Judged, said: &Said) -> Result<String, String> {
    if case.program.is_empty() {
        return Err("the case has no program".to_owned());
    }
    for package in [&case.base, &case.revision] {
        if let Some(first) = said.of(package, None).first() {
            return Err(format!("the client {package} is not clean: {}", shown(first)));
        }
    }
    match outcome(case, &case.base, said)? {
        None => {}
        Some(error) => return Err(format!("does not compile with the base: {}", shown(error))),
    }
    let means = means_something_else(case);
    match (outcome(case, &case.revision, said)?, case.rust) {
        (None, Bump::Major) if means => Ok("compiles and means something else".to_owned()),
        (None, Bump::Major) => Err("compiles with the revision, too".to_owned()),
        (None, _) => Ok("compiles".to_owned()),
        (Some(error), Bump::Major) if !means => Ok(format!("does not compile: {}", error.text)),
        (Some(error), _) => Err(format!("does not compile with the revision: {}", shown(error))),
    }
}

/// Whether all that is major is another meaning of code that compiles.
fn means_something_else(case: &Judged) -> bool {
    let mut major = case.items.iter().filter(|item| item.level == Bump::Major).peekable();
    major.peek().is_some() && major.all(|item| item.kind == ItemChangeKind::Meaning)
}

/// The first error in the program; none where it compiles.
fn outcome<'a>(case: &Judged, package: &str, said: &'a Said) -> Result<Option<&'a Message>, String> {
    if said.is_compiled(package, Some(&case.name)) {
        return Ok(None);
    }
    let file = format!("{package}/examples/{}.rs", case.name);
    let errors = || said.of(package, Some(&case.name)).iter().filter(|it| it.is_error);
    let in_program = |message: &&Message| {
        let place = message.place.as_ref();
        place.is_some_and(|(path, line)| *path == file && case.program.contains(line))
    };
    match (errors().find(in_program), errors().next()) {
        (Some(error), _) => Ok(Some(error)),
        (None, Some(error)) => Err(format!("an error outside the program: {}", shown(error))),
        (None, None) => Err(format!("the program was not compiled with the client {package}")),
    }
}

fn shown(message: &Message) -> String {
    match &message.place {
        Some((path, line)) => format!("{} at {path}:{line}", message.text),
        None => message.text.clone(),
    }
}
