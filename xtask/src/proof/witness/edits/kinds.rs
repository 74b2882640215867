//! The kinds of edits, modelled on those of vendors.

use serde_json::{Map, Value, json};

use super::places::{escaped, name, objects, operations, parent, path, properties};
use fastrand::Rng;

/// An edit.
pub(super) struct Made {
    /// The edited position, for display.
    pub(super) place: String,
    /// Words of which a report that names the edit contains at least one.
    pub(super) tokens: Vec<String>,
}

/// Edits a description at a random position; `None` if the position is unsuitable.
type Make = fn(&mut Value, &mut Rng) -> Option<Made>;

/// All kinds by their names.
pub(super) const KINDS: &[(&str, Make)] = &[
    ("a variant is added to a union", variant_added),
    ("an existing schema is added to a union", variant_known),
    ("a variant of a union is removed", variant_removed),
    ("a value is added to a list in a description", listed_added),
    ("a value leaves a list in a description", listed_removed),
    ("a list in a description becomes an enum", listed_as_enum),
    ("a property becomes an enum", enum_added),
    ("a tag is added", tag_added),
    ("the first tag changes", tag_replaced),
    ("a schema is renamed", schema_renamed),
    ("a schema is renamed and extended", schema_renamed_and_grown),
    ("a property is removed", property_removed),
    ("a property is added", property_added),
    ("a required property is added", required_added),
    ("a property is renamed", property_renamed),
    ("the type of a property changes", type_changed),
    ("a property becomes nullable", nullable),
    ("a property becomes required", required),
    ("a property becomes optional", optional),
    ("the format of a property changes", format_changed),
    ("a property gets a limit", limit_added),
    ("a property description changes", text_changed),
    ("the title of a schema changes", title_changed),
    ("the items of an array change", items_changed),
    (
        "a property schema moves to a component",
        moved_to_components,
    ),
    ("a discriminator is added", discriminator_added),
    ("an operation is removed", operation_removed),
    ("an operation is added", operation_added),
    ("the path of an operation changes", operation_moved),
    ("an operation becomes deprecated", operation_deprecated),
    ("the operationId changes", operation_id_changed),
    ("an operation description changes", operation_text_changed),
    ("an operation needs no token", security_removed),
    ("a parameter is added", parameter_added),
    ("a parameter is removed", parameter_removed),
    (
        "a parameter becomes required or optional",
        parameter_required,
    ),
    ("the type of a parameter changes", parameter_type_changed),
    ("the success status changes", success_changed),
    ("an error response is added", error_added),
    ("a response is removed", response_removed),
    ("a response header is added", header_added),
    ("the media type of a body changes", media_type_changed),
    ("the server changes", server_changed),
];

fn made(at: &str, tokens: impl IntoIterator<Item = impl Into<String>>) -> Option<Made> {
    Some(Made {
        place: at.to_owned(),
        tokens: tokens.into_iter().map(Into::into).collect(),
    })
}

fn object<'v>(value: &'v mut Value, at: &str) -> Option<&'v mut Map<String, Value>> {
    value.pointer_mut(at)?.as_object_mut()
}

fn list<'v>(value: &'v mut Value, at: &str) -> Option<&'v mut Vec<Value>> {
    value.pointer_mut(at)?.as_array_mut()
}

fn schemas(value: &mut Value) -> Option<&mut Map<String, Value>> {
    object(value, "/components/schemas")
}

fn component(reference: &Value) -> Option<String> {
    let reference = reference.get("$ref")?.as_str()?;
    Some(reference.rsplit('/').next()?.to_owned())
}

/// The component or path that contains a pointer.
fn owner(at: &str) -> String {
    let mut parts = at.split('/').skip(1);
    let place = match parts.next() {
        Some("components") => parts.nth(1),
        _ => parts.next(),
    };
    name(place.unwrap_or_default())
}

fn union(value: &Value, random: &mut Rng) -> Option<String> {
    let unions = objects(value, |_, members| {
        members.get("oneOf").is_some_and(Value::is_array)
    });
    random.choice(&unions).cloned()
}

