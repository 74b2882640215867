//! Every code has a correct explanation: its example triggers the diagnostic, and the corrected
//! example doesn't.

use generator::diagnostic::Code;
use generator::{Choices, Input, Names, Source, generate};

/// Codes without an example, since no short description triggers them.
const WITHOUT_EXAMPLE: [Code; 2] = [Code::TooLarge, Code::Internal];

const SECTIONS: [&str; 4] = ["What it means", "What to do", "Example", "Mended"];

/// The text of each section, in their order.
#[track_caller]
fn sections(code: Code) -> Vec<&'static str> {
    let text = code.explanation();
    let parts: Vec<_> = text.split("## ").skip(1).collect();
    let titles: Vec<_> = parts
        .iter()
        .filter_map(|part| part.lines().next())
        .collect();
    assert_eq!(titles, SECTIONS, "{}", code.as_str());
    let bodies = parts.iter().filter_map(|part| part.split_once('\n'));
    bodies.map(|(_, body)| body.trim()).collect()
}

/// The codes that the blocks of a section trigger.
fn found(section: &str) -> Vec<Code> {
    let mut input = super::input("");
    input.config.auth = None;
    let blocks: Vec<_> = section.split("```").skip(1).step_by(2).collect();
    for block in blocks {
        let (kind, text) = block.split_once('\n').unwrap();
        match kind {
            "toml" if text.starts_with("reading-only") => {
                let choices: Choices = toml_edit::de::from_str(text).unwrap();
                input.config.reading_only = choices.reading_only;
            }
            "toml" if text.starts_with("only") => {
                let choices: Choices = toml_edit::de::from_str(text).unwrap();
                (input.config.only, input.config.exclude) = (choices.only, choices.exclude);
            }
            "toml" if text.starts_with("[types]") => {
                let choices: Choices = toml_edit::de::from_str(text).unwrap();
                input.config.types = choices.types;
                input.config.dependencies = choices.dependencies;
            }
            "toml" => input.names = toml_edit::de::from_str::<Names>(text).unwrap(),
            "yaml" if text.starts_with("overlay:") => input.overlays.push(Source {
                name: "overlay.yaml".to_owned(),
                text: text.to_owned(),
                ..Source::default()
            }),
            "yaml" => input.description.text = text.to_owned(),
            other => panic!("a block is YAML or TOML, not {other}"),
        }
    }
    codes(&input)
}

fn codes(input: &Input) -> Vec<Code> {
    let diagnostics = match generate(input) {
        Ok(generated) => generated.diagnostics,
        Err(diagnostics) => diagnostics,
    };
    diagnostics.into_iter().map(|it| it.code).collect()
}

#[test]
fn every_code_is_explained() {
    for &code in Code::ALL {
        for (title, body) in SECTIONS.iter().zip(sections(code)) {
            assert!(!body.is_empty(), "{}: {title}", code.as_str());
        }
    }
}

#[test]
fn examples_have_the_diagnostic_and_what_is_mended_has_not() {
    let mut wrong = Vec::new();
    for &code in Code::ALL
        .iter()
        .filter(|code| !WITHOUT_EXAMPLE.contains(code))
    {
        let sections = sections(code);
        let (example, mended) = (found(sections[2]), found(sections[3]));
        if !example.contains(&code) {
            wrong.push(format!("{}: the example has {example:?}", code.as_str()));
        }
        if mended.contains(&code) || mended.contains(&Code::NotReadable) {
            wrong.push(format!("{}: what is mended has {mended:?}", code.as_str()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
