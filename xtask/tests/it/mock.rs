//! The mock of our own description, through a socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use hmac_sha256::HMAC;
use serde_json::Value;

const TOKEN: &str = "Authorization: a-token-for-tests";

/// A running mock, which is stopped when the test ends.
pub(crate) struct Mock {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
    printed: thread::JoinHandle<String>,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clientsmith"));
    command
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .arg("mock")
        .args(arguments);
    command
}

impl Mock {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = command(&["--port", "0"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines
                .next()
                .expect("the mock says where it listens")
                .unwrap();
            if let Some((_, rest)) = line.split_once("http://") {
                break rest.split(';').next().unwrap().to_owned();
            }
        };
        let printed =
            thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>().join("\n"));
        Self {
            child,
            address,
            printed,
        }
    }

    /// Sends bytes and returns the response up to the end of the connection.
    fn send(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        // The server may close the connection before reading everything.
        let _ = stream.write_all(bytes);
        let mut came = Vec::new();
        let _ = stream.read_to_end(&mut came);
        String::from_utf8_lossy(&came).into_owned()
    }

    fn get(&self, target: &str, headers: &str) -> String {
        let request =
            format!("GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n\r\n");
        self.send(request.as_bytes())
    }

    fn post(&self, target: &str, media_type: &str, body: &[u8]) -> String {
        let length = body.len();
        let mut request = format!(
            "POST {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{TOKEN}\r\n\
             Content-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n"
        )
        .into_bytes();
        request.extend(body);
        self.send(&request)
    }

    /// Stops it like Ctrl-C, and returns its output.
    #[cfg(unix)]
    fn stop(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        let status = self.child.wait().unwrap();
        assert_eq!(status.code(), Some(0));
        std::mem::replace(&mut self.printed, thread::spawn(String::new))
            .join()
            .unwrap()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[track_caller]
fn is(response: &str, status: u16, has: &[&str]) {
    assert!(
        response.starts_with(&format!("HTTP/1.1 {status} ")),
        "{status}: {response}"
    );
    for text in has {
        assert!(response.contains(text), "no {text} in {response}");
    }
}

/// What the generated tests of a fixture send satisfies its schemas, long lists and lists of different items
/// among them; with one item fewer, the mock refuses it.
#[test]
fn samples_satisfy_their_schemas() {
    let fixture = "generator/tests/pipeline/fixtures/sample-limits";
    let data = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../generator/tests/pipeline/fixtures/sample-limits/expected/tests/generated/data.json"
    );
    let data: Value = serde_json::from_str(&std::fs::read_to_string(data).unwrap()).unwrap();
    let inputs = &data["calls"]["POST /fleets"]["inputs"];
    let ports = |wanted: usize| {
        let ports = inputs["port"].as_array().unwrap().iter().take(wanted);
        let pairs = ports.map(|it| format!("port={}", it.as_str().unwrap().replace(' ', "%20")));
        format!("/fleets?{}", pairs.collect::<Vec<String>>().join("&"))
    };
    let mock = Mock::start(&["--spec", &format!("{fixture}/description.yaml")]);
    let post = |target: &str, body: &Value| {
        mock.post(target, "application/json", body.to_string().as_bytes())
    };
    let body = &inputs["body"];
    is(&post(&ports(21), body), 204, &[]);
    is(&post(&ports(20), body), 400, &["port"]);
    let lists = body.as_object().unwrap();
    assert_eq!(lists.len(), 16);
    for name in lists.keys() {
        let mut short = body.clone();
        short[name].as_array_mut().unwrap().pop();
        is(&post(&ports(21), &short), 400, &[name]);
    }
}