fn variant_added(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = union(value, random)?;
    let schema = json!({"title": "ZzVariant", "type": "object", "required": ["zz"],
        "properties": {"zz": {"type": "string"}}});
    schemas(value)?.insert("ZzVariant".to_owned(), schema);
    list(value, &format!("{at}/oneOf"))?.push(json!({"$ref": "#/components/schemas/ZzVariant"}));
    made(&at, ["ZzVariant"])
}

fn variant_known(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = union(value, random)?;
    let names: Vec<String> = schemas(value)?
        .iter()
        .filter(|(_, schema)| schema["type"] == "object")
        .map(|(name, _)| name.clone())
        .collect();
    let known = random.choice(&names)?.clone();
    let variants = list(value, &format!("{at}/oneOf"))?;
    if variants
        .iter()
        .any(|it| component(it).as_ref() == Some(&known))
    {
        return None;
    }
    variants.push(json!({"$ref": format!("#/components/schemas/{}", escaped(&known))}));
    made(&format!("{at} gains {known}"), [known])
}

fn variant_removed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = union(value, random)?;
    let variants = list(value, &format!("{at}/oneOf"))?;
    let indices: Vec<usize> = (0..variants.len()).collect();
    let index = *random.choice(&indices).filter(|_| indices.len() > 1)?;
    let gone = variants.remove(index);
    let token = component(&gone).unwrap_or_else(|| owner(&at));
    made(&format!("{at} loses {gone}"), [token, name(&at)])
}

/// A text that lists values, with the values.
fn listing(value: &Value, random: &mut Rng) -> Option<(String, String, Vec<String>)> {
    let texts = objects(value, |_, members| {
        let text = members.get("description").and_then(Value::as_str);
        text.is_some_and(|text| text.contains("alues: ["))
    });
    let at = random.choice(&texts)?.clone();
    let text = value.pointer(&format!("{at}/description"))?.as_str()?;
    let (_, rest) = text.split_once("alues: [")?;
    let (values, _) = rest.split_once(']')?;
    let values = values.split(',').map(|it| it.trim().to_owned());
    Some((at.clone(), text.to_owned(), values.collect()))
}

fn relist(value: &mut Value, at: &str, text: &str, values: &[String]) -> Option<()> {
    let (before, rest) = text.split_once("alues: [")?;
    let (_, after) = rest.split_once(']')?;
    let text = format!("{before}alues: [{}]{after}", values.join(", "));
    object(value, at)?.insert("description".to_owned(), text.into());
    Some(())
}

fn listed_added(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, text, mut values) = listing(value, random)?;
    let places: Vec<usize> = (0..=values.len()).collect();
    values.insert(*random.choice(&places)?, "ZzBrandNew".to_owned());
    relist(value, &at, &text, &values)?;
    made(&at, ["ZzBrandNew"])
}

fn listed_removed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, text, mut values) = listing(value, random)?;
    let places: Vec<usize> = (0..values.len()).collect();
    let gone = values.remove(*random.choice(&places).filter(|_| places.len() > 1)?);
    relist(value, &at, &text, &values)?;
    made(&format!("{at} loses {gone}"), [gone])
}

fn listed_as_enum(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, _, values) = listing(value, random)?;
    let mut target = at.clone();
    for member in ["/schema", "/items"] {
        if value.pointer(&format!("{target}{member}")).is_some() {
            target.push_str(member);
        }
    }
    let schema = object(value, &target)?;
    if schema.get("type")? != "string" {
        return None;
    }
    schema.insert("enum".to_owned(), json!(values));
    object(value, &at)?.remove("description");
    made(&target, [name(at.trim_end_matches("/schema")), owner(&at)])
}

fn property(value: &Value, random: &mut Rng) -> Option<String> {
    random.choice(&properties(value)).cloned()
}

/// A property with an inline type.
fn typed(value: &Value, random: &mut Rng, kind: &str) -> Option<(String, String)> {
    let of_type: Vec<String> = properties(value)
        .into_iter()
        .filter(|at| value.pointer(at).is_some_and(|it| it["type"] == kind))
        .collect();
    let at = random.choice(&of_type)?.clone();
    let name = name(&at);
    Some((at, name))
}

