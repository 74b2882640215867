//! The macros of the runtime implement traits for each model and operation of a client. A function
//! without type parameters is compiled with the client unless it is `#[inline]`, and with it all that
//! it calls: the serialiser of each model, for `Debug`.

use crate::{none, sources};

#[test]
fn functions_of_macros_are_compiled_where_they_are_called() {
    let mut findings = Vec::new();
    let mut functions = 0;
    for source in sources("generated-client/runtime/src") {
        let exported = source.text.split("#[macro_export]").skip(1);
        let bodies = exported.map(|rest| rest.split_once("\n}\n").map_or(rest, |(body, _)| body));
        for body in bodies {
            let mut before = "";
            for line in body.lines().map(str::trim) {
                let named = line.strip_prefix("fn ").and_then(|it| it.split_once('('));
                if let Some((name, _)) = named.filter(|(name, _)| !name.contains('<')) {
                    functions += 1;
                    if before != "#[inline]" {
                        findings.push(format!("{}: `{name}` is not `#[inline]`", source.path));
                    }
                }
                before = line;
            }
        }
    }
    none(&findings);
    assert!(functions > 5, "{functions}");
}
