//! `[auth]` of the configuration: how requests carry a credential that the description doesn't declare.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::api::{AuthPlace, is_token};
use crate::diagnostic::did_you_mean;

/// The keys of `[auth]`.
const KEYS: [&str; 8] = [
    "header", "prefix", "query", "cookie", "basic", "env", "optional", "none",
];

/// How requests are authorised, in place of the description's security schemes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Table", into = "Table")]
pub struct Auth {
    /// Where the credential goes; `None` if the API needs no credential beyond those in the
    /// description.
    pub place: Option<AuthPlace>,
    /// The environment variable that `Client::from_env` reads; wins over [`crate::Config::token_env`].
    pub env: Option<String>,
    /// Whether requests may be sent without the credential.
    pub optional: bool,
}

/// `[auth]` as written in the configuration.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Table {
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cookie: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    basic: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    env: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    optional: bool,
    #[serde(skip_serializing_if = "is_false")]
    none: bool,
    #[serde(flatten, skip_serializing)]
    unknown: BTreeMap<String, IgnoredAny>,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "`skip_serializing_if` passes a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

impl TryFrom<Table> for Auth {
    type Error = String;

    fn try_from(table: Table) -> Result<Self, String> {
        if let Some(key) = table.unknown.keys().next() {
            let mut meant = did_you_mean(key, KEYS);
            if meant.is_empty() {
                meant = format!("; it has {}", KEYS.join(", "));
            }
            return Err(format!("`[auth]` has no key `{key}`{meant}"));
        }
        if table.none {
            return table.nothing();
        }
        let place = Some(table.place()?);
        if let Some(env) = &table.env
            && (env.is_empty() || env.contains(['=', '\0']))
        {
            return Err(format!(
                "`env = {env:?}` is not the name of an environment variable; use one such as \"API_TOKEN\""
            ));
        }
        Ok(Self {
            place,
            env: table.env,
            optional: table.optional,
        })
    }
}

impl Auth {
    /// The API needs no credential beyond those in the description.
    #[must_use]
    pub fn none() -> Self {
        Self {
            place: None,
            env: None,
            optional: false,
        }
    }
}

impl Table {
    fn nothing(&self) -> Result<Auth, String> {
        let others = [
            ("header", self.header.is_some()),
            ("prefix", self.prefix.is_some()),
            ("query", self.query.is_some()),
            ("cookie", self.cookie.is_some()),
            ("basic", self.basic),
            ("env", self.env.is_some()),
            ("optional", self.optional),
        ];
        match others.iter().find(|(_, is_given)| *is_given) {
            Some((other, _)) => Err(format!(
                "`none = true` and `{other}` exclude each other; remove one of them"
            )),
            None => Ok(Auth::none()),
        }
    }

    fn place(&self) -> Result<AuthPlace, String> {
        let forms = [
            ("header", self.header.is_some()),
            ("query", self.query.is_some()),
            ("cookie", self.cookie.is_some()),
            ("basic", self.basic),
        ];
        let mut given = forms.iter().filter(|(_, is_given)| *is_given);
        if let (Some((first, _)), Some((second, _))) = (given.next(), given.next()) {
            return Err(format!(
                "`{first}` and `{second}` exclude each other, as a credential has one location; remove one of them"
            ));
        }
        if self.prefix.is_some() && self.header.is_none() {
            return Err(
                "`prefix` precedes the token in a header; add `header = \"Authorization\"` \
                 or remove it"
                    .to_owned(),
            );
        }
        if self.basic {
            return Ok(AuthPlace::Basic);
        }
        if let Some(name) = &self.header {
            return self.header(name);
        }
        if let Some(name) = self.query.clone() {
            return match name.trim().is_empty() {
                true => {
                    Err("`query` is empty; it must be the name of a query parameter".to_owned())
                }
                false => Ok(AuthPlace::Query { name }),
            };
        }
        if let Some(name) = self.cookie.clone() {
            return match is_token(&name) {
                true => Ok(AuthPlace::Cookie { name }),
                false => Err(format!("`cookie = {name:?}` is not the name of a cookie")),
            };
        }
        Err(
            "`[auth]` doesn't say where the credential goes; add `header = \"Authorization\"`, \
             `query = \"key\"`, `cookie = \"session\"` or `basic = true`, or `none = true` if the API needs no credential"
                .to_owned(),
        )
    }

