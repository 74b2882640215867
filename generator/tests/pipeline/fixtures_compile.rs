//! The clients of the fixtures and of the hostile descriptions compile without warnings against the
//! real runtime. Those of fixtures with tests over the wire are compiled for these.

use super::workspace::Workspace;
use super::{common_names, generate, golden, hostile, wire};

#[test]
fn fixtures_compile() {
    let mut workspace = Workspace::new("workspace");
    let is_alone = |feature: &String| wire::tests(feature).is_none();
    for feature in golden::features().into_iter().filter(is_alone) {
        workspace.put_crate(&feature, &golden::generate(&feature).files);
    }
    workspace.put_crate("common-names", &common_names::generated().files);
    for (index, attack) in hostile::attacks().iter().enumerate() {
        let files = generate(hostile::document(attack).to_string()).files;
        workspace.put_crate(&format!("hostile-{index}"), &files);
    }
    let output = workspace.cargo(&[
        "check",
        "--workspace",
        "--keep-going",
        "--quiet",
        "--message-format=short",
    ]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && !said.contains("warning"),
        "{said}"
    );
}
