//! `cargo xtask fetch` with a server on loopback. A failure never changes a file.

use crate::checkout::{Checkout, Run, description};
use crate::golden;
use crate::server::{Server, raw, response};

const YAML: (&str, &str) = ("Content-Type", "application/yaml");

/// 100,000 zero bytes as a gzip file (RFC 1952) of 132 bytes.
const GZIP_ZEROS: &[u8] = b"\
    \x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\xf5\x4f\x6d\x0d\
    \x0f\xa0\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x80\x57\x03\x7d\x95\x11\xd4\xa0\x86\x01\x00";

/// Six operations, without generated files.
fn checkout() -> Checkout {
    Checkout::new(6)
}

fn fetch(checkout: &Checkout, server: &Server, more: &[&str]) -> Run {
    let url = server.url("/api.yaml");
    checkout.run(
        &[
            &["fetch", "--allow-http", "--timeout", "20", "--from", &url],
            more,
        ]
        .concat(),
    )
}

/// Fetches from a server with these responses, which must fail with the code and not change any
/// file.
#[track_caller]
fn refuses(code: i32, responses: Vec<Vec<u8>>, more: &[&str], golden_name: &str) {
    let (checkout, server, run) = fails(code, responses, more);
    golden::check(golden_name, &run, &checkout, Some(&server));
}

/// The same for diagnostics of the library: expects their code.
#[track_caller]
fn diagnoses(code: i32, body: String, diagnostic: &str) {
    let (_, _, run) = fails(code, vec![response("200 OK", &[YAML], body)], &[]);
    assert!(
        run.stderr.contains(&format!("[{diagnostic}]: ")),
        "{}",
        run.stderr
    );
}

#[track_caller]
fn fails(code: i32, responses: Vec<Vec<u8>>, more: &[&str]) -> (Checkout, Server, Run) {
    let (checkout, server) = (checkout(), Server::new(responses));
    let before = checkout.files();
    let run = fetch(&checkout, &server, more).expect(code);
    assert_eq!(checkout.files(), before);
    assert!(run.stderr.contains("\nhelp: "), "{}", run.stderr);
    (checkout, server, run)
}

#[test]
fn a_new_description_replaces_the_old_one_and_the_lock() {
    let new = description(7);
    let (checkout, server) = (
        checkout(),
        Server::new(vec![response("200 OK", &[YAML, ("ETag", "\"v7\"")], &new)]),
    );
    let run = fetch(&checkout, &server, &[]).expect(0);
    golden::check("fetch-200", &run, &checkout, Some(&server));
    assert_eq!(checkout.read("spec/api.yaml"), new);
    let lock = checkout.read("spec/spec.lock");
    for text in [
        format!("url = \"{}\"", server.url("/api.yaml")),
        "etag = '\"v7\"'".to_owned(),
        format!("bytes = {}", new.len()),
    ] {
        assert!(lock.contains(&text), "{text}: {lock}");
    }
    let request = server.request();
    assert!(
        request.starts_with("get /api.yaml http/1.1\r\n"),
        "{request}"
    );
    assert!(!request.contains("if-none-match"), "{request}");
    assert!(!request.contains("authorization"), "{request}");
    assert_eq!(checkout.files().len(), 4, "something was left behind");
}

#[test]
fn regen_after_fetch_keeps_where_it_came_from() {
    let checkout = Checkout::generated();
    let body = response("200 OK", &[YAML, ("ETag", "\"v2\"")], description(2));
    let server = Server::new(vec![body]);
    fetch(&checkout, &server, &[]).expect(0);

    let run = checkout.run(&["regen", "--check"]).expect(4);
    assert_eq!(
        run.errors(),
        ["description fetched: spec/api.yaml is newer than the generated files"]
    );
    checkout.run(&["regen"]).expect(0);
    checkout.run(&["regen", "--check"]).expect(0);
    assert!(checkout.read("spec/spec.lock").contains("etag = '\"v2\"'"));
}

