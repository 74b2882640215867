//! The items that the cargo features of tags enable and disable.

use std::collections::BTreeSet;

use serde_json::Value;

use super::workspace::{Workspace, package};
use super::{generate, golden};

const FIXTURE: &str = "tag-features";

/// Programs, each using one part of the client.
const PROGRAMS: [(&str, &str); 7] = [
    (
        "parcels",
        "client.parcels().list_parcels(); let _: Option<(models::ParcelList, models::parcels::Parcel)> = None;",
    ),
    (
        "carriers",
        "client.carriers().list_carriers(); let _: Option<models::CarrierList> = None;",
    ),
    (
        "carrier_of_parcel",
        "client.parcels().get_carrier(\"1\"); let _: Option<models::Carrier> = None;",
    ),
    (
        "depots",
        "client.night_depots().get_depot(\"1\"); let _: Option<models::Depot> = None;",
    ),
    (
        "address",
        "let _: Option<(models::Address, models::parcels::Place)> = None;",
    ),
    (
        "always",
        "client.get_status(); let _: Option<(models::Status, models::Problem, ErrorBody)> = None;",
    ),
    (
        "unused",
        "let _: Option<(models::Unused, models::spare::Unused)> = None;",
    ),
];

#[test]
fn a_feature_compiles_the_operations_of_its_tag_and_what_they_need() {
    let mut workspace = Workspace::new(FIXTURE);
    workspace.put_crate(FIXTURE, &golden::generate(FIXTURE).files);
    let package = package(FIXTURE);
    for (name, program) in PROGRAMS {
        let text = format!(
            "#![allow(missing_docs, unused)]\nuse {}::*;\nfn part(client: Client) {{ {program} }}\nfn main() {{}}\n",
            package.replace('-', "_")
        );
        workspace.put(&format!("{package}/examples/{name}.rs"), &text);
    }
    for (features, compiled) in [
        ("", "always"),
        ("tag-parcels", "parcels carrier_of_parcel address always"),
        ("tag-carriers", "carriers always"),
        ("tag-night-depots", "depots address always"),
        (
            "tag-carriers,tag-parcels",
            "parcels carriers carrier_of_parcel address always",
        ),
        (
            "all-tags",
            "parcels carriers carrier_of_parcel depots address always",
        ),
        (
            "all-models",
            "parcels carriers carrier_of_parcel depots address always unused",
        ),
    ] {
        let output = workspace.cargo(&[
            "check",
            "--quiet",
            "--package",
            &package,
            "--no-default-features",
            "--features",
            features,
            "--examples",
            "--keep-going",
            "--message-format",
            "json",
        ]);
        let said = String::from_utf8_lossy(&output.stdout);
        let said = said.lines().map(|line| serde_json::from_str(line).unwrap());
        let said: Vec<Value> = said.collect();
        let targets = |reason: &str| -> BTreeSet<&str> {
            let said = said.iter().filter(|it| it["reason"] == reason);
            let targets = said.map(|it| &it["target"]);
            let examples = targets.filter(|it| it["kind"][0] == "example");
            examples.filter_map(|it| it["name"].as_str()).collect()
        };
        let programs = PROGRAMS.iter().map(|(name, _)| *name);
        let (compiled, refused): (BTreeSet<_>, BTreeSet<_>) =
            programs.partition(|name| compiled.split(' ').any(|it| it == *name));
        assert_eq!(
            targets("compiler-artifact"),
            compiled,
            "{features}: {said:?}"
        );
        // Without a message about one that compiles, such as a warning.
        assert_eq!(targets("compiler-message"), refused, "{features}: {said:?}");
        let of_library =
            |it: &&Value| it["message"].is_object() && it["target"]["kind"][0] == "lib";
        assert_eq!(said.iter().find(of_library), None, "{features}");
    }
}

/// A description with a tag for each operation.
fn with_tags(count: usize) -> generator::Generated {
    let paths = (0..count).map(|at| {
        format!(
            "  /a{at}: {{get: {{tags: [t{at}], responses: {{'204': {{description: Done.}}}}}}}}\n"
        )
    });
    let paths: String = paths.collect();
    generate(format!(
        "openapi: 3.0.3\ninfo: {{title: a, version: '1'}}\npaths:\n{paths}"
    ))
}

#[test]
fn no_tag_has_a_feature_where_a_registry_would_refuse_all_of_them() {
    let most = with_tags(256);
    assert_eq!(most.tag_features.len(), 256);
    assert!(most.files["src/generated/client.rs"].contains("feature = \"tag-t255\""));
    let more = with_tags(257);
    assert_eq!(more.tag_features, [""; 0]);
    assert!(!more.files.values().any(|text| text.contains("tag-t")));
}
