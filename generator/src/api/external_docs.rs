//! The page with more documentation, as a link below a description.

use serde_json::Value;

/// The description of a node, followed by the link of its `externalDocs` (OpenAPI 3.0.3, External
/// Documentation Object). An address other than a web address is shown as written, without a link.
pub(super) fn linked(said: Option<String>, node: &Value) -> Option<String> {
    match (said, link(node)) {
        (Some(said), Some(link)) => Some(format!("{said}\n\n{link}")),
        (said, link) => said.or(link),
    }
}

fn link(node: &Value) -> Option<String> {
    let page = node.get("externalDocs")?;
    let url = page.get("url")?.as_str()?.trim();
    let words = page.get("description").and_then(Value::as_str);
    let words: Vec<&str> = words.unwrap_or_default().split_whitespace().collect();
    let words = match words.join(" ") {
        words if words.is_empty() => "External documentation".to_owned(),
        words => words
            .replace('\\', "\\\\")
            .replace('[', "\\[")
            .replace(']', "\\]"),
    };
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_plain = !url.contains(|c: char| c.is_whitespace() || "<>\\".contains(c));
    Some(match is_web && is_plain {
        true => format!("[{words}](<{url}>)"),
        false => format!("{words}: `{}`", url.replace('`', "'")),
    })
}

#[cfg(test)]
mod tests {
    use super::linked;
    use serde_json::json;

    #[test]
    fn the_page_is_a_link_under_the_description() {
        let page = |page| json!({ "externalDocs": page });
        let link = |node| linked(None, &node);
        let cases = [
            (
                page(json!({"url": "https://example.com/a"})),
                Some("[External documentation](<https://example.com/a>)"),
            ),
            (
                page(json!({"url": "https://example.com/(a)", "description": "The [first]\npage"})),
                Some("[The \\[first\\] page](<https://example.com/(a)>)"),
            ),
            (
                page(json!({"url": "https://example.com/a b"})),
                Some("External documentation: `https://example.com/a b`"),
            ),
            (
                page(json!({"url": "javascript:alert(1)"})),
                Some("External documentation: `javascript:alert(1)`"),
            ),
            (
                page(json!({"url": "docs/a.html", "description": "More"})),
                Some("More: `docs/a.html`"),
            ),
            (page(json!({"description": "More"})), None),
            (page(json!("https://example.com")), None),
        ];
        for (node, expected) in cases {
            assert_eq!(link(node.clone()).as_deref(), expected, "{node}");
        }
        let node = page(json!({"url": "https://example.com"}));
        assert_eq!(
            linked(Some("A thing.".to_owned()), &node).as_deref(),
            Some("A thing.\n\n[External documentation](<https://example.com>)")
        );
    }
}
