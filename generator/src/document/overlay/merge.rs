//! `update` and `copy`: how a value is merged into a target.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;
use crate::document::read::kind;

/// A written node: its address in the description and that of its source in the overlay.
pub(super) type Written = (Pointer, Pointer);

/// Merges `update` into the node that an action selects: objects are merged, the items of an array (or
/// a single value) are appended to an array, and a primitive value is replaced by a primitive value.
pub(super) fn into_target(
    target: &mut Value,
    update: &Value,
    at: &Pointer,
    from: &Pointer,
    written: &mut Vec<Written>,
) -> Result<(), Diagnostic> {
    match (target, update) {
        (Value::Array(items), update) if !update.is_array() => {
            written.push((at.child(items.len()), from.clone()));
            items.push(update.clone());
            Ok(())
        }
        (target, update) => merge(target, update, at, from, written),
    }
}

/// The recursive part of the specification: below the target, types must match.
fn merge(
    target: &mut Value,
    update: &Value,
    at: &Pointer,
    from: &Pointer,
    written: &mut Vec<Written>,
) -> Result<(), Diagnostic> {
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            for (key, value) in update {
                let (at, from) = (at.child(key), from.child(key));
                match target.get_mut(key) {
                    Some(member) => merge(member, value, &at, &from, written)?,
                    None => {
                        target.insert(key.clone(), value.clone());
                        written.push((at, from));
                    }
                }
            }
        }
        (Value::Array(target), Value::Array(update)) => {
            for (index, item) in update.iter().enumerate() {
                written.push((at.child(target.len()), from.child(index)));
                target.push(item.clone());
            }
        }
        (target, update) if is_plain(target) && is_plain(update) => {
            if target != update {
                *target = update.clone();
                written.push((at.clone(), from.clone()));
            }
        }
        (target, update) => {
            let message = format!(
                "the action writes {} to `{at}`, which is {}",
                kind(update),
                kind(target)
            );
            return Err(Diagnostic::new(Code::OverlayIncompatible, from, message));
        }
    }
    Ok(())
}

fn is_plain(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}
