//! Base addresses: what one has to be, and those with variables.

use url::Url;

use super::config_error::{ConfigError, Problem};

/// A base address with variables, as a description names it (OpenAPI, [Server Object]).
///
/// [Server Object]: https://spec.openapis.org/oas/v3.0.3#server-object
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerTemplate {
    /// The address, each variable in braces.
    pub url: &'static str,
    /// The variables.
    pub variables: &'static [ServerVariable],
}

/// A variable of a base address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name.
    pub name: &'static str,
    /// Its value where none is given.
    pub default: &'static str,
    /// Its values; any where the list is empty.
    pub values: &'static [&'static str],
}

impl ServerTemplate {
    /// The address with these values of its variables, and the defaults of the others.
    ///
    /// # Errors
    ///
    /// When there is no such variable, or a variable has no such value.
    pub fn with<'a>(
        &self,
        values: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<String, ConfigError> {
        let fault = |reason: String| ConfigError::new(Problem::ServerVariable { reason });
        let mut url = self.url.to_owned();
        for (name, value) in values {
            let Some(variable) = self.variables.iter().find(|known| known.name == name) else {
                let known = self.variables.iter().map(|known| known.name);
                let reason = format!("it has no `{name}`, only {}", listed(known));
                return Err(fault(reason));
            };
            if !variable.values.is_empty() && !variable.values.contains(&value) {
                let known = listed(variable.values.iter().copied());
                return Err(fault(format!("`{name}` is {known}, not `{value}`")));
            }
            url = url.replace(&format!("{{{name}}}"), value);
        }
        for variable in self.variables {
            url = url.replace(&format!("{{{}}}", variable.name), variable.default);
        }
        Ok(url)
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "no variables".to_owned()
    } else {
        names.join(" or ")
    }
}

/// Checks a base address. Its text is not repeated in messages: people put credentials into
/// addresses.
pub(crate) fn parse(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(format!("the scheme is `{}`, not https", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "it holds credentials, which would show in logs; give the token with \
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
