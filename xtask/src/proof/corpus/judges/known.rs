//! Disagreements that have been answered: whose fault each is, and by which section.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::judged::Judged;
use crate::exit::Failure;
use crate::proof::corpus::unusable::unusable;

/// The answers, in the order of their file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::proof::corpus) struct Known {
    #[serde(default)]
    answer: Vec<Answer>,
}

/// One reason, and all places where it is one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    judge: String,
    /// What each message of the judge has in it.
    says: String,
    fault: Fault,
    /// Why, with the section of the specification.
    #[expect(dead_code, reason = "it is for people")]
    why: String,
    /// The description and the operation, or the description alone for all of its operations.
    at: BTreeSet<String>,
}

/// Whose fault a disagreement is. Ours are mended, so they are none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::proof::corpus) enum Fault {
    Judge,
    Description,
}

/// What the answers make of a run.
#[derive(Default)]
pub(in crate::proof::corpus) struct Compared {
    pub(in crate::proof::corpus) of_judges: usize,
    pub(in crate::proof::corpus) of_descriptions: usize,
    /// Without an answer: judge, place and what was said.
    pub(in crate::proof::corpus) open: Vec<String>,
    /// Answers to what no judge says any more: they would hide the next disagreement.
    pub(in crate::proof::corpus) stale: Vec<String>,
}

impl Known {
    pub(in crate::proof::corpus) fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|error| unusable(path, &error))?;
        toml_edit::de::from_str(&text).map_err(|error| {
            Failure::failed(format!(
                "{} has no answers that can be read",
                path.display()
            ))
            .cause(&error)
        })
    }

    /// Compares the disagreements of descriptions, by their names.
    pub(in crate::proof::corpus) fn compare<'a>(
        &self,
        judged: impl Iterator<Item = (&'a str, &'a Judged)>,
    ) -> Compared {
        let mut compared = Compared::default();
        let mut used = BTreeSet::new();
        let mut documents = BTreeSet::new();
        for (document, judged) in judged {
            documents.insert(document);
            if !judged.said.is_empty() {
                compared.open.push(format!(
                    "{document}: the calls cannot be made: {}",
                    judged.said
                ));
            }
            for by in &judged.judges {
                for one in &by.disagreements {
                    let place = format!("{document} {}", one.operation);
                    let place = place.trim_end();
                    let mut faults = BTreeSet::new();
                    let mut open = Vec::new();
                    for said in &one.said {
                        let answer = self.answer.iter().enumerate().find_map(|(index, answer)| {
                            let at = [place, document]
                                .into_iter()
                                .find(|at| answer.at.contains(*at))?;
                            let is_it = answer.judge == by.judge && said.contains(&answer.says);
                            is_it.then_some((index, at, answer.fault))
                        });
                        match answer {
                            Some((index, at, fault)) => {
                                used.insert((index, at.to_owned()));
                                faults.insert(fault);
                            }
                            None => open.push(said.as_str()),
                        }
                    }
                    if !open.is_empty() {
                        let open = open.join("; ");
                        compared.open.push(format!("{} {place}: {open}", by.judge));
                    } else if faults.contains(&Fault::Description) {
                        compared.of_descriptions += 1;
                    } else {
                        compared.of_judges += 1;
                    }
                }
            }
        }
        for (index, answer) in self.answer.iter().enumerate() {
            let stale = answer.at.iter().filter(|at| {
                let document = documents.iter().any(|it| {
                    at.strip_prefix(it)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                });
                document && !used.contains(&(index, (*at).clone()))
            });
            let stale = stale.map(|at| format!("{} {at}: {}", answer.judge, answer.says));
            compared.stale.extend(stale);
        }
        compared
    }
}