fn enum_added(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, name) = typed(value, random, "string")?;
    let schema = object(value, &at)?;
    if schema.contains_key("enum") || schema.contains_key("format") {
        return None;
    }
    schema.insert("enum".to_owned(), json!(["ZzOne", "ZzTwo"]));
    made(&at, [name])
}

fn tag_added(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let tags = all_tags(value);
    let at = random.choice(&operations(value))?.clone();
    let tag = random.choice(&tags)?.clone();
    let known = list(value, &format!("{at}/tags"))?;
    if known.contains(&json!(tag)) {
        return None;
    }
    known.push(json!(tag));
    made(&format!("{at} gains {tag}"), [path(&at)])
}

fn tag_replaced(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let tags = all_tags(value);
    let at = random.choice(&operations(value))?.clone();
    let tag = random.choice(&tags)?.clone();
    object(value, &at)?.insert("tags".to_owned(), json!([tag]));
    made(&format!("{at} has {tag} now"), [path(&at)])
}

fn all_tags(value: &Value) -> Vec<String> {
    let tags = operations(value).into_iter().filter_map(|at| {
        let tag = value.pointer(&format!("{at}/tags/0"))?.as_str()?;
        Some(tag.to_owned())
    });
    let mut tags: Vec<String> = tags.collect();
    tags.sort();
    tags.dedup();
    tags
}

fn rename(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Object(members) => members.values_mut().for_each(|it| rename(it, old, new)),
        Value::Array(items) => items.iter_mut().for_each(|it| rename(it, old, new)),
        Value::String(text) if text == old => new.clone_into(text),
        _ => {}
    }
}

fn schema_renamed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let names: Vec<String> = schemas(value)?.keys().cloned().collect();
    let old = random.choice(&names)?.clone();
    let mut schema = schemas(value)?.remove(&old)?;
    if schema.get("title").is_some_and(|title| *title == *old) {
        schema["title"] = "ZzRenamed".into();
    }
    schemas(value)?.insert("ZzRenamed".to_owned(), schema);
    let reference = |name: &str| format!("#/components/schemas/{}", escaped(name));
    rename(value, &reference(&old), &reference("ZzRenamed"));
    made(&old, [old.as_str(), "ZzRenamed"])
}

fn schema_renamed_and_grown(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let made = schema_renamed(value, random)?;
    let properties = object(value, "/components/schemas/ZzRenamed/properties")?;
    properties.insert("zzMore".to_owned(), json!({"type": "string"}));
    Some(made)
}

fn property_removed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = property(value, random)?;
    let name = name(&at);
    object(value, parent(&at))?.remove(&name);
    let owner = parent(parent(&at));
    if let Some(required) = list(value, &format!("{owner}/required")) {
        required.retain(|it| *it != *name);
    }
    made(&at, [name])
}

fn new_property(value: &mut Value, random: &mut Rng) -> Option<String> {
    let at = property(value, random)?;
    let owner = parent(&at).to_owned();
    object(value, &owner)?.insert("zzNew".to_owned(), json!({"type": "string"}));
    Some(parent(&owner).to_owned())
}

fn property_added(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = new_property(value, random)?;
    made(&at, ["zzNew"])
}

fn required_added(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = new_property(value, random)?;
    let schema = object(value, &at)?;
    let required = schema.entry("required").or_insert(json!([]));
    required.as_array_mut()?.push("zzNew".into());
    made(&at, ["zzNew"])
}

fn property_renamed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = property(value, random)?;
    let old = name(&at);
    let properties = object(value, parent(&at))?;
    let schema = properties.remove(&old)?;
    properties.insert("zzOther".to_owned(), schema);
    let owner = parent(parent(&at));
    if let Some(required) = list(value, &format!("{owner}/required")) {
        for one in required.iter_mut().filter(|it| **it == *old) {
            *one = "zzOther".into();
        }
    }
    made(&at, ["zzOther"])
}

fn type_changed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, name) = typed(value, random, "string")?;
    *value.pointer_mut(&at)? = json!({"type": "integer", "format": "int64"});
    made(&at, [name])
}

