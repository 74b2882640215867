//! The hosts of the API in a recording.

use serde_json::Value;

/// The hosts of an API.
pub(crate) struct Hosts {
    /// `None` if neither the description nor the command line names a host.
    patterns: Option<Vec<String>>,
}

impl Hosts {
    /// The hosts of all servers in a description, and further ones.
    pub(crate) fn of(root: &Value, others: &[String]) -> Self {
        let mut patterns: Vec<String> = others.iter().map(|it| it.to_ascii_lowercase()).collect();
        let items = root["paths"].as_object().into_iter().flatten();
        let items: Vec<&Value> = items.map(|(_, item)| item).collect();
        let operations = items.iter().filter_map(|item| item.as_object());
        let operations = operations.flat_map(|item| item.values());
        for node in [root]
            .into_iter()
            .chain(items.iter().copied())
            .chain(operations)
        {
            let servers = node.get("servers").and_then(Value::as_array);
            let urls = servers
                .into_iter()
                .flatten()
                .filter_map(|it| it["url"].as_str());
            let hosts = urls.filter(|url| url.contains("://")).map(host);
            patterns.extend(hosts.filter(|host| !host.is_empty()));
        }
        patterns.sort();
        patterns.dedup();
        Self {
            patterns: (!patterns.is_empty()).then_some(patterns),
        }
    }

    /// Whether all hosts are accepted, because none is known.
    pub(crate) fn is_any(&self) -> bool {
        self.patterns.is_none()
    }

    /// Whether an address belongs to the API.
    pub(super) fn has(&self, url: &str) -> bool {
        let Some(patterns) = &self.patterns else {
            return true;
        };
        let host = host(url);
        let name = host.split(':').next().unwrap_or_default();
        patterns.iter().any(|pattern| match pattern.contains(':') {
            true => fits(pattern, &host),
            false => fits(pattern, name),
        })
    }
}

/// The host of an address in lower case, with its port unless that is the default.
pub(super) fn host(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority
        .rsplit('@')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let usual = if scheme == "http" { ":80" } else { ":443" };
    host.strip_suffix(usual).map_or(host.clone(), str::to_owned)
}

/// Whether a host matches a pattern with variables in braces.
fn fits(pattern: &str, host: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('{') else {
        return pattern == host;
    };
    let Some((_, after)) = rest.split_once('}') else {
        return false;
    };
    let Some(tail) = host.strip_prefix(before) else {
        return false;
    };
    // A variable is one label or a part of it.
    let end = tail.find('.').unwrap_or(tail.len());
    (1..=end).any(|length| {
        tail.is_char_boundary(length) && fits(after, tail.get(length..).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn hosts_of_servers_with_variables_and_ports() {
        let root = json!({"servers": [
            {"url": "https://{region}.example.com/v1"},
            {"url": "http://localhost:8080"},
        ]});
        let hosts = Hosts::of(&root, &["Other.example".to_owned()]);
        for (url, expected) in [
            ("https://eu.example.com/v1/a", true),
            ("https://eu.example.com:443/v1/a", true),
            ("https://example.com/v1/a", false),
            ("https://a.b.example.com/v1/a", false),
            ("https://eu.example.com.evil.test/", false),
            ("https://evil.test/?x=https://eu.example.com", false),
            ("http://localhost:8080/", true),
            ("http://localhost:9090/", false),
            ("https://other.example/", true),
            ("https://user:pass@other.example/", true),
        ] {
            assert_eq!(hosts.has(url), expected, "{url}");
        }
        assert!(Hosts::of(&json!({"servers": [{"url": "/v1"}]}), &[]).is_any());
    }
}
