//! scratch
use generator::{Config, Input, Names, Source};
use crate::check;

fn input(overlays: &[String]) -> Input {
    let overlays = overlays.iter().enumerate().map(|(at, actions)| Source {
        name: format!("overlay-{at}.yaml"),
        text: format!("overlay: 1.1.0\ninfo: {{ title: Change, version: \"1\" }}\nactions:\n{actions}"),
    });
    Input {
        description: Source {
            name: "library.yaml".to_owned(),
            text: std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/compare/rules/library.yaml")).unwrap(),
        },
        overlays: overlays.collect(),
        names: Names::default(),
        config: Config {
            package: "library-client".to_owned(),
            api: "Library".to_owned(),
            token_env: "LIBRARY_TOKEN".to_owned(),
            reference: None,
            paging: None,
        },
    }
}

/// SCRATCH=file of `## title` sections with `yaml before` and `yaml` blocks.
#[test]
#[ignore]
fn scratch() {
    for file in std::env::var("SCRATCH").unwrap().split(',') {
        let text = std::fs::read_to_string(file).unwrap();
        for section in text.split("\n## ").skip(1) {
            let (title, text) = section.split_once('\n').unwrap();
            let (mut before, mut after) = (None, String::new());
            for block in text.split("```").skip(1).step_by(2) {
                let (kind, text) = block.split_once('\n').unwrap();
                match kind.trim() {
                    "yaml before" => before = Some(text.to_owned()),
                    "yaml" => after = text.to_owned(),
                    _ => {}
                }
            }
            if after.is_empty() { continue; }
            let mut all: Vec<String> = before.into_iter().collect();
            let base = input(&all);
            all.push(after);
            let time = std::time::Instant::now();
            let revision = input(&all);
            println!("=== {file} {title}");
            match std::panic::catch_unwind(|| check(&base, &revision)) {
                Ok(found) => {
                    let back = check(&revision, &base);
                    println!("{found}--- back ({:?})\n{back}", time.elapsed() / 2);
                }
                Err(_) => println!("PANIC"),
            }
        }
    }
}
