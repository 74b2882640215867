//! Words with inner capitals: `GitHub` is one word, and so is `IPs`.

/// Names and terms with inner capitals, as people write them.
const TERMS: [&str; 34] = [
    "BitBucket",
    "CentOS",
    "ChatGPT",
    "DevOps",
    "DigitalOcean",
    "DocuSign",
    "DynamoDB",
    "GitHub",
    "GitLab",
    "GraphQL",
    "HubSpot",
    "IPv4",
    "IPv6",
    "JavaScript",
    "LaTeX",
    "LinkedIn",
    "MongoDB",
    "MySQL",
    "NoSQL",
    "OAuth",
    "OpenAI",
    "OpenAPI",
    "OpenID",
    "PayPal",
    "PostgreSQL",
    "ReCaptcha",
    "TikTok",
    "TypeScript",
    "WebDAV",
    "WebRTC",
    "WhatsApp",
    "WordPress",
    "YouTube",
    "iOS",
];

/// The text with at most one capital in each such word, so that it is not split.
pub(super) fn one_capital(text: &str) -> String {
    // Most texts have neither two capitals nor a term.
    if text.bytes().filter(u8::is_ascii_uppercase).count() < 2 {
        return text.to_owned();
    }
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let begins = first.is_ascii_uppercase() || !words.ends_with(char::is_alphabetic);
        let length = match begins {
            true => term(rest).or_else(|| plural(rest)),
            false => None,
        };
        // A plural is searched where its capitals begin.
        let inside =
            first.is_ascii_uppercase() && words.ends_with(|c: char| c.is_ascii_uppercase());
        match length.filter(|_| !inside) {
            Some(length) => {
                words.push(first.to_ascii_uppercase());
                words.push_str(&rest[first.len_utf8()..length].to_ascii_lowercase());
                rest = &rest[length..];
            }
            None => {
                words.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    words
}

/// The length of the term at the start of the text.
fn term(text: &str) -> Option<usize> {
    let terms = TERMS.iter().filter(|term| text.starts_with(**term));
    let ends = |length: usize| !text[length..].starts_with(|c: char| c.is_ascii_lowercase());
    terms.map(|term| term.len()).find(|length| ends(*length))
}

/// The length of the capitals with an `s` at the start of the text: `VPCs`, `userIDs`.
fn plural(text: &str) -> Option<usize> {
    let capitals = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let after = text[capitals..].strip_prefix('s')?;
    let ends = !after.starts_with(|c: char| c.is_ascii_lowercase());
    (capitals > 1 && ends).then_some(capitals + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_and_plurals_have_one_capital() {
        for (text, words) in [
            ("listGitHubRepos", "listGithubRepos"),
            ("GitHub's", "Github's"),
            ("IPv4Address", "Ipv4Address"),
            ("OAuth2Token", "Oauth2Token"),
            ("floatingIPs_create", "floatingIps_create"),
            ("VPCs", "Vpcs"),
            ("getUserIDsOfX", "getUserIdsOfX"),
            ("iOS devices", "Ios devices"),
            ("radiOS", "radiOS"),
            ("APIStatus", "APIStatus"),
            ("HTTPSServer", "HTTPSServer"),
            ("OAuthenticate", "OAuthenticate"),
            ("ÄÖs IPs", "ÄÖs Ips"),
        ] {
            assert_eq!(one_capital(text), words);
        }
    }
}
