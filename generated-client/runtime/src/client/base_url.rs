//! Base URLs: their checks, and those with variables.

use url::Url;

use super::config_error::{ConfigError, Problem};

/// A base URL with variables, from the description (OpenAPI, [Server Object]).
///
/// [Server Object]: https://spec.openapis.org/oas/v3.0.3#server-object
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerTemplate {
    /// The URL, each variable in braces.
    pub url: &'static str,
    /// The variables.
    pub variables: &'static [ServerVariable],
}

/// A variable of a base URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name.
    pub name: &'static str,
    /// Its default value.
    pub default: &'static str,
    /// Its allowed values; any if the list is empty.
    pub values: &'static [&'static str],
}

impl ServerTemplate {
    /// The URL with these values of its variables, and the defaults of the others.
    ///
    /// A value before the path must be one that the description lists, a label of a host name, or a
    /// port, so that no value changes the host; in the path it is percent-encoded. If the default
    /// has dots or slashes, a value may have them, too.
    ///
    /// # Errors
    ///
    /// If there is no such variable, or the value is not allowed.
    pub fn with<'a>(
        &self,
        values: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<String, ConfigError> {
        let values: Vec<(&str, &str)> = values.into_iter().collect();
        self.built(&values)
            .map_err(|reason| ConfigError::new(Problem::ServerVariable { reason }))
    }

    fn built(&self, values: &[(&str, &str)]) -> Result<String, String> {
        for (name, _) in values {
            if !self.variables.iter().any(|known| known.name == *name) {
                let known = self.variables.iter().map(|known| known.name);
                return Err(format!("it has no `{name}`, only {}", listed(known)));
            }
        }
        let path_at = path_begin(self.url);
        let mut url = String::new();
        // The scheme, host and port built so far.
        let mut origin = None;
        let mut rest = self.url;
        while let Some(begin) = rest.find('{') {
            let Some(end) = rest[begin..].find('}').map(|length| begin + length) else {
                break;
            };
            let name = &rest[begin + 1..end];
            let literal = &rest[..begin];
            let at = self.url.len() - rest.len() + begin;
            if at >= path_at && origin.is_none() {
                let left = path_at - (at - begin);
                origin = Some(format!("{url}{}", &literal[..left]));
            }
            url.push_str(literal);
            rest = &rest[end + 1..];
            let Some(variable) = self.variables.iter().find(|known| known.name == name) else {
                url.push_str(&self.url[at..self.url.len() - rest.len()]);
                continue;
            };
            // Of several values for one variable, the last one wins.
            let given = values.iter().rev().find(|(known, _)| *known == name);
            let value = given.map_or(variable.default, |(_, value)| value);
            if value == variable.default || variable.values.contains(&value) {
                url.push_str(value);
            } else if !variable.values.is_empty() {
                let known = listed(variable.values.iter().copied());
                return Err(format!("`{name}` is {known}, not `{value}`"));
            } else if at >= path_at {
                url.push_str(&variable.in_path(value)?);
            } else {
                variable.check_before_path(value, &url, rest)?;
                url.push_str(value);
            }
        }
        let origin = origin.unwrap_or_else(|| {
            let left = path_at.saturating_sub(self.url.len() - rest.len());
            format!("{url}{}", &rest[..left.min(rest.len())])
        });
        url.push_str(rest);
        // However a parser reads the values, the host must stay the same.
        match (Url::parse(&url), Url::parse(&origin)) {
            (Ok(whole), Ok(origin)) if whole.origin() != origin.origin() => {
                Err("a value moves the host".to_owned())
            }
            _ => Ok(url),
        }
    }
}

impl ServerVariable {
    fn check_before_path(&self, value: &str, before: &str, after: &str) -> Result<(), String> {
        let name = self.name;
        if after.starts_with("://") && before.is_empty() {
            return match value {
                "https" | "http" => Ok(()),
                _ => Err(format!("`{name}` is `https` or `http`")),
            };
        }
        let is_port = before.ends_with(':');
        if is_port {
            let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
            return match value.parse::<u16>() {
                Ok(1..) if is_number => Ok(()),
                _ => Err(format!("`{name}` is a port, a number from 1 to 65535")),
            };
        }
        let is_whole_host =
            before.ends_with("//") && (after.is_empty() || after.starts_with(['/', ':']));
        let mut labels = value.split('.');
        let is_one = !value.contains('.');
        if labels.all(is_label) && (is_one || is_whole_host || self.default.contains('.')) {
            return Ok(());
        }
        // The value is not repeated: it may be anything.
        Err(format!(
            "`{name}` is part of the host, so it must be a label of a host name: letters, digits and \
             hyphens"
        ))
    }

    fn in_path(&self, value: &str) -> Result<String, String> {
        let mut encoded = String::new();
        let mut is_first = true;
        for segment in value.split('/') {
            if matches!(segment, "." | "..") {
                return Err(format!(
                    "`{}` is part of the path, where `.` and `..` change the path",
                    self.name
                ));
            }
            if !is_first {
                encoded.push_str(if self.default.contains('/') {
                    "/"
                } else {
                    "%2F"
                });
            }
            is_first = false;
            crate::request::push_encoded(&mut encoded, segment);
        }
        Ok(encoded)
    }
}

