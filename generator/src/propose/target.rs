//! JSONPath (RFC 9535) targets of overlay actions.

use serde_json::Value;

use super::places::Places;
use crate::document::{Pointer, member, quoted};

/// The path to one node. A parameter is selected by name and location rather than by index, which
/// changes when a parameter is inserted before it.
pub(super) fn node(places: &Places<'_>, at: &Pointer) -> String {
    let mut path = "$".to_owned();
    let mut here = Pointer::root();
    for segment in at.segments() {
        let is_item = places.node(&here).is_some_and(Value::is_array);
        here = here.child(&segment);
        let parameter = places.node(&here).and_then(|node| {
            let text = |key| node.get(key).and_then(Value::as_str);
            Some((text("name")?, text("in")?))
        });
        match parameter {
            Some((name, place)) if is_item => {
                let (name, place) = (quoted(name), quoted(place));
                path.push_str(&format!("[?@.name == {name} && @.in == {place}]"));
            }
            _ if is_item => path.push_str(&format!("[{segment}]")),
            _ => path.push_str(&member(&segment)),
        }
    }
    path
}

/// Paths to the same position within several components, `$.components.schemas['A', 'B'].items`, and
/// the number of nodes that each selects; a single path, unless it would get too long.
pub(super) fn in_components(names: &[String], rest: &[String]) -> Vec<(String, usize)> {
    // Short enough to be readable, and far below the limit for a query.
    const LENGTH: usize = 1_000;
    let mut groups = Vec::<Vec<&str>>::new();
    let mut length = LENGTH;
    for name in names {
        if length >= LENGTH {
            groups.push(Vec::new());
            length = 0;
        }
        length += name.len();
        groups
            .last_mut()
            .into_iter()
            .for_each(|group| group.push(name));
    }
    let rest: String = rest.iter().map(|segment| member(segment)).collect();
    let path = |group: Vec<&str>| {
        let names = match group.as_slice() {
            [name] => member(name),
            names => {
                let names: Vec<_> = names.iter().map(|name| quoted(name)).collect();
                format!("[{}]", names.join(", "))
            }
        };
        (format!("$.components.schemas{names}{rest}"), group.len())
    };
    groups.into_iter().map(path).collect()
}
