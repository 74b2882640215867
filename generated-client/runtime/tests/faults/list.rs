//! The faults, as data. `{n}` in a text is the number of the call, which a right response gives
//! back, and `{t}` the token.

pub(crate) use crate::fault::{Expected, Fault, Over, Step, gzip};

use Expected::{Error, Kept, Value};
use Step::{Close, Drip, End, GoAway, Head, Made, Reset, ResetStream, Send, Stall};

use crate::fault::{
    BODY_20, BROKEN, CHUNKED, DECODE, ENCODING, GZIP, INCOMPLETE, LENGTH_20, LOST, NO_BODY,
    NO_CONNECTION, NO_HEAD, OK, PROTOCOL, REDIRECT, STATUS, TLS, TOO_LARGE, UNPROCESSED,
};

pub(crate) fn faults() -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut add = |over, name, expected, steps: &[Step]| {
        faults.push(Fault {
            name,
            over,
            steps: steps.to_vec(),
            expected,
        });
    };
    http1_heads(&mut |name, expected, steps| add(Over::Http1, name, expected, steps));
    http1_bodies(&mut |name, expected, steps| add(Over::Http1, name, expected, steps));
    codings(&mut |name, expected, steps| add(Over::Http1, name, expected, steps));
    statuses(&mut |name, expected, steps| add(Over::Http1, name, expected, steps));
    tokens(&mut |name, expected, steps| add(Over::Http1, name, expected, steps));
    http2(&mut |name, expected, steps| add(Over::Http2, name, expected, steps));
    add(Over::BadCertificate, "bad-certificate", Error(TLS), &[]);
    add(Over::WrongHost, "wrong-host", Error(TLS), &[]);
    add(
        Over::ClosedInHandshake,
        "closed-in-handshake",
        Error(NO_CONNECTION),
        &[],
    );
    add(Over::NoTls, "no-tls", Error(TLS), &[]);
    add(Over::Leaving, "leaving-before-2", Error(UNPROCESSED), &[]);
    faults
}

