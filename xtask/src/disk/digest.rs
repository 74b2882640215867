//! SHA-256 digests: the links of the chain in `spec/spec.lock`, in lower-case hexadecimal.

use std::collections::BTreeMap;

use hmac_sha256::Hash;
use serde_json::Value;

/// The digest of bytes.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    hexadecimal(&Hash::hash(bytes))
}

/// The digest of a value: of its JSON text without white space, the keys of every object sorted.
/// Formatting and key order do not count.
pub(crate) fn of_value(value: &Value) -> String {
    let mut text = Vec::new();
    write_canonical(value, &mut text);
    of_bytes(&text)
}

/// The digest of a set of files: of the lines `PATH NUL DIGEST`, sorted by path.
pub(crate) fn of_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let sorted: BTreeMap<&str, String> = files
        .into_iter()
        .map(|(path, bytes)| (path, of_bytes(bytes)))
        .collect();
    let mut hasher = Hash::new();
    for (path, digest) in sorted {
        hasher.update(path);
        hasher.update([0]);
        hasher.update(digest);
        hasher.update(b"\n");
    }
    hexadecimal(&hasher.finalize())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn write_canonical(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_canonical(item, out);
            }
            out.push(b']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by_key(|(key, _)| *key);
            out.push(b'{');
            for (index, (key, item)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_text(key, out);
                out.push(b':');
                write_canonical(item, out);
            }
            out.push(b'}');
        }
        Value::String(text) => write_text(text, out),
        scalar => out.extend(scalar.to_string().into_bytes()),
    }
}

/// Writes a JSON string.
fn write_text(text: &str, out: &mut Vec<u8>) {
    // Neither a text nor a write to memory fails.
    let _ = serde_json::to_writer(out, text);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn value_digest_ignores_key_order_only() {
        let sorted = json!({"a": [1, {"b": null, "c": "x\"y"}], "d": {}});
        let mut text = Vec::new();
        write_canonical(&sorted, &mut text);
        assert_eq!(text, br#"{"a":[1,{"b":null,"c":"x\"y"}],"d":{}}"#);

        let shuffled = json!({"d": {}, "a": [1, {"c": "x\"y", "b": null}]});
        assert_eq!(of_value(&sorted), of_value(&shuffled));
        assert_ne!(of_value(&json!([1, 2])), of_value(&json!([2, 1])));
        assert_ne!(of_value(&json!("1")), of_value(&json!(1)));
    }

    #[test]
    fn files_digest_depends_on_path_and_content() {
        let one = of_files([("a", b"1".as_slice()), ("b", b"2")]);
        assert_eq!(one, of_files([("b", b"2".as_slice()), ("a", b"1")]));
        assert_ne!(one, of_files([("a", b"2".as_slice()), ("b", b"1")]));
        assert_ne!(one, of_files([("a", b"1".as_slice())]));
    }

    #[test]
    fn bytes_digest_is_sha256() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(
            of_bytes(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
