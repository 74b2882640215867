//! The events that an API sends, which are described by a document of their own, through the stages.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::Document;
use crate::{Config, Names, Webhooks, api, rust};

/// Takes the events through the stages. `None` where one of them fails; the reason is among the
/// diagnostics then.
pub(crate) fn decide(
    webhooks: &Webhooks,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<rust::Webhooks> {
    let mut document = match Document::parse(&webhooks.source) {
        Ok(document) => document,
        Err(found) => {
            diagnostics.extend(found);
            return None;
        }
    };
    let mut found = document.normalise();
    // That there is nothing to call is why they are described apart.
    found.retain(|it| !matches!(it.code, Code::NotCalled | Code::ModelsOnly));
    let is_error = |it: &Diagnostic| it.severity() == Severity::Error;
    let decided = (!found.iter().any(is_error)).then(|| {
        let api = api::lower(&document, None, &mut found);
        let config = Config {
            personal: webhooks.personal.clone(),
            webhooks: None,
            ..config.clone()
        };
        rust::decide(&api, &Names::default(), &config, &mut found)
    });
    document.locate(&mut found);
    diagnostics.append(&mut found);
    decided.map(|client| rust::Webhooks::new(webhooks.scheme.clone(), client))
}