fn nullable(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, name) = typed(value, random, "string")?;
    let schema = object(value, &at)?;
    schema.insert("nullable".to_owned(), true.into());
    made(&at, [name])
}

fn required(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = property(value, random)?;
    let name = name(&at);
    let schema = object(value, parent(parent(&at)))?;
    let required = schema.entry("required").or_insert(json!([]));
    let required = required.as_array_mut()?;
    if required.iter().any(|it| *it == *name) {
        return None;
    }
    required.push(name.as_str().into());
    made(&at, [name])
}

fn optional(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = property(value, random)?;
    let name = name(&at);
    let required = list(value, &format!("{}/required", parent(parent(&at))))?;
    required.retain(|it| *it != *name);
    made(&at, [name])
}

fn format_changed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, name) = typed(value, random, "string")?;
    let schema = object(value, &at)?;
    let format = if schema.contains_key("format") {
        "byte"
    } else {
        "uuid"
    };
    schema.insert("format".to_owned(), format.into());
    made(&at, [name])
}

fn limit_added(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, name) = typed(value, random, "string")?;
    let schema = object(value, &at)?;
    if schema.contains_key("format") {
        return None;
    }
    schema.insert("maxLength".to_owned(), 17.into());
    made(&at, [name])
}

fn text_changed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = property(value, random)?;
    let schema = object(value, &at)?;
    if schema.contains_key("$ref") {
        return None;
    }
    schema.insert("description".to_owned(), "Zz says so.".into());
    made(&at, [name(&at), owner(&at)])
}

fn title_changed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let titled = objects(value, |at, members| {
        at.starts_with("/components/schemas/")
            && at.matches('/').count() == 3
            && members.contains_key("title")
    });
    let at = random.choice(&titled)?.clone();
    object(value, &at)?.insert("title".to_owned(), "ZzTitle".into());
    made(&at, [name(&at), "ZzTitle".to_owned()])
}

fn items_changed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, name) = typed(value, random, "array")?;
    object(value, &at)?.insert("items".to_owned(), json!({"type": "number"}));
    made(&at, [name])
}

fn moved_to_components(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, name) = typed(value, random, "string")?;
    let mut schema = value.pointer(&at)?.clone();
    schema["maxLength"] = json!(19);
    schemas(value)?.insert("ZzMoved".to_owned(), schema);
    *value.pointer_mut(&at)? = json!({"$ref": "#/components/schemas/ZzMoved"});
    made(&at, [name, "ZzMoved".to_owned()])
}

fn discriminator_added(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = union(value, random)?;
    let union = object(value, &at)?;
    if union.contains_key("discriminator") {
        return None;
    }
    union.insert(
        "discriminator".to_owned(),
        json!({"propertyName": "zzKind"}),
    );
    made(&at, [name(&at), "zzKind".to_owned()])
}

fn operation_removed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = random.choice(&operations(value))?.clone();
    object(value, parent(&at))?.remove(&name(&at));
    made(&at, [path(&at)])
}

fn operation_added(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = random.choice(&operations(value))?.clone();
    let mut operation = value.pointer(&at)?.clone();
    operation["operationId"] = "zzNewOperation".into();
    operation["parameters"] = json!([]);
    object(value, "/paths")?.insert("/zz/new".to_owned(), json!({ name(&at): operation }));
    made(&at, ["/zz/new"])
}

fn operation_moved(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = random.choice(&operations(value))?.clone();
    let old = path(&at);
    let item = object(value, "/paths")?.remove(&old)?;
    let new = old.replacen("/beta/", "/zz/", 1);
    object(value, "/paths")?.insert(new.clone(), item);
    made(&at, [new])
}

fn operation_deprecated(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = random.choice(&operations(value))?.clone();
    object(value, &at)?.insert("deprecated".to_owned(), true.into());
    made(&at, [path(&at)])
}

fn operation_id_changed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = random.choice(&operations(value))?.clone();
    object(value, &at)?.insert("operationId".to_owned(), "zzOtherId".into());
    made(&at, [path(&at)])
}

fn operation_text_changed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = random.choice(&operations(value))?.clone();
    object(value, &at)?.insert("summary".to_owned(), "Zz does it".into());
    made(&at, [path(&at)])
}

