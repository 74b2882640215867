//! Default names of a package: from the description's title.

use heck::{ToKebabCase, ToShoutySnakeCase};

use super::ident::NO_FILES;
use super::spelling::one_capital;
use super::{Client, Ident};
use crate::{Choices, Config};

/// The longest package name; registries take 64 characters.
const LONGEST_NAME: usize = 64;

/// The longest API name from a title.
const LONGEST_API: usize = 80;

/// The crates that a client depends on, and those of the compiler: a package of the same name would
/// hide them from itself.
const TAKEN: [&str; 10] = [
    "alloc",
    "core",
    "openapi_client_runtime",
    "proc_macro",
    "serde",
    "serde_json",
    "std",
    "test",
    "tests",
    "uuid",
];

/// Whether a package may have this name: lowercase ASCII words joined by single `-` or `_`, the
/// first beginning with a letter, at most 64 characters, no keyword, and no name that the client
/// itself needs.
#[must_use]
pub fn is_package_name(name: &str) -> bool {
    let krate = name.replace('-', "_");
    // The identifier in code must be the one that cargo derives from the name.
    name.len() <= LONGEST_NAME
        && name.is_ascii()
        && Ident::snake(&krate).as_str() == krate
        && !krate.starts_with('_')
        && !krate.ends_with('_')
        && !TAKEN.contains(&krate.as_str())
        && !NO_FILES.contains(&krate.as_str())
}

impl Client {
    /// The API in a sentence: `GitHub API`, or `Payments API v2`, whose name has the word already.
    pub(crate) fn api_title(&self) -> String {
        with_api(&self.api)
    }
}

fn with_api(name: &str) -> String {
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    match words.any(is_api) {
        true => name.to_owned(),
        false => format!("{name} API"),
    }
}

/// The choices, completed with defaults.
#[must_use]
pub fn complete(choices: &Choices, title: &str) -> Config {
    let api = choices.api.clone().unwrap_or_else(|| api_name(title));
    let package = choices
        .package
        .clone()
        .unwrap_or_else(|| package_name(&api));
    let token_env = choices.token_env.clone();
    let token_env = token_env.unwrap_or_else(|| variable(&package, "TOKEN"));
    choices.clone().named([package, api, token_env])
}

/// The name of an environment variable of a client.
pub(super) fn variable(package: &str, suffix: &str) -> String {
    let name = package.strip_suffix("-client").unwrap_or(package);
    format!("{}_{suffix}", name.to_shouty_snake_case())
}

/// The title as the name of an API in prose: letters, digits and signs without a meaning in
/// Markdown, without the word "API" at its end, since prose adds it.
fn api_name(title: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || "-.,:&'()+".contains(c);
    let text: String = title
        .chars()
        .map(|c| if allowed(c) { c } else { ' ' })
        .collect();
    let mut words: Vec<&str> = text.split_whitespace().collect();
    // "Discord HTTP API (Preview)", "Wine API Documentation".
    let is_remark = |word: &&str| {
        let word = word.to_ascii_lowercase();
        word.starts_with('(') && word.ends_with(')') || ["documentation", "docs"].contains(&&*word)
    };
    if let Some(at) = words.iter().rposition(|word| is_api(word))
        && words[at + 1..].iter().all(is_remark)
    {
        words.truncate(at + 1);
    }
    while words.len() > 1 && words.last().is_some_and(|word| is_api(word)) {
        words.pop();
    }
    if let Some(last) = words.last_mut() {
        *last = last
            .strip_suffix("-API")
            .filter(|rest| !rest.is_empty())
            .unwrap_or(last);
    }
    let mut name = String::new();
    for word in words {
        if name.len() + word.len() >= LONGEST_API {
            break;
        }
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(word);
    }
    if name.chars().any(char::is_alphanumeric) && !is_api(&name) {
        name
    } else {
        "described".to_owned()
    }
}

fn is_api(word: &str) -> bool {
    word.eq_ignore_ascii_case("api") || word.eq_ignore_ascii_case("apis")
}

