//! Patterns of paths: `*` matches any characters within a segment, `**` any characters.

/// Whether a path matches a pattern.
pub(super) fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, path) = (pattern.as_bytes(), path.as_bytes());
    // Which prefixes of the path match the pattern so far; one row per character of the pattern.
    let mut row = vec![false; path.len() + 1];
    row[0] = true;
    let mut at = 0;
    while let Some(&sign) = pattern.get(at) {
        at += 1;
        let mut next = vec![false; row.len()];
        if sign == b'*' {
            let across = pattern.get(at) == Some(&b'*');
            at += usize::from(across);
            for end in 0..row.len() {
                let grows = end > 0 && next[end - 1] && (across || path[end - 1] != b'/');
                next[end] = row[end] || grows;
            }
        } else {
            for end in 1..row.len() {
                next[end] = row[end - 1] && path[end - 1] == sign;
            }
        }
        row = next;
    }
    row.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns() {
        for (pattern, path, expected) in [
            ("/users", "/users", true),
            ("/users", "/users/{id}", false),
            ("/users/*", "/users/{id}", true),
            ("/users/*", "/users/{id}/keys", false),
            ("/users/**", "/users/{id}/keys", true),
            ("/users**", "/users", true),
            ("/*/keys", "/users/keys", true),
            ("**/keys", "/users/{id}/keys", true),
            ("/us*s/{id}", "/users/{id}", true),
            ("*", "/users", false),
            ("", "/users", false),
            ("**", "", true),
        ] {
            assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
        }
    }

    /// The time is proportional to the product of both lengths, for any pattern.
    #[test]
    fn hostile_patterns_end() {
        assert!(!fits(&"**a".repeat(300), &"a".repeat(299)));
    }
}
