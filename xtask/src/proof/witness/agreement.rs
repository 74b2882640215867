//! Checks whether the compiler agrees with a verdict.

use generator::compare::{Bump, ItemChangeKind};

use super::messages::{Message, Messages};
use super::outcome::{Agreement, Line};
use super::package::{Judged, Packages};

/// One line per case.
pub(super) fn lines(packages: &Packages, said: &Messages) -> Vec<Line> {
    packages.cases.iter().map(|case| line(case, said)).collect()
}

fn line(case: &Judged, said: &Messages) -> Line {
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

/// The compiler's result, or the reason why it contradicts the verdict.
fn prove(case: &Judged, said: &Messages) -> Result<String, String> {
    if case.program.is_empty() {
        return Err("the case has no program".to_owned());
    }
    for package in [&case.base, &case.revision] {
        if let Some(first) = said.of(package, None).first() {
            return Err(format!(
                "the client {package} is not clean: {}",
                shown(first)
            ));
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
        (Some(error), _) => Err(format!(
            "does not compile with the revision: {}",
            shown(error)
        )),
    }
}

/// Whether the only major changes are of the meaning of code that still compiles.
fn means_something_else(case: &Judged) -> bool {
    let mut major = case
        .items
        .iter()
        .filter(|item| item.level == Bump::Major)
        .peekable();
    major.peek().is_some() && major.all(|item| item.kind == ItemChangeKind::Meaning)
}

/// The first error in the program; `None` if it compiles.
fn outcome<'a>(
    case: &Judged,
    package: &str,
    said: &'a Messages,
) -> Result<Option<&'a Message>, String> {
    if said.is_compiled(package, Some(&case.name)) {
        return Ok(None);
    }
    let file = format!("{package}/examples/{}.rs", case.name);
    let errors = || {
        said.of(package, Some(&case.name))
            .iter()
            .filter(|it| it.is_error)
    };
    let in_program = |message: &&Message| {
        let place = message.place.as_ref();
        place.is_some_and(|(path, line)| *path == file && case.program.contains(line))
    };
    match (errors().find(in_program), errors().next()) {
        (Some(error), _) => Ok(Some(error)),
        (None, Some(error)) => Err(format!("an error outside the program: {}", shown(error))),
        (None, None) => Err(format!(
            "the program was not compiled with the client {package}"
        )),
    }
}