/// Words of titles that only say that there is an API.
const GENERIC: [&str; 15] = [
    "api",
    "apis",
    "client",
    "for",
    "from",
    "of",
    "official",
    "openapi",
    "public",
    "rest",
    "restful",
    "spec",
    "specification",
    "swagger",
    "with",
];

/// The first words of the title that identify the API: `github-client` of "GitHub v3 REST API".
fn package_name(api: &str) -> String {
    let api = one_capital(api).replace("'s ", " ");
    let ascii: String = api
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let kebab = ascii.to_kebab_case();
    let is_generic = |word: &&str| {
        let number = word.strip_prefix('v').unwrap_or(word);
        let is_version = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
        GENERIC.contains(word) || *word == "the" || is_version
    };
    let words = kebab.split('-').filter(|word| !word.is_empty());
    let words = words
        .skip_while(is_generic)
        .take_while(|word| !is_generic(word));
    let mut words: Vec<&str> = words.collect();
    // "Spotify Web API" is on the web like all others.
    if words.len() > 1 && words.last() == Some(&"web") {
        words.pop();
    }
    let mut name = String::new();
    for word in words {
        if name.len() + word.len() > LONGEST_NAME / 2 {
            break;
        }
        name.push_str(word);
        name.push('-');
    }
    let name = format!("{name}client");
    if is_package_name(&name) {
        name
    } else {
        format!("api-{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_has_the_word_api_once() {
        for (name, title) in [
            ("Rapid", "Rapid API"),
            ("Payments API v2", "Payments API v2"),
            ("Open-APIs (beta)", "Open-APIs (beta)"),
        ] {
            assert_eq!(with_api(name), title);
        }
    }

    #[test]
    fn names_from_titles() {
        for (title, api, package, token) in [
            (
                "GitHub v3 REST API",
                "GitHub v3 REST",
                "github-client",
                "GITHUB_TOKEN",
            ),
            (
                "1Password Connect",
                "1Password Connect",
                "api-1password-connect-client",
                "API_1PASSWORD_CONNECT_TOKEN",
            ),
            (
                "GitHub's official OpenAPI spec + Octokit extension",
                "GitHub's official OpenAPI spec + Octokit extension",
                "github-client",
                "GITHUB_TOKEN",
            ),
            (
                "The Spotify Web API with fixes",
                "The Spotify Web API with fixes",
                "spotify-client",
                "SPOTIFY_TOKEN",
            ),
            ("", "described", "described-client", "DESCRIBED_TOKEN"),
            ("API", "described", "described-client", "DESCRIBED_TOKEN"),
            ("微信", "微信", "client", "CLIENT_TOKEN"),
            (
                "x\"]\n[lib]\nname = `a` <b>",
                "x lib name a b",
                "x-lib-name-a-b-client",
                "X_LIB_NAME_A_B_TOKEN",
            ),
            (
                "../../etc/passwd",
                ".. .. etc passwd",
                "etc-passwd-client",
                "ETC_PASSWD_TOKEN",
            ),
        ] {
            let config = complete(&Choices::default(), title);
            assert_eq!(
                (
                    config.api.as_str(),
                    config.package.as_str(),
                    config.token_env.as_str()
                ),
                (api, package, token),
                "{title}"
            );
        }
    }

    #[test]
    fn every_title_gives_a_name() {
        let long = "word ".repeat(1000);
        for title in [long.as_str(), &"w".repeat(1000), "😀", "-", "std", "client"] {
            let config = complete(&Choices::default(), title);
            assert!(is_package_name(&config.package), "{}", config.package);
        }
    }

    #[test]
    fn what_a_package_may_be_called() {
        for name in ["a", "pet-store", "pet_store", "v1"] {
            assert!(is_package_name(name), "{name}");
        }
        for name in [
            "", "std", "core", "test", "serde", "async", "gen", "con", "1a", "-a", "a-", "a--b",
            "Pet", "petStore", "a b", "a/b", "../a", "é", "a\"",
        ] {
            assert!(!is_package_name(name), "{name}");
        }
        assert!(!is_package_name(&"a".repeat(65)));
    }
}
