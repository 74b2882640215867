//! The positions of nodes in a JSON text, found in one pass that keeps only the requested ones, as the
//! largest documents are JSON.

use std::collections::BTreeMap;

use super::Pointer;

/// The byte offset of each node, or of its nearest ancestor in the text. The offset of a member is that
/// of its key. The text must be valid JSON.
pub(super) fn offsets(text: &str, pointers: &[Pointer]) -> Vec<usize> {
    let mut wanted = Requested::default();
    for (index, pointer) in pointers.iter().enumerate() {
        let mut node = &mut wanted;
        for segment in pointer.segments() {
            node = node.children.entry(segment).or_default();
        }
        node.asked.push(index);
    }
    let mut scan = Scan {
        text,
        at: 0,
        found: vec![0; pointers.len()],
    };
    scan.skip_blank();
    scan.node(scan.at, &wanted);
    scan.found
}

/// The requested nodes, as a tree.
#[derive(Default)]
struct Requested {
    /// The indexes of the requests for this node.
    asked: Vec<usize>,
    children: BTreeMap<String, Requested>,
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    found: Vec<usize>,
}

impl Scan<'_> {
    /// Scans the current value, whose position is `place`. Recurses as deep as the longest pointer.
    fn node(&mut self, place: usize, wanted: &Requested) {
        self.response(place, wanted);
        let object = match self.byte() {
            Some(b'{') if !wanted.children.is_empty() => true,
            Some(b'[') if !wanted.children.is_empty() => false,
            _ => return self.skip_value(),
        };
        self.at += 1;
        for index in 0_usize.. {
            self.skip_blank();
            let place = self.at;
            let name = match self.byte() {
                Some(b'"') if object => {
                    self.skip_string();
                    let key = self.text.get(place..self.at).unwrap_or_default();
                    self.skip_blank();
                    // The colon.
                    self.at += 1;
                    self.skip_blank();
                    serde_json::from_str(key).unwrap_or_default()
                }
                None | Some(b'}' | b']') => break,
                Some(_) => index.to_string(),
            };
            match wanted.children.get(&name) {
                Some(wanted) => self.node(place, wanted),
                None => self.skip_value(),
            }
            self.skip_blank();
            if self.byte() == Some(b',') {
                self.at += 1;
            }
        }
        self.at += 1;
    }

    /// Gives all nodes below this one its position, until they are found.
    fn response(&mut self, place: usize, wanted: &Requested) {
        for &index in &wanted.asked {
            self.found[index] = place;
        }
        for child in wanted.children.values() {
            self.response(place, child);
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blank(&mut self) {
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.byte() {
            self.at += 1;
            match byte {
                b'"' => break,
                b'\\' => self.at += 1,
                _ => {}
            }
        }
    }

    fn skip_value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.byte() {
            match byte {
                b'"' => {
                    self.skip_string();
                    if depth == 0 {
                        return;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth <= 1 => {
                    // The end of this value, or of the one around it if this one is a number.
                    self.at += depth;
                    return;
                }
                b'}' | b']' => depth -= 1,
                b',' if depth == 0 => return,
                _ => {}
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_items_and_what_is_not_there() {
        let text =
            " {\"a\": [1, {\"b~/\\u0063\": \"}\\\"\"}, [2]], \"d\": {\"e\": -1.5},\n\"f\": []}";
        let places = [
            ("", "{"),
            ("/a", "\"a\""),
            ("/a/0", "1, {"),
            ("/a/1", "{\"b"),
            ("/a/1/b~0~1c", "\"b~"),
            ("/a/2/0", "2]]"),
            ("/d/e", "\"e\": -"),
            ("/d/e/x/y", "\"e\": -"),
            ("/f/7", "\"f\""),
            ("/none", "{"),
        ];
        let pointers: Vec<Pointer> = places
            .iter()
            .filter_map(|(pointer, _)| Pointer::parse(pointer))
            .collect();
        let found = offsets(text, &pointers);
        for ((pointer, start), offset) in places.iter().zip(found) {
            assert!(text[offset..].starts_with(start), "{pointer}: {offset}");
        }
    }

    /// The text should be valid JSON; otherwise only positions are lost.
    #[test]
    fn ends_on_any_text() {
        let text = "{\"a\": [{\"b\": \"c\\\"\"}, 1]}";
        let pointers = [Pointer::root().child("a").child(0).child("b")];
        for end in 0..text.len() {
            assert_eq!(offsets(&text[..end], &pointers).len(), 1);
        }
    }
}
