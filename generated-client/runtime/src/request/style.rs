//! Encoding of values in a path, a query, a header or a cookie, by style.

use super::encode;
use super::tree::Tree;

/// How a parameter is encoded (OpenAPI 3.0.3, [style values], which [RFC 6570] defines).
///
/// Null, and an empty list or object, is not sent; null within them is omitted (RFC 6570, section
/// 2.3). Where the styles are undefined, as for nested lists, the inner value is encoded as JSON.
///
/// [style values]: https://spec.openapis.org/oas/v3.0.3#style-values
/// [RFC 6570]: https://www.rfc-editor.org/rfc/rfc6570
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// `blue,black`, `R,100,G,200`.
    Simple,
    /// `blue,black`, `R=100,G=200`.
    SimpleExploded,
    /// `.blue,black`, `.R,100,G,200`. OpenAPI 3.0.3 shows dots between the items, which 3.0.4
    /// corrects by RFC 6570, section 3.2.5.
    Label,
    /// `.blue.black`, `.R=100.G=200`.
    LabelExploded,
    /// `;color=blue,black`, `;color=R,100,G,200`.
    Matrix,
    /// `;color=blue;color=black`, `;R=100;G=200`.
    MatrixExploded,
    /// `color=blue,black`, `color=R,100,G,200`.
    Form,
    /// `color=blue&color=black`, `R=100&G=200`. A list in an object repeats the property's name,
    /// like the list itself would. In a cookie, `; ` replaces `&`.
    FormExploded,
    /// `color=blue%20black`.
    Space,
    /// `color=blue%7Cblack`.
    Pipe,
    /// `color[R]=100&color[G]=200`. OpenAPI does not define deeper levels: objects add their key in
    /// brackets and lists the index, `filter[tags][0]=a`, which stays unambiguous for lists of
    /// objects and which most servers that support brackets understand.
    DeepObject,
    /// The value as JSON: a parameter with `content`.
    Json,
}

/// The characters that an operator of RFC 6570 puts around and between values (appendix A).
struct Operator {
    first: &'static str,
    between: &'static str,
    joined: &'static str,
    named: bool,
    explode: bool,
}

/// Where an encoded value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    /// The path, without encoding reserved characters that a segment can hold (`allowReserved`).
    ReservedPath,
    Query,
    /// The query, without encoding reserved characters that it can hold (`allowReserved`).
    ReservedQuery,
    Header,
    Cookie,
}

impl Place {
    fn encode(self, text: &str) -> String {
        let mut encoded = String::with_capacity(text.len());
        match self {
            Self::Header => encoded.push_str(text),
            Self::ReservedQuery => encode::push_reserved(&mut encoded, text),
            Self::ReservedPath => encode::push_reserved_segment(&mut encoded, text),
            Self::Path | Self::Query | Self::Cookie => encode::push_encoded(&mut encoded, text),
        }
        encoded
    }
}

impl Style {
    fn operator(self, place: Place) -> Operator {
        let between_pairs = if place == Place::Cookie { "; " } else { "&" };
        let (first, between, joined, named) = match self {
            Self::Json if matches!(place, Place::Path | Place::ReservedPath | Place::Header) => {
                ("", ",", ",", false)
            }
            Self::Simple | Self::SimpleExploded => ("", ",", ",", false),
            Self::Label | Self::LabelExploded => (".", ".", ",", false),
            Self::Matrix | Self::MatrixExploded => (";", ";", ",", true),
            Self::Space => ("", between_pairs, "%20", true),
            Self::Pipe => ("", between_pairs, "%7C", true),
            Self::Form | Self::FormExploded | Self::DeepObject | Self::Json => {
                ("", between_pairs, ",", true)
            }
        };
        Operator {
            first,
            between,
            joined,
            named,
            explode: matches!(
                self,
                Self::SimpleExploded
                    | Self::LabelExploded
                    | Self::MatrixExploded
                    | Self::FormExploded
            ),
        }
    }
}

