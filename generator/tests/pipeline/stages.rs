//! The data of a stage, as text for people and as JSON, by every name of an item.

use std::collections::BTreeSet;

use generator::{Stage, dump};
use serde_json::Value;

use super::{generate, input};

const TEXT: &str = "\
openapi: 3.0.3
info: {title: a, version: '1'}
paths:
  /agents/{agentId}:
    get:
      operationId: getAgentsAgentid
      summary: Get agent
      tags: [Agents]
      parameters: [{name: agentId, in: path, required: true, schema: {type: string, format: uuid}}]
      responses: {200: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Agent-1'}}}}}
components:
  schemas:
    Agent-1:
      title: Agent
      type: object
      properties:
        state: {type: string, enum: [on, off]}
";

const STAGES: [Stage; 4] = [Stage::Document, Stage::Api, Stage::Rust, Stage::Tokens];

#[track_caller]
fn shown(stage: Stage, name: Option<&str>) -> Option<String> {
    let text = dump(&input(TEXT), stage, name, false).unwrap();
    let json = dump(&input(TEXT), stage, name, true).unwrap();
    assert_eq!(text.is_some(), json.is_some());
    if let Some(json) = json {
        let value: Value = serde_json::from_str(&json).unwrap();
        if stage != Stage::Tokens {
            assert_eq!(
                serde_yaml::from_str::<Value>(text.as_ref()?).unwrap(),
                value
            );
        }
    }
    text
}

#[test]
fn an_operation_goes_by_its_id_and_its_key() {
    for stage in STAGES {
        let by_id = shown(stage, Some("getAgentsAgentid")).unwrap();
        let by_key = shown(stage, Some("GET /agents/{agentId}")).unwrap();
        assert_eq!(by_id, by_key, "{stage:?}");
        assert!(by_id.contains("agentId"), "{by_id}");
        assert!(by_id.len() < shown(stage, None).unwrap().len());
    }
    for stage in [Stage::Rust, Stage::Tokens] {
        assert_eq!(
            shown(stage, Some("get_agent")),
            shown(stage, Some("getAgentsAgentid"))
        );
    }
}

#[test]
fn a_schema_goes_by_its_component_its_pointer_and_its_type() {
    for stage in STAGES {
        let by_name = shown(stage, Some("Agent-1")).unwrap();
        assert!(by_name.contains("state"), "{stage:?}: {by_name}");
    }
    let pointer = "/components/schemas/Agent-1";
    for stage in [Stage::Document, Stage::Api, Stage::Rust, Stage::Tokens] {
        assert_eq!(
            shown(stage, Some(pointer)),
            shown(stage, Some("Agent-1")),
            "{stage:?}"
        );
        let inner = shown(stage, Some(&format!("{pointer}/properties/state"))).unwrap();
        assert!(inner.to_lowercase().contains("off"), "{stage:?}: {inner}");
    }
    for stage in [Stage::Rust, Stage::Tokens] {
        assert_eq!(shown(stage, Some("Agent")), shown(stage, Some("Agent-1")));
    }
}

#[test]
fn what_is_not_there_is_none() {
    for stage in STAGES {
        for name in [
            "",
            "Missing",
            "/components/schemas/Missing",
            "GET /missing",
            "get /agents/{agentId}/x",
            "~",
        ] {
            assert_eq!(shown(stage, Some(name)), None, "{stage:?} {name:?}");
        }
    }
}

#[test]
fn the_last_stage_is_what_is_written() {
    let files = generate(TEXT).files;
    for (name, path) in [
        ("Agent-1", "src/generated/models/agent.rs"),
        (
            "getAgentsAgentid",
            "src/generated/operations/agents/get_agent.rs",
        ),
    ] {
        let text = shown(Stage::Tokens, Some(name)).unwrap();
        assert!(files[path].ends_with(&text), "{path}");
    }
    let json = dump(&input(TEXT), Stage::Tokens, None, true)
        .unwrap()
        .unwrap();
    let dumped: std::collections::BTreeMap<String, String> = serde_json::from_str(&json).unwrap();
    assert_eq!(dumped, files);
    let text = shown(Stage::Tokens, None).unwrap();
    let named: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("// src/"))
        .collect();
    assert_eq!(
        named.len(),
        files.keys().filter(|path| path.starts_with("src/")).count()
    );
}

#[test]
fn faults_are_told_as_generate_tells_them() {
    let input = input("openapi: 3.0.3\npaths: {}\n");
    for stage in STAGES {
        let told = dump(&input, stage, None, false).unwrap_err();
        assert_eq!(told, generator::generate(&input).unwrap_err());
    }
}