/// RFC 1123, section 2.1, and underscores, which some hosts have.
fn is_label(text: &str) -> bool {
    let is_edge = |text: Option<u8>| text.is_some_and(|byte| byte.is_ascii_alphanumeric());
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    text.len() <= 63
        && text.bytes().all(allowed)
        && is_edge(text.bytes().next())
        && is_edge(text.bytes().last())
}

/// Where the path of a URL begins; the URL's end if it has none.
fn path_begin(url: &str) -> usize {
    let host = match url.find("://") {
        Some(at) => at + 3,
        None if url.starts_with("//") => 2,
        None => 0,
    };
    let path = url[host..].find(['/', '?', '#']);
    path.map_or(url.len(), |length| host + length)
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "no variables".to_owned()
    } else {
        names.join(" or ")
    }
}

/// Checks a base URL. Messages do not repeat it: people put credentials into URLs.
pub(crate) fn parse(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(format!("the scheme is `{}`, not https", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "it contains credentials, which would appear in logs; give the token with \
             `ClientBuilder::token`"
                .to_owned(),
        );
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(
            "it has a query or a fragment, and operations' paths cannot be appended to that"
                .to_owned(),
        );
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any(name: &'static str, default: &'static str) -> ServerVariable {
        ServerVariable {
            name,
            default,
            values: &[],
        }
    }

    #[test]
    fn values_do_not_move_the_host() {
        let variables: &'static [ServerVariable] = Vec::leak(vec![
            any("tenant", "demo"),
            any("port", "443"),
            any("base", "v1"),
            any("deep", "a/b"),
            any("host", "api.example"),
            any("scheme", "https"),
        ]);
        let with = |url: &'static str, name: &str, value: &str| {
            ServerTemplate { url, variables }.with([(name, value)]).ok()
        };
        let tenant = "https://{tenant}.api.example/v1";
        for (value, expected) in [
            ("a", Some("https://a.api.example/v1")),
            ("a-1_b", Some("https://a-1_b.api.example/v1")),
            ("evil.example/", None),
            ("evil.example", None),
            ("evil.example/?", None),
            ("a@evil", None),
            ("evil:80", None),
            ("evil#", None),
            ("evil\\", None),
            ("evil%2f", None),
            ("{port}", None),
            ("ä", None),
            ("-a", None),
            ("", None),
        ] {
            assert_eq!(
                with(tenant, "tenant", value).as_deref(),
                expected,
                "{value}"
            );
        }
        for (url, name, value, expected) in [
            (
                "https://h.example:{port}/",
                "port",
                "8443",
                Some("https://h.example:8443/"),
            ),
            ("https://h.example:{port}/", "port", "1@evil", None),
            ("https://h.example:{port}/", "port", "+80", None),
            ("https://h.example:{port}", "port", "0", None),
            (
                "https://{host}/v1",
                "host",
                "a.b.example",
                Some("https://a.b.example/v1"),
            ),
            ("https://{host}/v1", "host", "a.b.example/x", None),
            (
                "https://eu.{host}",
                "host",
                "x.example",
                Some("https://eu.x.example"),
            ),
            (
                "{scheme}://h.example",
                "scheme",
                "http",
                Some("http://h.example"),
            ),
            ("{scheme}://h.example", "scheme", "file", None),
            (
                "https://h.example/{base}",
                "base",
                "v2 {port}/x?",
                Some("https://h.example/v2%20%7Bport%7D%2Fx%3F"),
            ),
            ("https://h.example/{base}", "base", "..", None),
            (
                "https://h.example/{deep}",
                "deep",
                "c/d",
                Some("https://h.example/c/d"),
            ),
            ("https://h.example/{deep}", "deep", "c/../d", None),
            ("/{base}", "base", "v2", Some("/v2")),
            (
                "https://{tenant}.h.example/{other}",
                "tenant",
                "a",
                Some("https://a.h.example/{other}"),
            ),
        ] {
            assert_eq!(with(url, name, value).as_deref(), expected, "{url} {value}");
        }
    }

    #[test]
    fn variables() {
        let template = ServerTemplate {
            url: "https://{region}.{region}.example:{port}/{base}",
            variables: &[
                ServerVariable {
                    name: "region",
                    default: "eu",
                    values: &["eu", "us"],
                },
                ServerVariable {
                    name: "port",
                    default: "443",
                    values: &[],
                },
                ServerVariable {
                    name: "base",
                    default: "v1",
                    values: &[],
                },
            ],
        };
        let with = |values: &[(&'static str, &'static str)]| {
            let url = template.with(values.iter().copied());
            url.unwrap_or_else(|error| error.to_string())
        };
        assert_eq!(with(&[]), "https://eu.eu.example:443/v1");
        assert_eq!(
            with(&[("region", "us"), ("port", "8443")]),
            "https://us.us.example:8443/v1"
        );
        assert!(with(&[("region", "de")]).ends_with("`region` is `eu` or `us`, not `de`"));
        assert!(
            with(&[("zone", "a")]).ends_with("it has no `zone`, only `region` or `port` or `base`")
        );
    }
}
