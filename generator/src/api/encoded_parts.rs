//! Parts of forms in a media type that the client doesn't encode, such as an object in XML: the caller
//! encodes them, like a whole body of that media type, so they are strings or files.

use std::collections::{BTreeMap, BTreeSet};

use super::media_type::{Side, encoding, is_plain_json};
use super::{
    Content, Encoding, Operation, Schema, SchemaId, SchemaKind, StringFormat, Use, VariantTags,
};
use crate::document::{Made, Pointer};

type Schemas = BTreeMap<SchemaId, Schema>;

/// The maximum depth of alternatives and lists in a part.
const DEEPEST: usize = 8;

/// Replaces the schemas of such parts. Returns the nodes whose examples don't describe them any more.
pub(super) fn take_encoded(
    operations: &mut [Operation],
    schemas: &mut Schemas,
    tags: &mut VariantTags,
) -> BTreeSet<Pointer> {
    let mut replaced = BTreeSet::new();
    let mut known = BTreeSet::new();
    let bodies = operations.iter_mut().filter_map(|it| it.body.as_mut());
    for content in bodies.flat_map(|body| &mut body.contents) {
        let is_form = matches!(content.encoding, Encoding::Form | Encoding::Multipart);
        let Some(form) = schemas.get(&content.value.schema).filter(|_| is_form) else {
            continue;
        };
        // A form that several operations send is encoded like in the first of them.
        if !known.insert((form.id.clone(), content.encoding)) {
            continue;
        }
        let mut form = form.clone();
        let mut parts = Parts {
            is_url_encoded: content.encoding == Encoding::Form,
            schemas,
            made: Vec::new(),
        };
        let nodes = parts.replace(&mut form.kind, content);
        let made = parts.made;
        if nodes.is_empty() {
            continue;
        }
        replaced.extend(nodes);
        schemas.extend(made.into_iter().map(|schema| (schema.id.clone(), schema)));
        // A form with named parts is a schema of its own; others may also be sent as JSON.
        let is_own =
            content.encoding == Encoding::Multipart && matches!(form.kind, SchemaKind::Object(_));
        if is_own {
            replaced.insert(form.id.0.clone());
        } else {
            let name = form.id.component().or(form.title);
            form.title = name.map(|name| format!("{name} form"));
            let own = SchemaId(form.id.0.made(Made::Encoded).child("form"));
            if let Some(of_schema) = tags.get(&form.id).cloned() {
                tags.insert(own.clone(), of_schema);
            }
            form.id = own;
            content.value.schema = form.id.clone();
        }
        schemas.insert(form.id.clone(), form);
    }
    replaced
}

struct Parts<'a> {
    is_url_encoded: bool,
    schemas: &'a Schemas,
    /// The schemas of encoded parts.
    made: Vec<Schema>,
}

impl Parts<'_> {
    /// Replaces the schemas of a form's parts; returns the nodes of those that were.
    fn replace(&mut self, form: &mut SchemaKind, content: &mut Content) -> Vec<Pointer> {
        let mut nodes = Vec::new();
        match form {
            SchemaKind::Object(object) => {
                for property in &mut object.properties {
                    let Some(part) = content.parts.get_mut(&property.name) else {
                        continue;
                    };
                    // A style of a URL-encoded form counts, not the media type.
                    let is_styled = self.is_url_encoded && part.style.is_some();
                    let Some(listed) = part.media_type.clone().filter(|_| !is_styled) else {
                        continue;
                    };
                    if !self.has_structure(&property.value, true) {
                        continue;
                    }
                    let mut media_types = listed.split(',').map(str::trim);
                    // Of several, the client encodes JSON.
                    if let Some(json) = media_types.find(|it| is_encoded(it)) {
                        part.media_type = Some(json.to_owned());
                    } else {
                        property.value = self.encoded(&property.value, &listed);
                        nodes.push(property.at.0.clone());
                        let described = property.description.take().map(|it| it + "\n\n");
                        let described = described.unwrap_or_default();
                        property.description =
                            Some(format!("{described}The caller encodes it as `{listed}`."));
                    }
                }
            }
            SchemaKind::List(item) => {
                let all = &content.positions;
                // Positions share a type.
                let mut media_types = all.first.iter().chain([&all.others]);
                let foreign = media_types.find(|it| !is_encoded(it));
                if let Some(listed) = foreign.filter(|_| self.has_structure(item, false)) {
                    *item = self.encoded(item, listed);
                    nodes.push(item.schema.0.clone());
                }
            }
            SchemaKind::Tuple(items) | SchemaKind::OpenTuple { first: items, .. } => {
                let all = &content.positions;
                for (index, item) in items.iter_mut().enumerate() {
                    let listed = all.first.get(index).unwrap_or(&all.others);
                    if !is_encoded(listed) && self.has_structure(item, false) {
                        *item = self.encoded(item, listed);
                        nodes.push(item.schema.0.clone());
                    }
                }
            }
            _ => {}
        }
        nodes
    }

    /// Whether a part may be an object, a list or any JSON. With `repeats`, the items of a list are
    /// parts of their own. Files are sent as they are.
    fn has_structure(&self, of: &Use, repeats: bool) -> bool {
        let mut inside = vec![(of, repeats, DEEPEST)];
        let mut found = false;
        while let Some((of, repeats, left)) = inside.pop() {
            match self.schemas.get(&of.schema).map(|it| &it.kind) {
                Some(SchemaKind::String(StringFormat::Binary)) => return false,
                Some(SchemaKind::List(item)) if left > 0 => {
                    found |= !repeats;
                    inside.push((item, false, left - 1));
                }
                Some(SchemaKind::Union(union)) if left > 0 => {
                    let variants = union.variants.iter();
                    inside.extend(variants.map(|it| (&it.value, repeats, left - 1)));
                }
                Some(
                    SchemaKind::Boolean
                    | SchemaKind::Integer(_)
                    | SchemaKind::Number
                    | SchemaKind::Decimal
                    | SchemaKind::String(_)
                    | SchemaKind::Enum(_),
                ) => {}
                _ => found = true,
            }
        }
        found
    }

    /// The use of a schema whose values the caller encodes; of a list, each item.
    fn encoded(&mut self, of: &Use, media_types: &str) -> Use {
        let is_bytes = encoding(media_types, None, Side::Request) == Encoding::Bytes;
        let (format, name) = match is_bytes && !self.is_url_encoded {
            true => (StringFormat::Binary, "file"),
            false => (StringFormat::Text, "text"),
        };
        let Some(schema) = self.schemas.get(&of.schema) else {
            return of.clone();
        };
        let mut made = schema.clone();
        made.id = SchemaId(schema.id.0.made(Made::Encoded).child(name));
        made.kind = match &schema.kind {
            SchemaKind::List(item) => SchemaKind::List(self.encoded(item, media_types)),
            _ => {
                made.limits.clear();
                made.listed.clear();
                SchemaKind::String(format)
            }
        };
        let of = Use {
            schema: made.id.clone(),
            nullable: of.nullable,
        };
        self.made.push(made);
        of
    }
}

/// Whether the client encodes a part of this media type, or of any if there is none.
fn is_encoded(media_type: &str) -> bool {
    is_plain_json(media_type) || encoding(media_type, None, Side::Request) == Encoding::Json
}