fn security_removed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = random.choice(&operations(value))?.clone();
    object(value, &at)?.insert("security".to_owned(), json!([]));
    made(&at, [path(&at)])
}

fn parameter_added(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = random.choice(&operations(value))?.clone();
    let required = *random.choice(&[true, false])?;
    let parameters = object(value, &at)?.entry("parameters").or_insert(json!([]));
    let parameter = json!({"name": "zzQuery", "in": "query", "required": required, "schema": {"type": "string"}});
    parameters.as_array_mut()?.push(parameter);
    made(&at, ["zzQuery"])
}

/// A parameter that is not part of a path.
fn parameter(value: &Value, random: &mut Rng) -> Option<(String, String)> {
    let parameters = objects(value, |at, members| {
        at.contains("/parameters/")
            && members.contains_key("name")
            && members.get("in").is_some_and(|place| place != "path")
    });
    let at = random.choice(&parameters)?.clone();
    let name = value.pointer(&at)?.get("name")?.as_str()?.to_owned();
    Some((at, name))
}

fn parameter_removed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, parameter) = parameter(value, random)?;
    let index: usize = name(&at).parse().ok()?;
    list(value, parent(&at))?.remove(index);
    made(&at, [parameter])
}

fn parameter_required(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, parameter) = parameter(value, random)?;
    let members = object(value, &at)?;
    let is_required = members.get("required").is_some_and(|it| *it == true);
    members.insert("required".to_owned(), (!is_required).into());
    made(&at, [parameter])
}

fn parameter_type_changed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, parameter) = parameter(value, random)?;
    let schema = object(value, &at)?.get_mut("schema")?;
    let kind = if schema.get("type")? == "boolean" {
        "integer"
    } else {
        "boolean"
    };
    *schema = json!({ "type": kind });
    made(&at, [parameter])
}

/// A response of an operation whose status begins with one of these digits.
fn response(value: &Value, random: &mut Rng, digits: &[char]) -> Option<(String, String)> {
    let at = random.choice(&operations(value))?.clone();
    let responses = value.pointer(&format!("{at}/responses"))?.as_object()?;
    let statuses: Vec<&String> = responses
        .keys()
        .filter(|status| status.starts_with(digits))
        .collect();
    let status = (*random.choice(&statuses)?).clone();
    Some((at, status))
}

fn success_changed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, status) = response(value, random, &['2'])?;
    let responses = object(value, &format!("{at}/responses"))?;
    let response = responses.remove(&status)?;
    responses.insert("202".to_owned(), response);
    made(&at, [path(&at)])
}

fn error_added(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let at = random.choice(&operations(value))?.clone();
    let responses = object(value, &format!("{at}/responses"))?;
    responses.insert("418".to_owned(), json!({"description": "Zz"}));
    made(&at, ["418"])
}

fn response_removed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, status) = response(value, random, &['4', '5'])?;
    object(value, &format!("{at}/responses"))?.remove(&status);
    made(&format!("{at} loses {status}"), [status])
}

fn header_added(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let (at, status) = response(value, random, &['2'])?;
    let response = object(value, &format!("{at}/responses/{status}"))?;
    let headers = response.entry("headers").or_insert(json!({}));
    headers["X-Zz"] = json!({"schema": {"type": "string"}});
    made(&at, ["X-Zz"])
}

fn media_type_changed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let bodies = objects(value, |at, members| {
        at.starts_with("/paths/")
            && at.ends_with("/content")
            && members.contains_key("application/json")
    });
    let at = random.choice(&bodies)?.clone();
    let content = object(value, &at)?;
    let body = content.remove("application/json")?;
    content.insert("application/vnd.zz+json".to_owned(), body);
    made(&at, [owner(&at)])
}

fn server_changed(value: &mut Value, random: &mut Rng) -> Option<Made> {
    let number = random.choice(&[1, 2, 3])?;
    let url = format!("https://zz{number}.example.invalid");
    let server = value.pointer_mut("/servers/0/url")?;
    *server = url.as_str().into();
    made("/servers/0", [url])
}