#[test]
fn not_modified_changes_nothing() {
    let headers = [
        YAML,
        ("ETag", "\"v7\""),
        ("Last-Modified", "Tue, 01 Sep 2026 10:00:00 GMT"),
    ];
    let (checkout, server) = (
        checkout(),
        Server::new(vec![
            response("200 OK", &headers, description(7)),
            raw("304 Not Modified", &[], b""),
            response("200 OK", &headers, description(7)),
            response("200 OK", &headers, description(7)),
        ]),
    );
    fetch(&checkout, &server, &[]).expect(0);
    server.request();
    let before = checkout.files();

    let run = fetch(&checkout, &server, &[]).expect(0);
    golden::check("fetch-304", &run, &checkout, Some(&server));
    assert_eq!(checkout.files(), before);
    let request = server.request();
    assert!(
        request.contains("\r\nif-none-match: \"v7\"\r\n"),
        "{request}"
    );
    assert!(
        request.contains("\r\nif-modified-since: tue, 01 sep 2026 10:00:00 gmt\r\n"),
        "{request}"
    );

    // Downloads everything, and it is the same.
    fetch(&checkout, &server, &["--force"]).expect(0);
    assert!(!server.request().contains("if-none-match"));
    assert_eq!(checkout.files(), before);

    // The conditions are for a file that no longer exists.
    checkout.write("spec/api.yaml", description(6));
    fetch(&checkout, &server, &[]).expect(0);
    assert!(!server.request().contains("if-none-match"));
    assert_eq!(checkout.read("spec/api.yaml"), description(7));
}

#[test]
fn not_modified_without_a_condition_is_an_error() {
    refuses(
        1,
        vec![raw("304 Not Modified", &[], b"")],
        &[],
        "fetch-304-unasked",
    );
}

#[test]
fn not_found() {
    refuses(
        1,
        vec![response("404 Not Found", &[], "nothing here")],
        &[],
        "fetch-404",
    );
}

#[test]
fn server_error() {
    refuses(
        1,
        vec![response("503 Service Unavailable", &[], "")],
        &[],
        "fetch-503",
    );
}

#[test]
fn html_instead_of_yaml() {
    let page = "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n";
    let html = ("Content-Type", "text/html; charset=utf-8");
    refuses(
        1,
        vec![response("200 OK", &[html], page)],
        &[],
        "fetch-html",
    );
    diagnoses(1, page.to_owned(), "D001");
}

#[test]
fn truncated_body() {
    let body = description(7);
    let length = (body.len() + 1).to_string();
    let short = raw(
        "200 OK",
        &[YAML, ("Content-Length", length.as_str())],
        body.as_bytes(),
    );
    refuses(1, vec![short], &[], "fetch-truncated");

    let chunk = format!("{:x}\r\n{body}\r\n", body.len());
    let chunked = raw(
        "200 OK",
        &[YAML, ("Transfer-Encoding", "chunked")],
        chunk.as_bytes(),
    );
    refuses(1, vec![chunked], &[], "fetch-truncated-chunks");
}

