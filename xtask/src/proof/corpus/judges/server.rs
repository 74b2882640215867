//! A judge: a server started for one description, and its verdict on a request.

use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::calls::Request;
use crate::exit::Failure;
use crate::proof::corpus::child::{end_group, own_group};
use crate::proof::corpus::unusable::unusable;

/// The timeout for starting a server: large descriptions need some time.
const START: Duration = Duration::from_secs(120);

/// The timeout for a response.
const RESPONSE: Duration = Duration::from_secs(60);

/// The kind of judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judge {
    Prism,
    Steady,
}

impl Judge {
    pub(super) const ALL: [Self; 2] = [Self::Prism, Self::Steady];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Prism => "prism",
            Self::Steady => "steady",
        }
    }

    /// The faults of a request, according to the response to it.
    pub(super) fn verdict(self, response: &Response) -> Vec<String> {
        match self {
            Self::Prism => prism(response),
            Self::Steady => steady(response),
        }
    }
}

/// A server that runs until it is dropped.
pub(super) struct Server {
    judge: Judge,
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts a server; the inner error is the reason why it doesn't start for this description.
    pub(super) fn start(
        judge: Judge,
        programs: &Path,
        description: &Path,
        log: &Path,
    ) -> Result<Result<Self, String>, Failure> {
        let failed = |error: io::Error| {
            Failure::failed(format!("could not run {}", judge.name())).cause(&error)
        };
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
        let address = free.local_addr().map_err(failed)?;
        drop(free);
        let file = File::create(log).map_err(|error| unusable(log, &error))?;
        let mut command = Command::new(programs.join(judge.name()));
        if judge == Judge::Prism {
            command.arg("mock");
        }
        command
            .args(["--host", "127.0.0.1", "--port", &address.port().to_string()])
            .arg(description)
            .stdin(Stdio::null())
            .stdout(file.try_clone().map_err(failed)?)
            .stderr(file);
        own_group(&mut command);
        let child = command.spawn().map_err(|error| {
            failed(error).help(
                "`npm install --prefix FOLDER @stoplight/prism-cli @stdy/cli`, and give FOLDER",
            )
        })?;
        let mut server = Self {
            judge,
            child,
            address,
        };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            let has_ended = server.child.try_wait().map_err(failed)?.is_some();
            if has_ended || begun.elapsed() > START {
                return Ok(Err(format!("it did not start: see {}", log.display())));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(Ok(server))
    }

    /// The faults of a request.
    pub(super) fn judge(&self, request: &Request) -> Vec<String> {
        match self.exchange(request) {
            Ok(response) => self.judge.verdict(&response),
            Err(error) => vec![format!("no response: {error}")],
        }
    }

    /// Sends a request unchanged: an HTTP library would normalize paths and headers. In HTTP/1.0 the response
    /// is not chunked, and ends with its connection (RFC 9112, sections 6.1 and 6.3).
    fn exchange(&self, request: &Request) -> io::Result<Response> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(RESPONSE))?;
        let mut head = format!("{} {} HTTP/1.0\r\n", request.method, request.target);
        for (name, value) in &request.headers {
            if !matches!(name.as_str(), "host" | "content-length" | "connection") {
                head += &format!("{name}: {value}\r\n");
            }
        }
        let has_body = !request.body.is_empty();
        if has_body
            || request
                .headers
                .iter()
                .any(|(name, _)| name == "content-length")
        {
            head += &format!("content-length: {}\r\n", request.body.len());
        }
        head += &format!("host: {}\r\n\r\n", self.address);
        stream.write_all(head.as_bytes())?;
        stream.write_all(&request.body)?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Ok(Response::read(&String::from_utf8_lossy(&bytes)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end_group(&self.child);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The parts of a response that show the verdict.
pub(super) struct Response {
    status: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Response {
    pub(super) fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        let status = lines.next().unwrap_or_default();
        let status = status.split(' ').nth(1).unwrap_or_default().to_owned();
        let headers = lines.filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        });
        Self {
            status,
            headers: headers.collect(),
            body: body.to_owned(),
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Prism reports faults in a header, and in a problem document if the description has no response
/// for such a request.
fn prism(response: &Response) -> Vec<String> {
    /// A fault and its position.
    #[derive(Deserialize)]
    struct Violation {
        location: Vec<String>,
        severity: String,
        message: String,
    }
    #[derive(Deserialize)]
    struct Problem {
        r#type: String,
        #[serde(default)]
        detail: String,
        #[serde(default)]
        validation: Vec<Violation>,
    }
    const ERRORS: &str = "https://stoplight.io/prism/errors#";
    // The request was accepted, but Prism has no response for it.
    const OF_RESPONSES: [&str; 6] = [
        "NO_RESPONSE_DEFINED",
        "NO_SUCCESS_RESPONSE_DEFINED",
        "NO_COMPLEX_OBJECT_TEXT",
        "SCHEMA_TOO_COMPLEX",
        "NOT_ACCEPTABLE_RESPONSE",
        "INVALID_RESPONSE",
    ];
    let said = |violation: &Violation| {
        (violation.severity == "Error"
            && violation.location.first().is_none_or(|it| it != "response"))
        .then(|| format!("{}: {}", violation.location.join("."), violation.message))
    };
    let violations = response.header("sl-violations").unwrap_or_default();
    let violations: Vec<Violation> = serde_json::from_str(violations).unwrap_or_default();
    let mut found: Vec<String> = violations.iter().filter_map(said).collect();
    let problem = serde_json::from_str::<Problem>(&response.body).ok();
    let problem = problem.and_then(|it| Some((it.r#type.strip_prefix(ERRORS)?.to_owned(), it)));
    if let Some((kind, problem)) = problem
        && !OF_RESPONSES.contains(&kind.as_str())
        && found.is_empty()
    {
        found.extend(problem.validation.iter().filter_map(said));
        if found.is_empty() {
            found.push(format!("{kind}: {}", problem.detail));
        }
    }
    found
}

/// Steady reports the validity of a request in headers, with numbered faults.
fn steady(response: &Response) -> Vec<String> {
    match response.header("x-steady-request-valid") {
        Some("true") => Vec::new(),
        Some(_) => {
            let part = |number: usize, part: &str| {
                response.header(&format!("x-steady-error-{number}-{part}"))
            };
            let all = (1..).map_while(|number| {
                let code = part(number, "code")?;
                let path = part(number, "path").unwrap_or_default();
                let message = part(number, "message").unwrap_or_default();
                Some(format!("{code} {path}: {message}"))
            });
            let mut all: Vec<String> = all.collect();
            if all.is_empty() {
                all.push(format!("{} without a reason", response.status));
            }
            all
        }
        None => vec![format!(
            "{} without a verdict: {}",
            response.status, response.body
        )],
    }
}
