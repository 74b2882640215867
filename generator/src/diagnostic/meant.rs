//! Suggests a known name for an unknown one.

/// The similarity that a suggestion must have, from 0 to 1.
const ALIKE: f32 = 0.6;
/// The longest name that is compared with others, in bytes.
const LONGEST: usize = 200;

/// ``; did you mean `name`?`` with the known name that is most similar to the written one; empty if
/// none is similar.
#[must_use]
pub fn did_you_mean<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let same = known.iter().find(|it| it.eq_ignore_ascii_case(written));
    let alike = || similar::get_close_matches(written, &known, 1, ALIKE);
    let meant = match same {
        Some(same) => Some(*same),
        None if written.len() > LONGEST => None,
        None => alike().first().copied(),
    };
    meant.map_or(String::new(), |meant| format!("; did you mean `{meant}`?"))
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn the_name_that_is_most_like_it() {
        let known = ["listPets", "getPet", "R221", "Zoo"];
        for (written, meant) in [
            ("listPet", "; did you mean `listPets`?"),
            ("GETPET", "; did you mean `getPet`?"),
            ("R2210", "; did you mean `R221`?"),
            ("zoo", "; did you mean `Zoo`?"),
            ("createOrder", ""),
            ("", ""),
        ] {
            assert_eq!(did_you_mean(written, known), meant, "{written}");
        }
        assert_eq!(did_you_mean(&"listPets".repeat(100), known), "");
        assert_eq!(did_you_mean("listPets", []), "");
    }
}