/// Encodes a value; `None` if it is empty. Names of parameters and properties are encoded like
/// values.
pub(super) fn encode(name: &str, style: Style, value: &Tree, place: Place) -> Option<String> {
    let operator = style.operator(place);
    let encode = |text: &str| place.encode(text);
    let named = |name: &str, text: String| {
        // RFC 6570, section 3.2.7: an empty value of a path parameter has no equals sign.
        if text.is_empty() && operator.first == ";" {
            encode(name)
        } else {
            format!("{}={text}", encode(name))
        }
    };
    let own = |text: String| {
        if operator.named {
            named(name, text)
        } else {
            text
        }
    };
    let parts: Vec<String> = match value {
        Tree::Null => Vec::new(),
        _ if style == Style::Json => vec![own(encode(&value.to_string()))],
        _ if style == Style::DeepObject => {
            let mut pairs = Vec::new();
            deep(name.to_owned(), value, &mut pairs);
            let pairs = pairs.into_iter();
            pairs
                .map(|(key, text)| named(&key, encode(&text)))
                .collect()
        }
        Tree::List(items) => {
            let items = items
                .iter()
                .filter_map(Tree::text)
                .map(|text| encode(&text));
            if operator.explode {
                items.map(own).collect()
            } else {
                joined(items.collect(), &operator)
                    .map(own)
                    .into_iter()
                    .collect()
            }
        }
        Tree::Object(properties) if operator.explode => {
            let repeats = style == Style::FormExploded;
            let values = properties.iter().flat_map(|(key, value)| match value {
                Tree::List(items) if repeats => items.iter().map(|item| (key, item)).collect(),
                _ => vec![(key, value)],
            });
            values
                .filter_map(|(key, value)| {
                    Some(format!("{}={}", encode(key), encode(&value.text()?)))
                })
                .collect()
        }
        Tree::Object(properties) => {
            let values = properties
                .iter()
                .filter_map(|(key, value)| Some([encode(key), encode(&value.text()?)]));
            joined(values.flatten().collect(), &operator)
                .map(own)
                .into_iter()
                .collect()
        }
        _ => value
            .text()
            .map(|text| own(encode(&text)))
            .into_iter()
            .collect(),
    };
    (!parts.is_empty()).then(|| format!("{}{}", operator.first, parts.join(operator.between)))
}

fn joined(values: Vec<String>, operator: &Operator) -> Option<String> {
    (!values.is_empty()).then(|| values.join(operator.joined))
}

