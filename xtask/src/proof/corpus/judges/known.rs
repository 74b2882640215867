//! Known disagreements, with the side at fault and the relevant section of a specification.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::judged::Judged;
use crate::exit::Failure;
use crate::proof::corpus::unusable::unusable;

/// The explanations, in the order of their file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::proof::corpus) struct Known {
    #[serde(default)]
    explanation: Vec<Explanation>,
}

/// One reason, and all operations to which it applies.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Explanation {
    /// The judge; any if absent.
    #[serde(default)]
    judge: Option<String>,
    /// A substring of each message of the judge.
    says: String,
    fault: Fault,
    /// The reason, with the section of the specification.
    #[expect(dead_code, reason = "it is for people")]
    why: String,
    /// The description and the operation, which may end in `*`, or only the description for all of its
    /// operations.
    at: BTreeSet<String>,
}

/// The side at fault. Our own faults are fixed rather than listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::proof::corpus) enum Fault {
    /// The documented example violates a limit such as a pattern; no client checks those.
    Value,
    Judge,
    Description,
}

/// The disagreements of a run, compared with the explanations.
#[derive(Default)]
pub(in crate::proof::corpus) struct Compared {
    pub(in crate::proof::corpus) of_values: usize,
    pub(in crate::proof::corpus) of_judges: usize,
    pub(in crate::proof::corpus) of_descriptions: usize,
    /// Disagreements without an explanation: judge, position and message.
    pub(in crate::proof::corpus) open: Vec<String>,
    /// Explanations without a disagreement: they would hide the next one.
    pub(in crate::proof::corpus) stale: Vec<String>,
}

impl Known {
    pub(in crate::proof::corpus) fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|error| unusable(path, &error))?;
        toml_edit::de::from_str(&text).map_err(|error| {
            let said = format!("{} can't be parsed", path.display());
            Failure::failed(said).cause(&error)
        })
    }

    /// Compares the disagreements of descriptions, by name.
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
                let said = format!("{document}: the calls can't be generated: {}", judged.said);
                compared.open.push(said);
            }
            for by in &judged.judges {
                for one in &by.disagreements {
                    let place = format!("{document} {}", one.operation);
                    self.compare_one(&by.judge, document, place.trim_end(), &one.said, &mut used)
                        .add_to(&mut compared);
                }
            }
        }
        // An explanation of something that the run didn't check is not stale.
        let is_in = |at: &str| {
            let rest = documents.iter().find_map(|it| at.strip_prefix(it));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        for (index, explanation) in self.explanation.iter().enumerate() {
            let places = explanation.at.iter().filter(|at| is_in(at));
            let stale = places.filter(|at| !used.contains(&(index, at.as_str())));
            let stale = stale.map(|at| {
                let judge = explanation.judge.as_deref().unwrap_or("any judge");
                format!("{judge} {at}: {}", explanation.says)
            });
            compared.stale.extend(stale);
        }
        compared
    }

    /// Looks up the explanations of all messages of a judge about a request.
    fn compare_one<'a>(
        &'a self,
        judge: &str,
        document: &str,
        place: &str,
        said: &[String],
        used: &mut BTreeSet<(usize, &'a str)>,
    ) -> One {
        let mut fault = Fault::Value;
        let mut open = Vec::new();
        for said in said {
            let found = self
                .explanation
                .iter()
                .enumerate()
                .find_map(|(index, explanation)| {
                    let is_judge = explanation.judge.as_ref().is_none_or(|it| it == judge);
                    let is_it = is_judge && said.contains(&explanation.says);
                    let at = explanation
                        .at
                        .iter()
                        .find(|at| covers(at, document, place))?;
                    is_it.then_some((index, at.as_str(), explanation.fault))
                });
            match found {
                Some((index, at, whose)) => {
                    used.insert((index, at));
                    fault = fault.max(whose);
                }
                None => open.push(said.as_str()),
            }
        }
        match open.is_empty() {
            true => One::Explained(fault),
            false => One::Open(format!("{judge} {place}: {}", open.join("; "))),
        }
    }
}

/// Whether an explanation covers an operation.
fn covers(at: &str, document: &str, place: &str) -> bool {
    let begins = |prefix: &str| place.starts_with(prefix);
    at == document || at == place || at.strip_suffix('*').is_some_and(begins)
}

/// One disagreement.
enum One {
    Explained(Fault),
    Open(String),
}

impl One {
    fn add_to(self, compared: &mut Compared) {
        match self {
            Self::Explained(Fault::Value) => compared.of_values += 1,
            Self::Explained(Fault::Judge) => compared.of_judges += 1,
            Self::Explained(Fault::Description) => compared.of_descriptions += 1,
            Self::Open(said) => compared.open.push(said),
        }
    }
}
