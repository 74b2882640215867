//! The intersection of two kinds of values.

use super::{SchemaKind, StringFormat, enumeration};

/// The kind whose values are of both kinds; `None` if there are no such values.
pub(super) fn both(a: SchemaKind, b: SchemaKind) -> Option<SchemaKind> {
    use SchemaKind::{Any, Decimal, Enum, Integer, List, Number, OpenTuple, String, Tuple};
    Some(match (a, b) {
        (Any, other) | (other, Any) => other,
        (a, b) if a == b => a,
        (Enum(a), Enum(b)) => {
            let common = enumeration::common(&a, &b);
            return (!common.values.is_empty()).then_some(Enum(common));
        }
        (Enum(known), Integer(_) | Number | Decimal)
        | (Integer(_) | Number | Decimal, Enum(known))
            if known.is_integer() =>
        {
            Enum(known)
        }
        (Enum(known), String(_)) | (String(_), Enum(known)) if !known.is_integer() => Enum(known),
        (String(StringFormat::Text), text @ String(_))
        | (text @ String(_), String(StringFormat::Text)) => text,
        (Number | Decimal, whole @ Integer(_)) | (whole @ Integer(_), Number | Decimal) => whole,
        (Number, Decimal) | (Decimal, Number) => Decimal,
        (Integer(a), Integer(b)) => Integer(a.narrower(b)),
        (List(_) | OpenTuple { .. }, tuple @ Tuple(_))
        | (tuple @ Tuple(_), List(_) | OpenTuple { .. })
        | (List(_), tuple @ OpenTuple { .. })
        | (tuple @ OpenTuple { .. }, List(_) | OpenTuple { .. }) => tuple,
        (List(a), List(_)) => List(a),
        _ => return None,
    })
}