type Add<'a> = &'a mut dyn FnMut(&'static str, Expected, &[Step]);

fn http1_heads(add: Add<'_>) {
    let good = &[Send(OK), Send("Content-Length: {l}\r\n\r\n"), Send(BODY_20)];
    add("good", Value, good);
    add("closed-before-head", Error(LOST), &[Close]);
    add("reset-before-head", Error(LOST), &[Reset]);
    add("silent-before-head", Error(NO_HEAD), &[Stall]);
    add(
        "half-a-head",
        Error(BROKEN),
        &[Send("HTTP/1.1 200 OK\r\nX-A: "), Close],
    );
    add(
        "silent-in-head",
        Error(NO_HEAD),
        &[Send("HTTP/1.1 200 OK\r\nX-A: "), Stall],
    );
    add(
        "no-http",
        Error(PROTOCOL),
        &[Send("no HTTP at all\r\n\r\n"), Close],
    );
    add(
        "unknown-version",
        Error(PROTOCOL),
        &[Send("HTTP/9.9 200 OK\r\n\r\n"), Close],
    );
    add(
        "small-letters",
        Error(PROTOCOL),
        &[Send("http/1.1 200 ok\r\n\r\n"), Close],
    );
    add(
        "status-of-two-digits",
        Error(PROTOCOL),
        &[Send("HTTP/1.1 99 X\r\n\r\n"), Close],
    );
    add(
        "status-of-letters",
        Error(PROTOCOL),
        &[Send("HTTP/1.1 abc X\r\n\r\n"), Close],
    );
    add(
        "header-without-colon",
        Error(PROTOCOL),
        &[Send(OK), Send("no colon\r\n\r\n"), Close],
    );
    add(
        "nul-in-header",
        Error(PROTOCOL),
        &[Send(OK), Send("X-A: \0\r\n\r\n"), Close],
    );
    add(
        "header-of-a-megabyte",
        Error(PROTOCOL),
        &[
            Send(OK),
            Made(|| format!("X-A: {}\r\n\r\n", "a".repeat(1 << 20)).into_bytes()),
            Close,
        ],
    );
    add(
        "10000-headers",
        Error(PROTOCOL),
        &[
            Send(OK),
            Made(|| "X-A: a\r\n".repeat(10_000).into_bytes()),
            Send("\r\n"),
            Close,
        ],
    );
    add(
        "two-lengths",
        Error(PROTOCOL),
        &[
            Send(OK),
            Send("Content-Length: 1\r\n"),
            Send(LENGTH_20),
            Close,
        ],
    );
    add(
        "negative-length",
        Error(PROTOCOL),
        &[Send(OK), Send("Content-Length: -1\r\n\r\n"), Close],
    );
    add(
        "length-too-large-for-a-number",
        Error(PROTOCOL),
        &[
            Send(OK),
            Send("Content-Length: 99999999999999999999999999\r\n\r\n"),
            Close,
        ],
    );
    add(
        "slow-head",
        Value,
        &[
            Send("HTTP/1.1 200 OK\r\n"),
            Drip("X-A: a\r\n", 20, 5),
            Send("Content-Length: {l}\r\n\r\n"),
            Send(BODY_20),
        ],
    );
    add(
        "continue-first",
        Value,
        &[
            Send("HTTP/1.1 100 Continue\r\n\r\n"),
            Send(OK),
            Send("Content-Length: {l}\r\n\r\n"),
            Send(BODY_20),
        ],
    );
    add(
        "early-hints-first",
        Value,
        &[
            Drip("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 20, 0),
            Send(OK),
            Send("Content-Length: {l}\r\n\r\n"),
            Send(BODY_20),
        ],
    );
    add(
        "http-1.0",
        Value,
        &[Send("HTTP/1.0 200 OK\r\n\r\n"), Send(BODY_20), Close],
    );
    add(
        "closed-after-response",
        Value,
        &[
            Send(OK),
            Send("Content-Length: {l}\r\n\r\n"),
            Send(BODY_20),
            Close,
        ],
    );
    // What follows must never be taken for the response to the next request. It comes with the body: what
    // comes once the next request is sent, nobody can tell from its response (RFC 9112, section 9.2).
    add(
        "a-second-response",
        Value,
        &[
            Send(OK),
            Send("Content-Length: {l}\r\n\r\n"),
            Send("{\"number\":{n}}HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"number\":0}"),
        ],
    );
}

fn http1_bodies(add: Add<'_>) {
    add(
        "until-closed",
        Value,
        &[Send(OK), Send("\r\n"), Send(BODY_20), Close],
    );
    add(
        "length-not-reached",
        Kept(200, LOST),
        &[Send(OK), Send("Content-Length: 99\r\n\r\n{"), Close],
    );
    add(
        "reset-in-body",
        Kept(200, LOST),
        &[
            Send(OK),
            Send("Content-Length: 99\r\n\r\n{"),
            Drip("", 1, 50),
            Reset,
        ],
    );
    add(
        "silent-in-body",
        Kept(200, NO_BODY),
        &[Send(OK), Send("Content-Length: 99\r\n\r\n{"), Stall],
    );
    add(
        "dripping-body",
        Kept(200, NO_BODY),
        &[Send(OK), Send("\r\n{"), Drip(" ", 150, 100), Close],
    );
    add(
        "chunk-of-no-size",
        Kept(200, BROKEN),
        &[Send(OK), Send(CHUNKED), Send("2\r\n{ \r\nzz\r\n"), Close],
    );
    add(
        "chunk-of-any-size",
        Kept(200, BROKEN),
        &[
            Send(OK),
            Send(CHUNKED),
            Send("2\r\n{ \r\nffffffffffffffffffff\r\n"),
            Close,
        ],
    );
    add(
        "chunks-without-end",
        Kept(200, LOST),
        &[Send(OK), Send(CHUNKED), Send("2\r\n{ \r\n"), Close],
    );
    add(
        "too-long-by-header",
        Kept(200, TOO_LARGE),
        &[
            Send(OK),
            Send("Content-Length: 99999999999\r\n\r\n{"),
            Close,
        ],
    );
    add(
        "too-long-by-body",
        Kept(200, TOO_LARGE),
        &[Send(OK), Send("\r\n"), Made(|| vec![b' '; 3 << 20]), Close],
    );
    add(
        "trailers",
        Value,
        &[
            Send(OK),
            Send("Trailer: X-A\r\n"),
            Send(CHUNKED),
            Send("{h}\r\n{\"number\":{n}}\r\n0\r\nX-A: a\r\n\r\n"),
        ],
    );
    add(
        "empty",
        Kept(200, DECODE),
        &[Send(OK), Send("Content-Length: 0\r\n\r\n")],
    );
    add(
        "html",
        Kept(200, DECODE),
        &[Send(OK), Send("\r\n<html>"), Close],
    );
    add(
        "another-type",
        Kept(200, DECODE),
        &[Send(OK), Send("\r\n{\"number\":\"{n}\"}"), Close],
    );
    add(
        "something-behind",
        Kept(200, DECODE),
        &[Send(OK), Send("\r\n"), Send(BODY_20), Send("x"), Close],
    );
    add(
        "half-a-value",
        Kept(200, DECODE),
        &[Send(OK), Send("\r\n{\"number\":{n}"), Close],
    );
    add(
        "deep",
        Kept(200, DECODE),
        &[Send(OK), Send("\r\n"), Made(|| vec![b'['; 500_000]), Close],
    );
    add(
        "no-utf8",
        Kept(200, DECODE),
        &[
            Send(OK),
            Send("\r\n"),
            Made(|| b"{\"a\":\"\xFF\"}".to_vec()),
            Close,
        ],
    );
    add(
        "long-text",
        Kept(200, DECODE),
        &[
            Send(OK),
            Send("\r\n"),
            Made(|| format!("{{\"number\":\"{}\"}}", "x".repeat(800_000)).into_bytes()),
            Close,
        ],
    );
    add(
        "byte-order-mark",
        Value,
        &[Send(OK), Send("\r\n\u{feff}"), Send(BODY_20), Close],
    );
}

fn codings(add: Add<'_>) {
    add(
        "bomb",
        Kept(200, TOO_LARGE),
        &[
            Send(OK),
            Send(GZIP),
            Send("\r\n"),
            Made(|| gzip(&vec![b' '; 8 << 20])),
            Close,
        ],
    );
    add(
        "bomb-in-a-bomb",
        Kept(200, TOO_LARGE),
        &[
            Send(OK),
            Send("Content-Encoding: gzip, gzip\r\n\r\n"),
            Made(|| gzip(&gzip(&vec![b' '; 8 << 20]))),
            Close,
        ],
    );
    add(
        "half-a-member",
        Kept(200, INCOMPLETE),
        &[
            Send(OK),
            Send(GZIP),
            Send("\r\n"),
            Made(|| gzip(b"{\"number\":12345}")[..20].to_vec()),
            Close,
        ],
    );
    add(
        "half-a-second-member",
        Kept(200, INCOMPLETE),
        &[
            Send(OK),
            Send(GZIP),
            Send("\r\n"),
            Made(|| [gzip(b"{\"number\":1"), gzip(b"2345}")[..12].to_vec()].concat()),
            Close,
        ],
    );
    add(
        "no-gzip",
        Kept(200, ENCODING),
        &[Send(OK), Send(GZIP), Send("\r\n"), Send(BODY_20), Close],
    );
    add(
        "something-behind-gzip",
        Kept(200, ENCODING),
        &[
            Send(OK),
            Send(GZIP),
            Send("\r\n"),
            Made(|| [gzip(b"{}"), b"something".to_vec()].concat()),
            Close,
        ],
    );
    for (name, header) in [
        ("zstd", "Content-Encoding: zstd\r\n\r\nx"),
        ("unknown-coding", "Content-Encoding: foo\r\n\r\nx"),
        (
            "many-codings",
            "Content-Encoding: br, br, br, br, br\r\n\r\nx",
        ),
        ("token-as-coding", "Content-Encoding: {t}\r\n\r\nx"),
    ] {
        add(name, Kept(200, ENCODING), &[Send(OK), Send(header), Close]);
    }
    add(
        "unknown-coding-of-an-error",
        Kept(404, STATUS),
        &[
            Send("HTTP/1.1 404 Not Found\r\nX-Request-Id: r-1\r\nContent-Encoding: foo\r\n\r\nx"),
            Close,
        ],
    );
}

fn statuses(add: Add<'_>) {
    const NOT_FOUND: &str = "HTTP/1.1 404 Not Found\r\nX-Request-Id: r-1\r\n";
    add(
        "not-found",
        Kept(404, STATUS),
        &[Send(NOT_FOUND), Send("Content-Length: 2\r\n\r\n{}")],
    );
    add(
        "not-found-broken-off",
        Kept(404, STATUS),
        &[Send(NOT_FOUND), Send("Content-Length: 99\r\n\r\n{"), Close],
    );
    add(
        "not-found-silent",
        Kept(404, STATUS),
        &[Send(NOT_FOUND), Send("Content-Length: 99\r\n\r\n{"), Stall],
    );
    add(
        "not-found-long",
        Kept(404, STATUS),
        &[
            Send(NOT_FOUND),
            Send("\r\n"),
            Made(|| vec![b'x'; 3 << 20]),
            Close,
        ],
    );
    add(
        "not-found-no-chunks",
        Kept(404, STATUS),
        &[Send(NOT_FOUND), Send(CHUNKED), Send("zz\r\n"), Close],
    );
    for (name, status, head) in [
        ("bad-request", 400, "HTTP/1.1 400 Bad Request\r\n"),
        (
            "rate-limited",
            429,
            "HTTP/1.1 429 Too Many\r\nRetry-After: 18446744073709551615\r\n",
        ),
        (
            "server-error",
            500,
            "HTTP/1.1 500 Internal Server Error\r\n",
        ),
        (
            "unavailable",
            503,
            "HTTP/1.1 503 Unavailable\r\nRetry-After: Sun Nov  6 08:49:37 1994\r\n",
        ),
        ("status-599", 599, "HTTP/1.1 599\r\n"),
        ("status-999", 999, "HTTP/1.1 999 What\r\n"),
        ("not-modified", 304, "HTTP/1.1 304 Not Modified\r\n"),
        ("redirect-to-nowhere", 302, "HTTP/1.1 302 Found\r\n"),
    ] {
        let end = "X-Request-Id: r-1\r\nContent-Length: 0\r\n\r\n";
        add(name, Kept(status, STATUS), &[Send(head), Send(end)]);
    }
    for (name, location) in [
        ("redirect", "Location: https://other.example/{t}\r\n"),
        (
            "redirect-to-the-token",
            "Location: https://{t}.example/\r\n",
        ),
        ("redirect-to-no-address", "Location: http://[\r\n"),
    ] {
        let head = "HTTP/1.1 307 Temporary Redirect\r\nX-Request-Id: r-1\r\nContent-Length: 0\r\n";
        add(
            name,
            Kept(307, REDIRECT),
            &[Send(head), Send(location), Send("\r\n")],
        );
    }
}

/// The token in every place of a response.
fn tokens(add: Add<'_>) {
    for (name, response) in [
        (
            "token-as-request-id",
            "HTTP/1.1 404 Not Found\r\nX-Request-Id: {t}\r\n\r\n{}",
        ),
        (
            "token-in-header",
            "HTTP/1.1 404 Not Found\r\nX-Request-Id: r-1\r\nX-A: a={t}; b\r\n\r\n{}",
        ),
        (
            "token-in-reason",
            "HTTP/1.1 404 {t}\r\nX-Request-Id: r-1\r\n\r\n{}",
        ),
        (
            "token-in-type",
            "HTTP/1.1 404 Not Found\r\nX-Request-Id: r-1\r\nContent-Type: a/{t}\r\n\r\n{}",
        ),
        (
            "token-in-message",
            "HTTP/1.1 404 Not Found\r\nX-Request-Id: r-1\r\n\r\n{\"message\":\"{t}\",\"{t}\":[\"{t}\"]}",
        ),
        (
            "token-in-html",
            "HTTP/1.1 404 Not Found\r\nX-Request-Id: r-1\r\n\r\n<p>Bearer {t}</p>",
        ),
        (
            "token-in-chunk",
            "HTTP/1.1 404 Not Found\r\nX-Request-Id: r-1\r\nTransfer-Encoding: chunked\r\n\r\n2;a={t}\r\n{}\r\n0\r\n\r\n",
        ),
    ] {
        add(name, Kept(404, STATUS), &[Send(response), Close]);
    }
    for (name, response) in [
        ("token-in-value", "\r\n{\"number\":\"{t}\"}"),
        ("token-as-key", "\r\n{\"{t}\":{\"{t}\":1}"),
        ("token-as-text", "\r\n\"{t}\""),
        ("token-as-no-json", "\r\n{t}"),
    ] {
        add(name, Kept(200, DECODE), &[Send(OK), Send(response), Close]);
    }
    add(
        "token-before-the-end",
        Kept(200, LOST),
        &[Send(OK), Send("Content-Length: 99\r\n\r\n{t}"), Close],
    );
    add(
        "token-as-version",
        Error(PROTOCOL),
        &[Send("{t} 200 OK\r\n\r\n"), Close],
    );
}

fn http2(add: Add<'_>) {
    const NO_ERROR: u32 = 0;
    const INTERNAL_ERROR: u32 = 2;
    const REFUSED_STREAM: u32 = 7;
    const CANCEL: u32 = 8;
    add("good-2", Value, &[Head(200, None), Send(BODY_20), End]);
    add("silent-before-head-2", Error(NO_HEAD), &[Stall]);
    add("closed-before-head-2", Error(BROKEN), &[Close]);
    add("canceled-2", Error(LOST), &[ResetStream(CANCEL)]);
    add("failed-2", Error(LOST), &[ResetStream(INTERNAL_ERROR)]);
    add(
        "refused-2",
        Error(UNPROCESSED),
        &[ResetStream(REFUSED_STREAM)],
    );
    add("going-away-2", Error(LOST), &[GoAway(INTERNAL_ERROR)]);
    // The server has the request, and may have processed it.
    add("leaving-2", Error(LOST), &[GoAway(NO_ERROR)]);
    add(
        "reset-in-body-2",
        Kept(200, LOST),
        &[Head(200, None), Send("{"), ResetStream(CANCEL)],
    );
    add(
        "ended-in-body-2",
        Kept(200, INCOMPLETE),
        &[Head(200, None), Send("{"), ResetStream(NO_ERROR)],
    );
    add(
        "closed-in-body-2",
        Kept(200, |it| BROKEN(it) || INCOMPLETE(it)),
        &[Head(200, None), Send("{"), Close],
    );
    add(
        "silent-in-body-2",
        Kept(200, NO_BODY),
        &[Head(200, None), Send("{"), Stall],
    );
    add(
        "length-not-reached-2",
        Kept(200, BROKEN),
        &[Head(200, Some("99")), Send("{"), End],
    );
    add(
        "too-long-2",
        Kept(200, TOO_LARGE),
        &[Head(200, Some("99999999")), Send("{"), Stall],
    );
    add("empty-2", Kept(200, DECODE), &[Head(200, None), End]);
    add(
        "not-found-2",
        Kept(404, STATUS),
        &[Head(404, None), Send("{}"), End],
    );
    add(
        "not-found-broken-off-2",
        Kept(404, STATUS),
        &[Head(404, None), Send("{"), ResetStream(CANCEL)],
    );
}
