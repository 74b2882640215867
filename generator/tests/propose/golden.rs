//! Small descriptions, one per rule, and the overlays proposed for them.
//!
//! `UPDATE_GOLDEN=1` writes the current proposals; review the difference.

use std::path::{Path, PathBuf};

use generator::Source;
use generator::propose::{paging, propose};

use crate::{apply, sources};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/propose/fixtures")
}

/// Compares the proposals for one description with its golden file, applies them, and proposes
/// again.
fn check(name: &str) {
    let text = std::fs::read_to_string(folder().join(format!("{name}.yaml"))).unwrap();
    let description = Source {
        name: format!("{name}.yaml"),
        text,
        ..Source::default()
    };
    let proposals = propose(apply(&description, &[]).value());
    let mut found = String::new();
    for proposal in &proposals {
        found.push_str(&format!(
            "# {}, {} actions\n{}\n",
            proposal.file_name, proposal.actions, proposal.text
        ));
    }
    let golden = folder().join(format!("{name}.proposed"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(
        found, expected,
        "run with UPDATE_GOLDEN=1 and read the difference"
    );

    let effective = apply(&description, &sources(&proposals));
    assert_eq!(
        propose(effective.value()),
        [],
        "what is applied is not proposed again"
    );
}

#[test]
fn tags_that_examples_show_become_discriminators() {
    check("tags");
}

#[test]
fn unions_that_are_told_apart_already_get_no_tag() {
    check("other-tags");
}

#[test]
fn lists_in_descriptions_become_enums() {
    check("value-lists");
}

#[test]
fn unions_of_empty_objects_that_are_strings_become_enums() {
    check("string-unions");
}

#[test]
fn names_and_values_are_quoted_where_they_must_be() {
    check("odd-names");
}

#[test]
fn nothing_is_proposed_without_evidence_or_against_it() {
    check("nothing");
    assert_eq!(
        std::fs::read_to_string(folder().join("nothing.proposed")).unwrap(),
        ""
    );
}

/// A new union without an example follows the discriminators that the document already has.
#[test]
fn a_new_union_follows_the_tags_that_are_declared() {
    let text = std::fs::read_to_string(folder().join("tags.yaml")).unwrap();
    let description = Source {
        name: "tags.yaml".to_owned(),
        text,
        ..Source::default()
    };
    let tags = propose(apply(&description, &[]).value());
    let added = Source {
        name: "added.yaml".to_owned(),
        text: r##"
overlay: 1.1.0
info: { title: A new union, version: 1.0.0 }
actions:
  - target: $.components.schemas
    update:
      Added: { oneOf: [{ $ref: "#/components/schemas/Circle2" }, { $ref: "#/components/schemas/Left" }] }
      Left: { type: object, properties: { side: { type: string } } }
"##
        .to_owned(),
        ..Source::default()
    };
    let mut overlays = sources(&tags);
    overlays.push(added);
    let proposals = propose(apply(&description, &overlays).value());
    assert_eq!(proposals.len(), 1);
    assert_eq!(
        proposals[0].actions, 2,
        "the union and its new variant:\n{}",
        proposals[0].text
    );
    assert!(proposals[0].text.contains("Added: no example"));
    assert!(proposals[0].text.contains("propertyName: kind"));
}

/// A convention is detected by names that belong together, and by links; nothing else is mistaken
/// for one.
#[test]
fn paging_is_found() {
    let mut text = std::fs::read_to_string(folder().join("paging.yaml")).unwrap();
    for is_shown in [false, true] {
        if is_shown {
            let link = "example: 'https://api.example.com/users?offset=20'}}";
            text = text.replace("format: uri}}", &format!("format: uri, {link}"));
        }
        let name = "paging.yaml".to_owned();
        let description = Source {
            name,
            text: text.clone(),
            ..Source::default()
        };
        let document = apply(&description, &[]);
        let found = paging(document.value());
        let texts: Vec<String> = found
            .iter()
            .map(|it| it.text(document.value(), true))
            .collect();
        assert_eq!(found.len(), 5, "{texts:?}");
        let sure: Vec<bool> = found
            .iter()
            .map(|it| it.is_sure(document.value()))
            .collect();
        assert_eq!(sure, [true, is_shown, true, true, false,], "{texts:?}");
        assert_eq!(
            found[0].text(document.value(), false),
            "# 2 of 3 operations that take this parameter respond with a page that names the value of the next one:\n\
             # GET /disks\n# GET /zones\n[paging]\ncursor = \"pageToken\"\nnext = [\"nextPageToken\"]\n\
             next-is = \"cursor\"\n"
        );
        assert_eq!(texts[1].contains("check it"), !is_shown, "{}", texts[1]);
        for (text, end) in texts.iter().zip([
            "[[paging]]\ncursor = \"pageToken\"\nnext = [\"nextPageToken\"]\nnext-is = \"cursor\"\n",
            "[[paging]]\ncursor = \"offset\"\nnext = [\"next\"]\nitems = \"results\"\n",
            "# 1 operation responds with pages and a header `Link`:\n# GET /issues\n\
             [[paging]]\nnext-is = \"header\"\n",
            "[[paging]]\ncursor = \"page\"\nnext-is = \"page\"\nfirst = 0\n",
            "[[paging]]\ncursor = \"page\"\nnext-is = \"page\"\nitems = \"items\"\n",
        ]) {
            assert!(text.ends_with(end), "{text}");
        }
    }
}

/// Cursors without `next` in their names, lists beside the items, and links that are objects.
#[test]
fn other_forms_of_paging_are_found() {
    let description = Source {
        name: "paging-forms.yaml".to_owned(),
        text: std::fs::read_to_string(folder().join("paging-forms.yaml")).unwrap(),
        ..Source::default()
    };
    let document = apply(&description, &[]);
    let found = paging(document.value());
    let texts = found.iter().map(|it| it.text(document.value(), true));
    let texts: Vec<String> = texts.collect();
    let expected = [
        "# GET /nodes\n[[paging]]\ncursor = \"ContinuationToken\"\nnext = [\"ContinuationToken\"]\n\
         next-is = \"cursor\"\nitems = \"Items\"\n",
        "# GET /instances\n[[paging]]\ncursor = \"pageToken\"\nnext = [\"nextPageToken\"]\n\
         next-is = \"cursor\"\nitems = \"instances\"\n",
        "# GET /payments\n[[paging]]\ncursor = \"page\"\nnext = [\"_links\", \"next_page\", \"href\"]\n\
         items = \"results\"\n",
    ];
    assert_eq!(texts.len(), expected.len(), "{texts:?}");
    for (text, end) in texts.iter().zip(expected) {
        assert!(text.ends_with(end), "{text}");
    }
}
