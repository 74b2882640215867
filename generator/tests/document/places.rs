//! Lines and columns in every notation.

use generator::document::{Document, Pointer};

use super::source;

#[track_caller]
fn assert_places(text: &str, expected: &[(&str, usize, usize)]) {
    let document = Document::parse(&source("here.yaml", text)).unwrap();
    for (pointer, line, column) in expected {
        let at = Pointer::parse(pointer).unwrap();
        assert!(document.get(&at).is_some(), "{pointer} does not exist");
        let (file, place) = document.place(&at).unwrap();
        assert_eq!(
            (file.as_str(), place.line, place.column),
            ("here.yaml", *line, *column),
            "{pointer}"
        );
    }
}

#[test]
fn block_yaml() {
    assert_places(
        "# comment\nopenapi: 3.0.3\npaths:\n  /a/{b}:\n    get: # comment\n      description: >\n        folded\n        text\n      tags:\n        - one\n        - name: two\n          more: 1\n      'quoted key': x\n  ? /long\n  : post: {}\n",
        &[
            ("", 2, 1),
            ("/openapi", 2, 1),
            ("/paths", 3, 1),
            ("/paths/~1a~1{b}", 4, 3),
            ("/paths/~1a~1{b}/get/description", 6, 7),
            ("/paths/~1a~1{b}/get/tags/0", 10, 11),
            ("/paths/~1a~1{b}/get/tags/1", 11, 11),
            ("/paths/~1a~1{b}/get/tags/1/more", 12, 11),
            ("/paths/~1a~1{b}/get/quoted key", 13, 7),
            ("/paths/~1long/post", 15, 5),
        ],
    );
}

#[test]
fn flow_yaml_and_wide_characters() {
    assert_places(
        "äöü: {ß: 1, b: [x, {c: 2}],\n  d: 3}\n",
        &[
            ("/äöü", 1, 1),
            ("/äöü/ß", 1, 7),
            ("/äöü/b", 1, 13),
            ("/äöü/b/1", 1, 20),
            ("/äöü/b/1/c", 1, 21),
            ("/äöü/d", 2, 3),
        ],
    );
}

#[test]
fn json() {
    assert_places(
        "\u{feff}{\n\t\"a\": [1, {\"b\\u0063\": null}],\n\t\"d/e\": \"\\ud83d\\ude00\", \"f~\": {}\r\n}",
        &[
            ("/a", 2, 2),
            ("/a/0", 2, 8),
            ("/a/1", 2, 11),
            ("/a/1/bc", 2, 12),
            ("/d~1e", 3, 2),
            ("/f~0", 3, 25),
        ],
    );
    assert_places(
        r#"{"a":{"b":[{"c":1}]},"d":2}"#,
        &[("/a/b/0/c", 1, 13), ("/d", 1, 22)],
    );
}

#[test]
fn aliases_lead_to_what_they_stand_for() {
    assert_places(
        "a: &anchor\n  b: {c: 1}\nd: *anchor\n",
        &[("/d", 3, 1), ("/d/b", 2, 3), ("/d/b/c", 2, 7)],
    );
}

#[test]
fn what_does_not_stand_in_the_text_has_the_place_of_its_ancestor() {
    let document = Document::parse(&source("x", "a:\n  b: 1\n")).unwrap();
    let place = document
        .place(&Pointer::parse("/a/c/d").unwrap())
        .unwrap()
        .1;
    assert_eq!((place.line, place.column), (1, 1));
}