    fn header(&self, name: &str) -> Result<AuthPlace, String> {
        if !is_token(name) {
            let mut message = format!("`header = {name:?}` is not the name of a header");
            if let Some((name, prefix)) = name.split_once(':') {
                let prefix = format!("{} ", prefix.trim());
                message.push_str(&format!(
                    "; did you mean `header = {:?}` with `prefix = {prefix:?}`?",
                    name.trim()
                ));
            }
            return Err(message);
        }
        let prefix = self.prefix.clone().unwrap_or_default();
        if !prefix.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Err(format!("`prefix = {prefix:?}` is not valid in a header"));
        }
        if prefix.trim().eq_ignore_ascii_case("basic") {
            return Err(
                "`prefix = \"Basic \"` takes user and password; write `basic = true` instead"
                    .to_owned(),
            );
        }
        if prefix.ends_with(|last: char| last.is_ascii_alphanumeric()) {
            return Err(format!(
                "`prefix = {prefix:?}` would run into the token; did you mean {:?}?",
                format!("{prefix} ")
            ));
        }
        Ok(AuthPlace::Header {
            name: name.to_owned(),
            prefix,
        })
    }
}

impl From<Auth> for Table {
    fn from(auth: Auth) -> Self {
        let mut table = Self {
            env: auth.env,
            optional: auth.optional,
            ..Self::default()
        };
        match auth.place {
            None => table.none = true,
            Some(AuthPlace::Header { name, prefix }) => {
                table.header = Some(name);
                table.prefix = (!prefix.is_empty()).then_some(prefix);
            }
            Some(AuthPlace::Query { name }) => table.query = Some(name),
            Some(AuthPlace::Cookie { name }) => table.cookie = Some(name),
            Some(AuthPlace::Basic) => table.basic = true,
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Auth, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn every_form() {
        let header = read(r#"{"header": "Authorization", "prefix": "Bearer ", "env": "A"}"#);
        let header = header.unwrap();
        assert_eq!(
            header.place,
            Some(AuthPlace::Header {
                name: "Authorization".to_owned(),
                prefix: "Bearer ".to_owned()
            })
        );
        assert_eq!(header.env.as_deref(), Some("A"));
        assert!(!header.optional);
        let again = serde_json::to_string(&header).unwrap();
        assert_eq!(read(&again).unwrap(), header);
        let place = |text: &str| read(text).unwrap().place.unwrap();
        let name = || "k".to_owned();
        assert_eq!(
            place(r#"{"query": "k"}"#),
            AuthPlace::Query { name: name() }
        );
        assert_eq!(
            place(r#"{"cookie": "k", "optional": true}"#),
            AuthPlace::Cookie { name: name() }
        );
        assert_eq!(place(r#"{"basic": true}"#), AuthPlace::Basic);
        let none = read(r#"{"none": true}"#).unwrap();
        assert_eq!(none, Auth::none());
        assert_eq!(serde_json::to_string(&none).unwrap(), r#"{"none":true}"#);
    }

    #[test]
    fn what_is_wrong_is_said_with_what_is_meant() {
        for (text, said) in [
            (r#"{"heder": "A"}"#, "did you mean `header`?"),
            (r#"{"zzz": "A"}"#, "it has header, prefix"),
            ("{}", "doesn't say where"),
            (r#"{"basic": false}"#, "doesn't say where"),
            (r#"{"header": "A", "query": "b"}"#, "`header` and `query`"),
            (r#"{"cookie": "A", "basic": true}"#, "`cookie` and `basic`"),
            (
                r#"{"query": "a", "prefix": "Bearer "}"#,
                "`prefix` precedes",
            ),
            (
                r#"{"header": "Authorization: Bearer"}"#,
                r#"`prefix = "Bearer "`?"#,
            ),
            (
                r#"{"header": "A", "prefix": "Bearer"}"#,
                r#"did you mean "Bearer "?"#,
            ),
            (r#"{"header": "A", "prefix": "Basic "}"#, "`basic = true`"),
            (
                r#"{"header": "A", "prefix": "a\nb "}"#,
                "not valid in a header",
            ),
            (r#"{"header": ""}"#, "not the name of a header"),
            (r#"{"cookie": "a b"}"#, "not the name of a cookie"),
            (r#"{"query": " "}"#, "is empty"),
            (
                r#"{"basic": true, "env": "A=B"}"#,
                "not the name of an environment variable",
            ),
            (r#"{"header": 5}"#, "invalid type"),
            (r#"{"none": true, "query": "k"}"#, "`none = true`"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
