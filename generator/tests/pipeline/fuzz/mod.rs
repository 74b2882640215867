//! A short run of the fuzz targets in `generator/fuzz`: the same cases every time, on a small
//! stack.

mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use generator::document::Document;
use serde_json::Value;

use super::bad_input::STACK;
use super::golden;

/// Random numbers that are the same in every run (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }
}

/// Runs a target on the output of `make`, and shows a failing case.
fn run(count: usize, target: fn(&[u8]), make: impl Fn(&mut Random) -> Vec<u8> + Send + 'static) {
    let all = move || {
        let mut random = Random(count as u64);
        for index in 0..count {
            let case = make(&mut random);
            let result = catch_unwind(AssertUnwindSafe(|| target(&case)));
            let text = String::from_utf8_lossy(&case);
            assert!(result.is_ok(), "case {index}: {case:?}\n{text}");
        }
    };
    let small = thread::Builder::new().stack_size(STACK).spawn(all);
    small.unwrap().join().unwrap();
}

/// Characters with a meaning in YAML or JSON, and invalid UTF-8.
const MARKS: &[u8] = b"{}[]\"':,-#&*!|>? \n\0\xff0a~%@";

/// Replaces, removes or duplicates bytes.
fn damage(text: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        let at = random.below(text.len());
        let end = (at + random.below(64)).min(text.len());
        match random.below(4) {
            0 => text.truncate(at),
            1 => drop(text.drain(at..end)),
            2 => text.extend_from_within(at..end),
            _ if at < text.len() => text[at] = MARKS[random.below(MARKS.len())],
            _ => {}
        }
    }
}

fn read(text: &str) -> Value {
    let source = super::input(text).description;
    Document::parse(&source).unwrap().value().clone()
}

/// Replaces nodes by other nodes.
fn swap(document: &mut Value, random: &mut Random) {
    let mut pointers = Vec::new();
    let mut waiting = vec![(String::new(), &*document)];
    while let Some((at, node)) = waiting.pop() {
        match node {
            Value::Object(members) => waiting.extend(members.iter().map(|(key, node)| {
                let key = key.replace('~', "~0").replace('/', "~1");
                (format!("{at}/{key}"), node)
            })),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                waiting.extend(items.map(|(index, node)| (format!("{at}/{index}"), node)));
            }
            _ => {}
        }
        pointers.push(at);
    }
    for _ in 0..=random.below(3) {
        let mut pick = || &pointers[random.below(pointers.len())];
        let (from, to) = (pick(), pick());
        if let Some(node) = document.pointer(from).cloned()
            && let Some(place) = document.pointer_mut(to)
        {
            *place = node;
        }
    }
}

#[test]
fn document_bytes() {
    let fixtures: Vec<String> = golden::features()
        .iter()
        .map(|it| golden::text(it))
        .collect();
    run(300, targets::document_bytes, move |random| {
        let text = &fixtures[random.below(fixtures.len())];
        if random.below(2) == 0 {
            let mut text = text.clone().into_bytes();
            damage(&mut text, random);
            return text;
        }
        let mut document = read(text);
        swap(&mut document, random);
        document.to_string().into_bytes()
    });
}

#[test]
fn schema_value() {
    run(400, targets::schema_value, |random| {
        let length = random.below(400);
        (0..length).map(|_| random.below(256) as u8).collect()
    });
}

#[test]
fn overlay() {
    const OVERLAY: &str = "overlay: 1.1.0\ninfo: {title: a, version: '1'}\nactions:\n\
        - target: $.paths['/a/{id}'].get\n  x-expect: {operationId: a}\n  update: {operationId: b, tags: [t]}\n\
        - target: $.components.schemas.*\n  x-matches: 1\n  update: {description: d}\n\
        - target: $.tags[?@.name == 't']\n  remove: true\n\
        - target: $.components.schemas.A.properties.b\n  copy: $.components.schemas.A\n";
    targets::overlay(OVERLAY.as_bytes());
    run(600, targets::overlay, |random| {
        if random.below(2) == 0 {
            let mut text = OVERLAY.as_bytes().to_vec();
            damage(&mut text, random);
            return text;
        }
        let mut document = read(OVERLAY);
        swap(&mut document, random);
        document.to_string().into_bytes()
    });
}