#[test]
#[cfg(unix)]
fn hostile_requests_get_an_error_and_the_mock_goes_on() {
    let mock = Mock::start(&["--no-rate-limit"]);
    is(&mock.get("/beta/agents", TOKEN), 200, &["displayName"]);
    is(
        &mock.get("/beta/agents?pageLimit=x", TOKEN),
        400,
        &["dixa-api-beta.yaml", "\"line\""],
    );
    is(
        &mock.get("/beta/agents?pageLimit=1&pageLimit=2", TOKEN),
        400,
        &["repeated-parameter"],
    );
    is(&mock.get("/beta/agents/%zz", TOKEN), 400, &["malformed"]);
    is(&mock.get("/beta/agents/%00%ff", TOKEN), 400, &["malformed"]);
    is(&mock.get("/beta/agents/../../etc/passwd", TOKEN), 404, &[]);
    is(&mock.get("/beta/agents/\u{1b}[31m", TOKEN), 400, &[]);
    is(
        &mock.get(&format!("/beta/{}", "a".repeat(60_000)), TOKEN),
        404,
        &[],
    );
    is(
        &mock.post("/beta/tags", "image/png", b"{}"),
        415,
        &["undocumented-media-type"],
    );
    is(
        &mock.post("/beta/tags", "application/json", b"\xff\xfe"),
        400,
        &["malformed"],
    );
    let deep = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
    is(
        &mock.post("/beta/tags", "application/json", deep.as_bytes()),
        400,
        &["recursion limit"],
    );
    let large = vec![b' '; (16 << 20) + 1];
    is(
        &mock.post("/beta/tags", "application/json", &large),
        413,
        &[],
    );
    let many: String = (0..500).map(|number| format!("x{number}: 1\r\n")).collect();
    let refused = mock.get("/beta/agents", many.trim_end());
    assert!(!refused.starts_with("HTTP/1.1 200"), "{refused}");
    assert_eq!(
        mock.get("/beta/tags", &format!("{TOKEN}\r\nPrefer: fault=close")),
        ""
    );
    let cut = mock.get("/beta/tags", &format!("{TOKEN}\r\nPrefer: fault=truncate"));
    let (head, body) = cut.split_once("\r\n\r\n").unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    assert!(body.len() < length.parse().unwrap());
    is(&mock.get("/", ""), 404, &[]); // the page requires a host name of this machine
    is(&mock.get("/beta/agents", TOKEN), 200, &[]);
    let printed = mock.stop();
    assert!(printed.contains("Stopped after"), "{printed}");
    assert!(
        !printed.contains("a-token-for-tests") && !printed.contains('\u{1b}'),
        "{printed}"
    );
}

#[test]
fn the_rate_of_the_api_holds() {
    let mock = Mock::start(&[]);
    let begin = Instant::now();
    let mut accepted = 0;
    let refused = loop {
        match &mock.get("/beta/tags", TOKEN)[9..12] {
            "200" if accepted < 100 => accepted += 1,
            status => break status.to_owned(),
        }
    };
    assert_eq!(refused, "429", "after {accepted}");
    // Four at once, and then one more in each tenth of a second.
    let most = 4 + begin.elapsed().as_millis() / 100;
    assert!(
        (4..=most).contains(&accepted),
        "{accepted}, not 4 to {most}"
    );
}

#[test]
fn an_event_is_delivered_with_a_signature_that_holds() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hooks?a=1", listener.local_addr().unwrap());
    let receiver = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = String::new();
        let mut buffer = [0; 4096];
        while !request
            .split_once("\r\n\r\n")
            .is_some_and(|(_, body)| body.ends_with('}'))
        {
            let length = stream.read(&mut buffer).unwrap();
            request.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
        }
        stream
            .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
            .unwrap();
        request
    });
    let sent = command(&["send", "CONVERSATION_CREATED", "--to", &url])
        .output()
        .unwrap();
    assert!(
        sent.status.success(),
        "{}",
        String::from_utf8_lossy(&sent.stderr)
    );
    let request = receiver.join().unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /hooks?a=1 HTTP/1.1\r\n"), "{head}");
    let event: Value = serde_json::from_str(body).unwrap();
    assert_eq!(event["event_fqn"], "CONVERSATION_CREATED");
    // The key is printed, since it is not a secret.
    let said = String::from_utf8_lossy(&sent.stderr);
    let (_, key) = said.split_once("a key for tests: ").unwrap();
    let key = HEXLOWER_PERMISSIVE
        .decode(key.split_whitespace().next().unwrap().as_bytes())
        .unwrap();
    let header = head
        .lines()
        .find_map(|line| line.strip_prefix("x-dixa-signature: "))
        .unwrap();
    let (timestamp, signature) = header.split_once(',').unwrap();
    let signed = format!("{}.{body}", timestamp.strip_prefix("t=").unwrap());
    let wanted = HEXLOWER.encode(&HMAC::mac(signed, &key));
    assert_eq!(signature.strip_prefix("v1="), Some(wanted.as_str()));
}

#[test]
fn events_go_to_this_machine_only() {
    let sent = command(&["send", "CONVERSATION_CREATED", "--to", "http://192.0.2.1/"])
        .output()
        .unwrap();
    assert_eq!(sent.status.code(), Some(100));
    let sent = command(&["send", "NOTHING", "--to", "http://127.0.0.1:9/"])
        .output()
        .unwrap();
    assert_eq!(sent.status.code(), Some(1));
    let said = String::from_utf8_lossy(&sent.stderr);
    assert!(said.contains("CONVERSATION_MESSAGE_ADDED"), "{said}");
}
