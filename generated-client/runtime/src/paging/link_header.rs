//! The header `Link` ([RFC 8288, section 3]). In: the value of one header. Out: the target of its link with
//! the relation `next`. Absent: all other relations, and links that have another context (`anchor`).
//!
//! [RFC 8288, section 3]: https://www.rfc-editor.org/rfc/rfc8288#section-3

/// The value is not a list of links.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// The target of the link to the next page, if there is one.
pub(super) fn next(value: &str) -> Result<Option<&str>, Malformed> {
    let mut rest = value;
    let mut found = None;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return Ok(found);
        }
        let (target, after) = (rest.strip_prefix('<'))
            .and_then(|rest| rest.split_once('>'))
            .ok_or(Malformed)?;
        rest = after;
        let (mut relation, mut is_elsewhere) = (None, false);
        while let Some((name, value, after)) = parameter(rest)? {
            rest = after;
            is_elsewhere |= name.eq_ignore_ascii_case("anchor");
            // The first one counts.
            if name.eq_ignore_ascii_case("rel") && relation.is_none() {
                relation = Some(value);
            }
        }
        let mut relations = relation.unwrap_or_default().split_ascii_whitespace();
        let is_next = relations.any(|it| it.eq_ignore_ascii_case("next"));
        if is_next && !is_elsewhere && found.is_none() {
            found = Some(target.trim());
        }
        rest = rest.trim_start();
        if !rest.is_empty() && !rest.starts_with(',') {
            return Err(Malformed);
        }
    }
}

/// The name and value of a parameter, and the rest of the text. A quoted value is returned without
/// its quotes, but with its backslashes; no relation has one.
fn parameter(text: &str) -> Result<Option<(&str, &str, &str)>, Malformed> {
    let Some(text) = text.trim_start().strip_prefix(';') else {
        return Ok(None);
    };
    let text = text.trim_start();
    let end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.strip_prefix('=') else {
        return Ok(Some((name.trim(), "", rest)));
    };
    let value = value.trim_start();
    let Some(quoted) = value.strip_prefix('"') else {
        let (value, rest) = value.split_at(value.find([';', ',']).unwrap_or(value.len()));
        return Ok(Some((name.trim(), value.trim(), rest)));
    };
    let mut is_escaped = false;
    let end = quoted.find(|c| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    let (value, rest) = quoted.split_at(end.ok_or(Malformed)?);
    Ok(Some((name.trim(), value, rest.trim_start_matches('"'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_links() {
        for (value, expected) in [
            (
                r#"<https://a.example/x?page=2>; rel="next""#,
                Ok(Some("https://a.example/x?page=2")),
            ),
            (
                r#"</x?page=1>; rel="prev", </x?page=3>; rel=next"#,
                Ok(Some("/x?page=3")),
            ),
            (
                r#"<?a=1,2;3>; title="a, \"b\"; rel=next"; REL="last Next""#,
                Ok(Some("?a=1,2;3")),
            ),
            (r#"</x>; rel="prev"; rel="next""#, Ok(None)),
            (r#"</x>; rel=nextpage, ,"#, Ok(None)),
            (r#"</x>; rel="next"; anchor="/y""#, Ok(None)),
            (
                r#"</x>; crossorigin; rel="next", </y>; rel="next""#,
                Ok(Some("/x")),
            ),
            ("", Ok(None)),
            ("</x>", Ok(None)),
            ("https://a.example/x; rel=next", Err(Malformed)),
            ("</x; rel=next", Err(Malformed)),
            (r#"</x>; rel="next"#, Err(Malformed)),
            ("</x> rel=next", Err(Malformed)),
        ] {
            assert_eq!(next(value), expected, "{value}");
        }
    }
}
