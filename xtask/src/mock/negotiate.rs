//! The media type of a response: the one with the highest weight in `Accept` (RFC 9110, section
//! 12.5.1).

/// The index of the media type to respond with; `None` if the request accepts none of them.
pub(super) fn choose(accept: Option<&str>, offered: &[&str]) -> Option<usize> {
    let accept = accept.unwrap_or("*/*");
    let ranges: Vec<(String, f64)> = accept.split(',').filter_map(range).collect();
    if ranges.is_empty() {
        return (!offered.is_empty()).then_some(0);
    }
    let weighed = offered
        .iter()
        .enumerate()
        .filter_map(|(index, media_type)| {
            let media_type = essence(media_type);
            let fitting = ranges
                .iter()
                .filter_map(|(range, weight)| Some((specificity(range, &media_type)?, *weight)));
            // The most specific matching range applies.
            let (_, weight) = fitting.max_by_key(|(specificity, _)| *specificity)?;
            let is_json = media_type.ends_with("json");
            (weight > 0.0).then_some((index, weight, is_json))
        });
    let best = weighed.reduce(|best, next| {
        let is_better = next.1 > best.1 || next.1 >= best.1 && next.2 && !best.2;
        if is_better { next } else { best }
    });
    best.map(|(index, ..)| index)
}

fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// A media range and its weight.
fn range(text: &str) -> Option<(String, f64)> {
    let range = essence(text);
    let parameters = text.split(';').skip(1).filter_map(|it| it.split_once('='));
    let mut weights = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    let weight = weights
        .next()
        .map_or(Some(1.0), |(_, value)| value.trim().parse().ok());
    (!range.is_empty()).then_some((range, weight.unwrap_or(1.0)))
}

fn specificity(range: &str, media_type: &str) -> Option<u8> {
    let (group, kind) = range.split_once('/')?;
    let (of_group, _) = media_type.split_once('/')?;
    match (group, kind) {
        ("*", "*") => Some(0),
        _ if range == media_type => Some(2),
        (group, "*") if group == of_group => Some(1),
        // A described range matches every type within it.
        _ if media_type == "*/*" => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::choose;

    #[test]
    fn the_weight_decides_then_json() {
        let offered = ["text/csv", "application/json", "application/pdf"];
        for (accept, wanted) in [
            (None, Some(1)),
            (Some("*/*"), Some(1)),
            (Some(""), Some(0)),
            (Some("text/*"), Some(0)),
            (Some("text/csv;q=0.5, application/json;q=0.1"), Some(0)),
            (Some("application/*, application/json;q=0"), Some(2)),
            (Some("image/png"), None),
            (Some("Application/PDF; q=1, */*;q=0.1"), Some(2)),
        ] {
            assert_eq!(choose(accept, &offered), wanted, "{accept:?}");
        }
    }
}