#[test]
fn redirect_to_another_host() {
    let (elsewhere, checkout) = (
        Server::new(vec![response("200 OK", &[YAML], description(7))]),
        checkout(),
    );
    let target = elsewhere.url("/api.yaml");
    let server = Server::new(vec![response(
        "302 Found",
        &[("Location", target.as_str())],
        "",
    )]);
    let before = checkout.files();
    let run = fetch(&checkout, &server, &[]).expect(1);
    assert_eq!(checkout.files(), before);
    assert!(
        run.errors()[0].contains("redirects to another host"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains(&format!("source = \"{target}\"")),
        "{}",
        run.stderr
    );
    assert!(elsewhere.is_unasked());
}

#[test]
fn redirects_within_the_host_are_followed_but_not_for_ever() {
    let moved = response(
        "301 Moved Permanently",
        &[("Location", "/new/api.yaml")],
        "",
    );
    let (checkout, server) = (
        checkout(),
        Server::new(vec![
            moved.clone(),
            response("200 OK", &[YAML], description(7)),
        ]),
    );
    fetch(&checkout, &server, &[]).expect(0);
    server.request();
    assert!(server.request().starts_with("get /new/api.yaml "));
    assert_eq!(checkout.read("spec/api.yaml"), description(7));

    refuses(1, vec![moved; 6], &[], "fetch-redirects");
}

#[test]
fn a_shrunken_document_needs_a_word() {
    let small = response("200 OK", &[YAML], description(4));
    refuses(100, vec![small.clone()], &[], "fetch-shrunken");

    let (checkout, server) = (checkout(), Server::new(vec![small]));
    fetch(&checkout, &server, &["--allow-shrink"]).expect(0);
    assert_eq!(checkout.read("spec/api.yaml"), description(4));
}

#[test]
fn a_document_that_lost_little_is_fine() {
    let (checkout, server) = (
        checkout(),
        Server::new(vec![response("200 OK", &[YAML], description(5))]),
    );
    fetch(&checkout, &server, &[]).expect(0);
    assert_eq!(checkout.read("spec/api.yaml"), description(5));
}

#[test]
fn body_over_the_cap() {
    refuses(
        1,
        vec![response("200 OK", &[YAML], description(7))],
        &["--max-bytes", "1000"],
        "fetch-large",
    );
}

#[test]
fn what_is_compressed_unasked_is_no_text() {
    let headers = [YAML, ("Content-Encoding", "gzip")];
    refuses(
        1,
        vec![response("200 OK", &headers, GZIP_ZEROS)],
        &["--max-bytes", "50000"],
        "fetch-gzip",
    );
}

#[test]
fn a_document_that_is_no_description() {
    diagnoses(1, "openapi: [3".to_owned(), "D001");
    diagnoses(1, String::new(), "D001");
    diagnoses(
        1,
        description(7).replace("openapi: 3.0.3", "swagger: '1.2'"),
        "D010",
    );
    diagnoses(1, description(0).replace("paths:", "paths: {}"), "D014");
    diagnoses(
        1,
        description(7).replacen("schemas/Thing\"", "schemas/Nothing\"", 1),
        "D101",
    );
}

#[test]
fn an_overlay_that_no_longer_applies() {
    let renamed = description(7)
        .replace("Thing:", "Item:")
        .replace("schemas/Thing\"", "schemas/Item\"");
    diagnoses(100, renamed, "D402");
}

/// A description with a text that lists the values of a property.
fn listing(values: &str) -> String {
    let text =
        format!("        name:\n          description: 'Colour. Possible values: [{values}]'\n");
    description(6).replace("        name:\n", &text)
}

const LISTS: &str = "spec/overlays/030-value-lists.yaml";

/// A checkout with an overlay for the values of the text, as `propose` writes it.
fn proposed() -> Checkout {
    let checkout = checkout();
    checkout.write("spec/api.yaml", listing("Red, Green"));
    checkout
        .run(&["propose", "--write", "spec/overlays"])
        .expect(0);
    assert!(checkout.read(LISTS).contains("enum: [Red, Green]\n"));
    checkout.write("new.yaml", listing("Red, Green, Blue"));
    checkout
}

#[test]
fn what_the_evidence_gives_otherwise_is_shown_and_taken_in_on_request() {
    let checkout = proposed();
    // A title written by hand stays.
    checkout.edit(LISTS, "title: Name\n", "title: Colour\n");
    let before = checkout.read(LISTS);
    let run = checkout.run(&["fetch", "--from", "new.yaml"]).expect(0);
    run.says("     Adapted spec/overlays/030-value-lists.yaml:8: $.components.schemas.Thing.properties.name\n");
    run.says("      title: Colour\n      enum: [Red, Green, Blue]\n");
    run.says("help: `--adapt` puts the 1 action above");
    assert_eq!(checkout.read(LISTS), before);
    checkout.write("spec/api.yaml", listing("Red, Green"));
    checkout
        .run(&["fetch", "--from", "new.yaml", "--adapt"])
        .expect(0);
    assert_eq!(
        checkout.read(LISTS),
        before
            .replace("Green]", "Green, Blue]")
            .replace("0 of 2", "0 of 3")
    );
    assert_eq!(checkout.read("spec/api.yaml"), listing("Red, Green, Blue"));
    checkout.run(&["regen"]).expect(0);
    // After that, nothing is left to adapt.
    checkout.write(
        "new.yaml",
        listing("Red, Green, Blue").replace("thing 1", "thing one"),
    );
    let run = checkout.run(&["fetch", "--from", "new.yaml"]).expect(0);
    assert!(!run.stderr.contains("Adapted"), "{}", run.stderr);
}

#[test]
fn what_was_changed_by_hand_is_left_to_the_hand() {
    let checkout = proposed();
    checkout.edit(LISTS, "enum: [Red, Green]", "enum: [Red]");
    let before = checkout.read(LISTS);
    let run = checkout
        .run(&["fetch", "--from", "new.yaml", "--adapt"])
        .expect(0);
    assert!(!run.stderr.contains("Adapted"), "{}", run.stderr);
    assert_eq!(checkout.read(LISTS), before);
}

#[test]
fn an_overlay_of_another_layout_is_pasted_by_hand() {
    let checkout = proposed();
    let text = checkout.read(LISTS).replace("\n    ", "\n      ");
    checkout.write(LISTS, text.replace("\n  - target", "\n    - target"));
    let files = checkout.files();
    let run = checkout
        .run(&["fetch", "--from", "new.yaml", "--adapt"])
        .expect(100);
    run.says("      enum: [Red, Green, Blue]\n");
    run.says("error: an overlay is not laid out as `cargo xtask propose` writes it\n");
    assert_eq!(checkout.files(), files);
}

#[test]
fn update_adapts_too() {
    let checkout = proposed();
    checkout.git(&["init", "--quiet", "--initial-branch=main"]);
    checkout.commit(&[]);
    checkout
        .run(&["update", "--from", "new.yaml", "--adapt"])
        .expect(0);
    assert!(checkout.read(LISTS).contains("enum: [Red, Green, Blue]\n"));
    checkout.run(&["regen", "--check"]).expect(0);
}

#[test]
fn a_server_that_is_slow() {
    // The response is shorter than announced, and the connection stays open until the client closes
    // it.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api.yaml", listener.local_addr().unwrap());
    let checkout = checkout();
    let before = checkout.files();
    let arguments = ["fetch", "--allow-http", "--timeout", "1", "--from", &url];
    let run = checkout.run(&arguments).expect(1);
    assert!(
        run.errors()[0].ends_with("did not respond in full within 1 s"),
        "{}",
        run.stderr
    );
    assert_eq!(checkout.files(), before);
}

#[test]
fn only_https_is_asked() {
    let (checkout, server) = (
        checkout(),
        Server::new(vec![response("200 OK", &[YAML], description(7))]),
    );
    let before = checkout.files();
    let url = server.url("/api.yaml");
    let run = checkout.run(&["fetch", "--from", &url]).expect(1);
    assert!(
        run.errors()[0].ends_with("is not an https address"),
        "{}",
        run.stderr
    );
    assert!(server.is_unasked());
    assert_eq!(checkout.files(), before);
}

#[test]
fn a_file_takes_the_same_way() {
    let checkout = checkout();
    checkout.write("downloaded.yaml", description(7));
    checkout
        .run(&["fetch", "--from", "downloaded.yaml"])
        .expect(0);
    assert_eq!(checkout.read("spec/api.yaml"), description(7));
    let lock = checkout.read("spec/spec.lock");
    assert!(
        lock.contains("retrieved = ") && !lock.contains("url = "),
        "{lock}"
    );

    let before = checkout.files();
    let run = checkout
        .run(&["fetch", "--from", "downloaded.yaml"])
        .expect(0);
    assert!(
        run.stderr.contains("       Fresh spec/api.yaml"),
        "{}",
        run.stderr
    );
    checkout.write("downloaded.yaml", description(3));
    checkout
        .run(&["fetch", "--from", "downloaded.yaml"])
        .expect(100);
    checkout.run(&["fetch", "--from", "nowhere.yaml"]).expect(1);
    checkout.write("downloaded.yaml", description(7));
    assert_eq!(checkout.files(), before);
}

#[test]
fn the_first_description_needs_no_predecessor() {
    let checkout = checkout();
    std::fs::remove_file(checkout.path("spec/api.yaml")).unwrap();
    checkout.write("downloaded.yaml", description(1));
    checkout
        .run(&["fetch", "--from", "downloaded.yaml"])
        .expect(0);
    assert_eq!(checkout.read("spec/api.yaml"), description(1));
}