/// The nested values, each under its keys in brackets.
fn deep(name: String, value: &Tree, pairs: &mut Vec<(String, String)>) {
    match value {
        Tree::Object(properties) => {
            for (key, value) in properties {
                deep(format!("{name}[{key}]"), value, pairs);
            }
        }
        // Such a name already tells its items apart.
        Tree::List(items) if name.ends_with("[]") => {
            for item in items {
                deep(name.clone(), item, pairs);
            }
        }
        Tree::List(items) => {
            let items = items.iter().filter(|item| **item != Tree::Null);
            for (index, item) in items.enumerate() {
                deep(format!("{name}[{index}]"), item, pairs);
            }
        }
        other => pairs.extend(other.text().map(|text| (name, text))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A JSON value instead of a tree.
    fn encode(name: &str, style: Style, value: &Value, place: Place) -> Option<String> {
        super::encode(name, style, &Tree::of(value).ok()?, place)
    }

    fn encoded(style: Style, value: Value) -> String {
        let text = encode("color", style, &value, Place::Header);
        text.unwrap_or_else(|| "nothing".to_owned())
    }

    /// The table of OpenAPI 3.0.3, "Style Examples", the properties in the order of their names.
    #[test]
    fn table_of_styles() {
        let list = || json!(["blue", "black", "brown"]);
        let object = || json!({ "B": 150, "G": 200, "R": 100 });
        for (style, empty, text, of_list, of_object) in [
            (
                Style::Matrix,
                ";color",
                ";color=blue",
                ";color=blue,black,brown",
                ";color=B,150,G,200,R,100",
            ),
            (
                Style::MatrixExploded,
                ";color",
                ";color=blue",
                ";color=blue;color=black;color=brown",
                ";B=150;G=200;R=100",
            ),
            (
                Style::Label,
                ".",
                ".blue",
                ".blue,black,brown",
                ".B,150,G,200,R,100",
            ),
            (
                Style::LabelExploded,
                ".",
                ".blue",
                ".blue.black.brown",
                ".B=150.G=200.R=100",
            ),
            (
                Style::Form,
                "color=",
                "color=blue",
                "color=blue,black,brown",
                "color=B,150,G,200,R,100",
            ),
            (
                Style::FormExploded,
                "color=",
                "color=blue",
                "color=blue&color=black&color=brown",
                "B=150&G=200&R=100",
            ),
            (
                Style::Simple,
                "",
                "blue",
                "blue,black,brown",
                "B,150,G,200,R,100",
            ),
            (
                Style::SimpleExploded,
                "",
                "blue",
                "blue,black,brown",
                "B=150,G=200,R=100",
            ),
            (
                Style::Space,
                "color=",
                "color=blue",
                "color=blue%20black%20brown",
                "color=B%20150%20G%20200%20R%20100",
            ),
            (
                Style::Pipe,
                "color=",
                "color=blue",
                "color=blue%7Cblack%7Cbrown",
                "color=B%7C150%7CG%7C200%7CR%7C100",
            ),
            (
                Style::DeepObject,
                "color=",
                "color=blue",
                "color[0]=blue&color[1]=black&color[2]=brown",
                "color[B]=150&color[G]=200&color[R]=100",
            ),
            (
                Style::Json,
                "\"\"",
                "\"blue\"",
                "[\"blue\",\"black\",\"brown\"]",
                "{\"B\":150,\"G\":200,\"R\":100}",
            ),
        ] {
            assert_eq!(encoded(style, json!("")), empty, "{style:?}");
            assert_eq!(encoded(style, json!("blue")), text, "{style:?}");
            assert_eq!(encoded(style, list()), of_list, "{style:?}");
            assert_eq!(encoded(style, object()), of_object, "{style:?}");
            assert_eq!(encoded(style, Value::Null), "nothing", "{style:?}");
            if style != Style::Json {
                for value in [json!([]), json!({}), json!([null]), json!({ "a": null })] {
                    assert_eq!(encoded(style, value), "nothing", "{style:?}");
                }
            }
        }
    }

    #[test]
    fn what_the_table_leaves_open() {
        for (style, value, expected) in [
            (Style::Form, json!([[1, 2], [3], null]), "color=[1,2],[3]"),
            (Style::Form, json!({ "a": { "b": 1 } }), "color=a,{\"b\":1}"),
            (
                Style::FormExploded,
                json!({ "a": [1, null, 2], "b": { "c": 1 } }),
                "a=1&a=2&b={\"c\":1}",
            ),
            (Style::SimpleExploded, json!({ "a": [1, 2] }), "a=[1,2]"),
            (Style::MatrixExploded, json!(["", "a"]), ";color;color=a"),
            (
                Style::DeepObject,
                json!({ "a": { "b": { "c": true } } }),
                "color[a][b][c]=true",
            ),
            (
                Style::DeepObject,
                json!({ "a": [{ "b": 1 }, { "b": 2 }] }),
                "color[a][0][b]=1&color[a][1][b]=2",
            ),
            (
                Style::Form,
                json!([1.0, 1.5, 18_446_744_073_709_551_615_u64, false]),
                "color=1,1.5,18446744073709551615,false",
            ),
        ] {
            assert_eq!(encoded(style, value.clone()), expected, "{style:?} {value}");
        }
        assert_eq!(
            encode("a", Style::FormExploded, &json!([1, 2]), Place::Cookie),
            Some("a=1; a=2".to_owned())
        );
    }

    #[test]
    fn every_part_is_encoded() {
        let value = json!({ "a&b": ["=", ","] });
        let encoded = |style| encode("x[]", style, &value, Place::Query);
        assert_eq!(
            encoded(Style::Json).as_deref(),
            Some("x%5B%5D=%7B%22a%26b%22%3A%5B%22%3D%22%2C%22%2C%22%5D%7D")
        );
        assert_eq!(
            encode(
                "x",
                Style::Form,
                &json!("/?&=#[]'+ å"),
                Place::ReservedQuery
            )
            .as_deref(),
            Some("x=/?%26=%23%5B%5D%27%2B%20%C3%A5")
        );
        assert_eq!(
            encoded(Style::DeepObject).as_deref(),
            Some("x%5B%5D%5Ba%26b%5D%5B0%5D=%3D&x%5B%5D%5Ba%26b%5D%5B1%5D=%2C")
        );
        assert_eq!(
            encode("x[]", Style::DeepObject, &json!([1, 2]), Place::Query).as_deref(),
            Some("x%5B%5D=1&x%5B%5D=2")
        );
        assert_eq!(
            encoded(Style::FormExploded).as_deref(),
            Some("a%26b=%3D&a%26b=%2C")
        );
    }
}
