//! The script that begins a rule of the comparison.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::root;

#[test]
#[cfg_attr(not(unix), ignore = "needs bash")]
fn a_rule_is_begun_with_its_row_and_its_page() {
    const RULES: &str = "generator/src/compare/rules";
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-rule");
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(folder.join(RULES)).unwrap();
    fs::create_dir_all(folder.join(".ci")).unwrap();
    for file in [".ci/new-rule", &format!("{RULES}/table.rs")] {
        fs::copy(root().join(file), folder.join(file)).unwrap();
    }
    let run = |id: &str| {
        let words = [
            "Sealed",
            "Breaking",
            "Warning",
            "a schema was sealed",
            "Opened",
        ];
        let mut script = Command::new("bash");
        script.arg(folder.join(".ci/new-rule")).arg(id).args(words);
        script.output().unwrap().status.code()
    };
    let read = |file: &str| fs::read_to_string(folder.join(RULES).join(file)).unwrap();
    let before = read("table.rs");

    assert_eq!(run("R239"), Some(0));

    let row = "    Sealed \"R239\" Breaking Warning \"a schema was sealed\" [Opened];\n";
    let at = before.find("    EnumValueAdded \"R240\"").unwrap();
    let (above, below) = before.split_at(at);
    assert_eq!(read("table.rs"), format!("{above}{row}{below}"));
    let page = read("R239.md");
    for part in [
        "What it means\n\nA schema was sealed",
        "What to do",
        "Case\n\n```yaml\n",
    ] {
        assert!(page.contains(&format!("## {part}")), "{part}: {page}");
    }
    assert_eq!(run("R239"), Some(2), "the id is taken");
}
