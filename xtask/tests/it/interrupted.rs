//! An interrupted run leaves a checkout that is detected as stale and that the next run repairs.

use crate::checkout::{Checkout, description};

#[test]
fn a_half_written_client_is_repaired() {
    let changed = description(1)
        .replace("        name:\n", "        label:\n")
        .replace("Get thing 1", "Fetch thing 1");
    let whole = Checkout::generated();
    let old = whole.files();
    whole.write("spec/api.yaml", &changed);
    whole.run(&["regen"]).expect(0);
    let new = whole.files();
    let differing: Vec<&String> = new
        .keys()
        .filter(|path| old.get(*path) != new.get(*path))
        .collect();
    let written: Vec<&String> = differing
        .iter()
        .filter(|path| path.starts_with("generated-client/"))
        .copied()
        .collect();
    assert!(!written.is_empty());

    // The lock comes last, so it is still the old one at any point.
    for done in 0..=written.len() {
        let half = Checkout::generated();
        half.write("spec/api.yaml", &changed);
        for path in &written[..done] {
            half.write(path, &new[*path]);
        }
        // Interrupted within a file: a new one that is empty or partial, and our temporary file, not yet
        // with a mark.
        for path in written[done..]
            .iter()
            .filter(|path| !old.contains_key(**path))
        {
            half.write(
                path,
                if done % 2 == 0 {
                    &[]
                } else {
                    &new[*path][..60]
                },
            );
        }
        half.write("generated-client/src/generated/.xtask-Ab12.tmp", "//");

        let run = half.run(&["regen", "--check"]).expect(4);
        assert!(run.stderr.contains("description changed"), "{}", run.stderr);
        half.run(&["regen"]).expect(0);
        assert_eq!(
            half.files().keys().collect::<Vec<_>>(),
            new.keys().collect::<Vec<_>>()
        );
        for (path, content) in half.files() {
            assert!(new[&path] == content, "{path} differs after {done} files");
        }
    }
}
