//! Names of operations in the configuration: an operationId, or method and path.

use super::Pointer;
use super::description::Document;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::{Config, Mention};

/// Whether an operation with this key and operationId is named.
pub(crate) fn is_mentioned(mentions: &[Mention], key: &str, id: Option<&str>) -> bool {
    let mut names = mentions.iter().map(|mention| mention.name.as_str());
    names.any(|name| name == key || Some(name) == id)
}

impl Mention {
    /// A finding about the name, with its location if known.
    pub(crate) fn report(&self, code: Code, message: String) -> Diagnostic {
        let mut found = Diagnostic::new(code, &Pointer::root(), message);
        if let Some(site) = &self.site {
            let (file, place, excerpt) = &**site;
            found.file.clone_from(file);
            found.place = Some(*place);
            found.excerpt = Some(Box::new(excerpt.clone()));
        }
        found
    }
}

impl Document {
    /// Reports the names in the configuration's lists of operations that match no operation.
    pub(crate) fn unknown_operations(&self, config: &Config) -> Vec<Diagnostic> {
        let lists = config.operation_lists().into_iter();
        let mentions = lists.flat_map(|(list, mentions)| mentions.iter().map(move |it| (list, it)));
        let mentions: Vec<(&str, &Mention)> = mentions.collect();
        if mentions.is_empty() {
            return Vec::new();
        }
        let mut known = self.unselected.clone();
        for (key, operation) in self.described() {
            known.extend(operation.node.str("operationId").map(str::to_owned));
            known.insert(key);
        }
        let unknown = (mentions.into_iter()).filter(|(_, it)| !known.contains(&it.name));
        unknown
            .map(|(list, mention)| {
                let name = &mention.name;
                let meant = did_you_mean(name, known.iter().map(String::as_str));
                let message = format!("`{list}` names `{name}`, which matches no operation{meant}");
                mention.report(Code::UnknownOperation, message)
            })
            .collect()
    }
}
