//! What the environment decides: the examples run as they are against a server on loopback.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use serde_json::{Value, json};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::support::TOKEN;
use crate::support::description::Operation;
use crate::support::server::{Response, Server};

const ID: &str = "7d1cd4ee-6d0e-4d0e-9b4e-5f2f6a7b8c9d";

/// Each example: its arguments, and the operations that it calls.
const EXAMPLES: [(&str, &[&str], &[&str]); 6] = [
    ("list_end_users", &[], &["GET /beta/endusers"]),
    (
        "claim_and_answer",
        &["4711", ID, "On its way."],
        &[
            "PUT /beta/conversations/{conversationId}/claim",
            "POST /beta/conversations/{conversationId}/messages",
        ],
    ),
    (
        "patch_custom_attributes",
        &[
            "4711",
            ID,
            "text",
            "00000000-0000-0000-0000-000000000001",
            "option",
            "00000000-0000-0000-0000-000000000002",
        ],
        &["PATCH /beta/conversations/{conversationId}/custom-attributes"],
    ),
    (
        "search_conversations",
        &["cancel my order", "2026-01-01T00:00:00Z", "email"],
        &["POST /beta/search/conversations"],
    ),
    (
        "metric_data",
        &["closed_conversations", "Europe/Copenhagen"],
        &["POST /beta/analytics/metrics"],
    ),
    (
        "import_conversation",
        &[ID, ID, "support@example.com"],
        &["POST /beta/conversations/import"],
    ),
];

/// The response that the description shows for a success; of a list the last page. It shows none for
/// one operation.
fn shown(key: &str) -> Response {
    let operation = Operation::of(key);
    let (status, content) = operation
        .responses()
        .find(|(status, _)| status.starts_with('2'))
        .unwrap();
    let status: u16 = status.parse().unwrap();
    let Some(content) = content else {
        return Response::empty(status);
    };
    let Some((_, example)) = content.examples().first().copied() else {
        assert_eq!(key, "POST /beta/conversations/{conversationId}/messages");
        let data = json!({ "messageId": ID, "authorId": ID, "direction": "Outbound" });
        return Response::json(status, &json!({ "data": data }));
    };
    let mut body: Value = example.clone();
    body.as_object_mut().unwrap().remove("meta");
    Response::json(status, &body)
}

/// Where cargo puts the examples. `cargo test --test it` alone does not build them; with the features of
/// the whole workspace they are the same that its tests have built.
pub(crate) fn built() -> PathBuf {
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--workspace",
            "--examples",
            "--manifest-path",
        ])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .status();
    assert!(status.unwrap().success());
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    profile.join("examples")
}

/// Runs an example while the server of this thread goes on.
async fn run(
    folder: &Path,
    example: &str,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> Output {
    let mut command = Command::new(folder.join(example));
    command.args(arguments);
    for proxy in [
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
        "DIXA_BASE_URL",
    ] {
        command.env_remove(proxy);
    }
    command.env("DIXA_API_KEY", TOKEN);
    command.envs(variables.iter().copied());
    let output = tokio::task::spawn_blocking(move || command.output());
    output.await.unwrap().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn the_examples_run_unedited() {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from(certificate.der().to_vec())],
            PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
        )
        .unwrap();
    let tls = TlsAcceptor::from(Arc::new(config));
    let trusted = std::env::temp_dir().join(format!("dixa-client-{}.pem", std::process::id()));
    std::fs::write(&trusted, issuer.pem()).unwrap();

    let folder = built();
    for (example, arguments, operations) in EXAMPLES {
        let responses: Vec<Response> = operations.iter().map(|key| shown(key)).collect();
        let server = Server::start_tls(responses, tls.clone()).await;
        let variables = [
            ("DIXA_BASE_URL", server.url.as_str()),
            ("SSL_CERT_FILE", trusted.to_str().unwrap()),
        ];
        let output = run(&folder, example, arguments, &variables).await;
        let errors = text(&output.stderr);
        assert!(output.status.success(), "{example}: {errors}");
        assert!(!text(&output.stdout).is_empty(), "{example} says nothing");
        let received = server.received();
        assert_eq!(received.len(), operations.len(), "{example}");
        for (request, key) in received.iter().zip(operations) {
            let method = key.split(' ').next().unwrap();
            assert_eq!(request.method, method, "{example}");
            assert_eq!(request.header("authorization"), Some(TOKEN), "{example}");
        }
    }
    std::fs::remove_file(trusted).unwrap();
}

#[tokio::test]
async fn an_address_of_the_environment_is_checked_and_never_shown() {
    let folder = built();
    for (address, reason) in [
        ("http://secret-host.example", "is plain http"),
        (
            "https://user:secret@secret-host.example",
            "not a usable base address",
        ),
        ("secret-host", "not a usable base address"),
    ] {
        let output = run(
            &folder,
            "list_end_users",
            &[],
            &[("DIXA_BASE_URL", address)],
        )
        .await;
        let errors = text(&output.stderr);
        assert!(!output.status.success());
        assert!(
            errors.contains(reason) && errors.contains("DIXA_BASE_URL"),
            "{errors}"
        );
        assert!(
            !errors.contains("secret") && !errors.contains(TOKEN),
            "{errors}"
        );
    }
}
