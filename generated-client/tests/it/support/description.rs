//! The description with its overlays, as plain JSON, and how it is read here.

use std::path::Path;
use std::sync::LazyLock;

use generator::Source;
use generator::document::Document;
use serde_json::Value;

/// Everything that the description says, before the generator makes anything of it.
pub(crate) static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let read = |path: &Path| Source {
        name: path.display().to_string(),
        text: std::fs::read_to_string(path).unwrap(),
        ..Source::default()
    };
    let mut overlays: Vec<_> = std::fs::read_dir(folder.join("overlays"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    overlays.sort();
    let overlays: Vec<_> = overlays.iter().map(|path| read(path)).collect();
    let mut document = Document::parse(&read(&folder.join("dixa-api-beta.yaml"))).unwrap();
    document.apply(&overlays).unwrap();
    document.value().clone()
});

/// One operation.
pub(crate) struct Operation {
    /// In upper case.
    pub(crate) method: String,
    /// The template.
    pub(crate) path: &'static str,
    item: &'static Value,
    node: &'static Value,
}

/// A media type and what it holds.
pub(crate) struct Content {
    pub(crate) media_type: &'static str,
    pub(crate) node: &'static Value,
}

/// All operations.
pub(crate) fn operations() -> Vec<Operation> {
    let paths = DESCRIPTION["paths"].as_object().unwrap();
    let mut operations = Vec::new();
    for (path, item) in paths {
        for (method, node) in follow(item).as_object().unwrap() {
            // The other members of a path item are no operations (OpenAPI 3.0.3, 4.7.9.1).
            let method = method.to_uppercase();
            if [
                "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE",
            ]
            .contains(&method.as_str())
            {
                operations.push(Operation {
                    method,
                    path,
                    item: follow(item),
                    node,
                });
            }
        }
    }
    operations
}

/// The node, or what it refers to.
pub(crate) fn follow(node: &'static Value) -> &'static Value {
    match node.get("$ref").and_then(Value::as_str) {
        Some(reference) => follow(DESCRIPTION.pointer(&reference[1..]).unwrap()),
        None => node,
    }
}

impl Operation {
    /// The operation with this key.
    pub(crate) fn of(key: &str) -> Self {
        let mut operations = operations().into_iter();
        operations
            .find(|operation| operation.key() == key)
            .unwrap_or_else(|| panic!("the description has no `{key}`"))
    }

    /// Method and path, by which the tests know it.
    pub(crate) fn key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// All parameters, those of the path item included.
    pub(crate) fn parameters(&self) -> Vec<&'static Value> {
        let list = |node: &'static Value| node["parameters"].as_array().into_iter().flatten();
        let own: Vec<_> = list(self.node).map(follow).collect();
        let same = |a: &Value, b: &Value| a["name"] == b["name"] && a["in"] == b["in"];
        let mut all: Vec<_> = list(self.item)
            .map(follow)
            .filter(|shared| !own.iter().any(|own| same(own, shared)))
            .collect();
        all.extend(own);
        all
    }

    /// What is sent as the body.
    pub(crate) fn body(&self) -> Option<Content> {
        only_content(follow(self.node.get("requestBody")?))
    }

    /// The responses, by status.
    pub(crate) fn responses(&self) -> impl Iterator<Item = (&'static str, Option<Content>)> {
        let responses = self.node["responses"].as_object().unwrap();
        responses
            .iter()
            .map(|(status, node)| (status.as_str(), only_content(follow(node))))
    }

    /// The body of the response with this status.
    pub(crate) fn response(&self, status: &str) -> Option<Content> {
        let mut responses = self.responses();
        let found = responses.find(|(known, _)| *known == status);
        found.unwrap_or_else(|| panic!("no response {status}")).1
    }

    /// The header that takes the token.
    pub(crate) fn token_header(&self) -> String {
        let security = self
            .node
            .get("security")
            .unwrap_or(&DESCRIPTION["security"]);
        let requirement = security[0].as_object().unwrap();
        let name = requirement.keys().next().unwrap();
        let scheme = &DESCRIPTION["components"]["securitySchemes"][name];
        assert_eq!(
            (&scheme["type"], &scheme["in"]),
            (&"apiKey".into(), &"header".into())
        );
        scheme["name"].as_str().unwrap().to_lowercase()
    }
}

fn only_content(node: &'static Value) -> Option<Content> {
    let mut content = node.get("content")?.as_object().unwrap().iter();
    let (media_type, node) = content.next()?;
    assert!(content.next().is_none(), "more than one media type");
    Some(Content { media_type, node })
}

impl Content {
    pub(crate) fn is_json(&self) -> bool {
        self.media_type == "application/json"
    }

    pub(crate) fn schema(&self) -> &'static Value {
        &self.node["schema"]
    }

    /// The payloads that are shown, with their names where they have one.
    pub(crate) fn examples(&self) -> Vec<(Option<&'static str>, &'static Value)> {
        let named = self.node.get("examples").and_then(Value::as_object);
        let named = named.into_iter().flatten();
        let named = named.filter_map(|(name, node)| Some((name, follow(node).get("value")?)));
        let plain = self.node.get("example").map(|value| (None, value));
        plain
            .into_iter()
            .chain(named.map(|(name, value)| (Some(name.as_str()), value)))
            .collect()
    }
}