fn shown(message: &Message) -> String {
    match &message.place {
        Some((path, line)) => format!("{} at {path}:{line}", message.text),
        None => message.text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use generator::compare::{ItemChange, Rule};

    use super::*;

    const NAME: &str = "r210_a_case";

    /// The output of cargo for the library of a package, or for the program with it.
    fn line(package: &str, example: bool, message: Option<&str>) -> String {
        let (name, kind) = if example {
            (NAME, "example")
        } else {
            ("library_client", "lib")
        };
        let (reason, message) = match message {
            None => ("compiler-artifact", String::new()),
            Some(message) => ("compiler-message", format!(r#","message":{message}"#)),
        };
        format!(
            r#"{{"reason":"{reason}","manifest_path":"/w/{package}/Cargo.toml","target":{{"name":"{name}","kind":["{kind}"]}}{message}}}"#
        )
    }

    /// A compiler message about a line of the program, or of the client.
    fn message(level: &str, file: &str, line: usize) -> String {
        format!(
            r#"{{"level":"{level}","message":"m","code":{{"code":"E1"}},"spans":[{{"file_name":"{file}","line_start":{line},"is_primary":true,"expansion":null}}]}}"#
        )
    }

    fn item(kind: ItemChangeKind) -> ItemChange {
        ItemChange {
            path: "models::Book".to_owned(),
            kind,
            level: Bump::Major,
            before: None,
            after: None,
        }
    }

    #[track_caller]
    fn check(rust: Bump, items: &[ItemChangeKind], said: &[String], expected: Result<&str, &str>) {
        let case = Judged {
            name: NAME.to_owned(),
            rule: Rule::RequiredPropertyRemoved,
            rust,
            items: items.iter().copied().map(item).collect(),
            program: 9..11,
            base: "old".to_owned(),
            revision: "new".to_owned(),
        };
        let found = prove(&case, &Messages::read(&said.join("\n")));
        let found = found.as_deref().map_err(String::as_str);
        assert_eq!(found, expected);
        let expected = if expected.is_ok() {
            Agreement::Agrees
        } else {
            Agreement::Disagrees
        };
        let line = super::line(&case, &Messages::read(&said.join("\n")));
        assert_eq!(line.agreement, expected);
    }

    /// Messages of a run in which the client and the program compile with the base, and these for
    /// the revision.
    fn said(revision: &[Option<(&str, &str, usize)>]) -> Vec<String> {
        let mut said = vec![line("old", false, None), line("old", true, None)];
        said.push(line("new", false, None));
        said.extend(revision.iter().map(|message| match message {
            None => line("new", true, None),
            Some((level, file, at)) => line("new", true, Some(&self::message(level, file, *at))),
        }));
        said
    }

    const PROGRAM: &str = "new/examples/r210_a_case.rs";

    #[test]
    fn what_is_major_does_not_compile_and_all_else_does() {
        let (compiles, fails) = (said(&[None]), said(&[Some(("error", PROGRAM, 10))]));
        let removed = &[ItemChangeKind::Removed][..];
        check(Bump::Major, removed, &fails, Ok("does not compile: m [E1]"));
        check(
            Bump::Major,
            removed,
            &compiles,
            Err("compiles with the revision, too"),
        );
        for rust in [Bump::None, Bump::Patch, Bump::Minor] {
            check(rust, &[], &compiles, Ok("compiles"));
            let found =
                "does not compile with the revision: m [E1] at new/examples/r210_a_case.rs:10";
            check(rust, &[], &fails, Err(found));
        }
    }

    #[test]
    fn another_meaning_compiles() {
        let (compiles, fails) = (said(&[None]), said(&[Some(("error", PROGRAM, 9))]));
        let meaning = &[ItemChangeKind::Meaning][..];
        check(
            Bump::Major,
            meaning,
            &compiles,
            Ok("compiles and means something else"),
        );
        let found = "does not compile with the revision: m [E1] at new/examples/r210_a_case.rs:9";
        check(Bump::Major, meaning, &fails, Err(found));
        // Any other major change shows as an error.
        let both = &[ItemChangeKind::Meaning, ItemChangeKind::Removed][..];
        check(
            Bump::Major,
            both,
            &compiles,
            Err("compiles with the revision, too"),
        );
    }

    #[test]
    fn an_error_elsewhere_proves_nothing() {
        for (file, at) in [(PROGRAM, 3), (PROGRAM, 11), ("new/src/lib.rs", 10)] {
            let found = format!("an error outside the program: m [E1] at {file}:{at}");
            let said = said(&[Some(("error", file, at))]);
            check(Bump::Major, &[ItemChangeKind::Removed], &said, Err(&found));
        }
    }

    #[test]
    fn what_was_not_compiled_proves_nothing() {
        let found = "the program was not compiled with the client new";
        check(
            Bump::Major,
            &[ItemChangeKind::Removed],
            &said(&[]),
            Err(found),
        );
        check(
            Bump::None,
            &[],
            &said(&[Some(("warning", PROGRAM, 9))]),
            Err(found),
        );
        let found = "the program was not compiled with the client old";
        check(Bump::None, &[], &said(&[None])[2..], Err(found));
    }

    #[test]
    fn the_program_compiles_with_the_base() {
        let mut said = said(&[None]);
        let file = "old/examples/r210_a_case.rs";
        said[1] = line("old", true, Some(&message("error", file, 9)));
        let found = format!("does not compile with the base: m [E1] at {file}:9");
        check(Bump::None, &[], &said, Err(&found));
    }

    #[test]
    fn clients_are_clean() {
        for package in ["old", "new"] {
            let mut said = said(&[None]);
            said.push(line(
                package,
                false,
                Some(&message("warning", "src/lib.rs", 1)),
            ));
            let found = format!("the client {package} is not clean: m [E1] at src/lib.rs:1");
            check(Bump::None, &[], &said, Err(&found));
        }
    }
}
