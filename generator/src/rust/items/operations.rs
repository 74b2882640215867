//! Handles, the methods of operations, their requests and outputs.

use super::Items;
use super::{Item, Kind, Member, Origin, Owner, Path, Piece, Receiver, Text};
use crate::rust::{
    Alternative, Client, Decoding, Handle, Ident, Input, Location, Operation, PathPart, Plain,
    ResponseVariant, Target, Type, has_other,
};

/// The items that every handle has.
const HANDLE: &[&str] = &["<Clone>", "<Debug>"];

/// The items that every request has.
const REQUEST: &[&str] = &["<Clone>", "<Debug>", "<IntoFuture>", "<Operation>"];

/// The items that every output with variants has.
const OUTPUT: &[&str] = &["<Debug>"];

/// The items of an operation's request, except the setters of its inputs.
pub(crate) struct RequestItems<'a> {
    /// Other methods of the handle that make the request, with their arguments.
    pub(crate) constructors: Vec<(&'a Alternative, Vec<Input>)>,
    /// The setters of alternative forms of the body.
    pub(crate) bodies: Vec<&'a Alternative>,
    /// The types with variants that it returns, each with the method that selects it.
    pub(crate) outputs: Vec<OutputItems<'a>>,
}

/// The items of an output with variants.
pub(crate) struct OutputItems<'a> {
    /// The type.
    pub(crate) name: &'a Ident,
    /// The method of the request that selects it; `None` for the default.
    pub(crate) method: Option<&'a Ident>,
    /// One variant per status.
    pub(crate) variants: &'a [ResponseVariant],
    /// Whether there is a variant for all other success statuses.
    pub(crate) other: bool,
    /// Whether it is `Clone`: a stream is not.
    pub(crate) clone: bool,
}

impl<'a> RequestItems<'a> {
    pub(crate) fn of(operation: &'a Operation) -> Self {
        let body = operation.arguments.iter().position(Input::is_body);
        let constructor = |at: usize, other: &'a Alternative| {
            let mut arguments = operation.arguments.clone();
            arguments[at] = other.input.clone();
            (other, arguments)
        };
        let alternatives = operation.alternatives.iter();
        let (constructors, bodies) = match body {
            Some(at) => (
                alternatives.map(|other| constructor(at, other)).collect(),
                Vec::new(),
            ),
            None => (Vec::new(), alternatives.collect()),
        };
        let output = &operation.output;
        let others = output.others.iter();
        let others = others.map(|other| (Some(&other.method), &other.ty, &other.decoding));
        let all = [(None, &output.ty, &output.decoding)].into_iter();
        Self {
            constructors,
            bodies,
            outputs: all
                .chain(others)
                .filter_map(|(method, ty, decoding)| OutputItems::of(method, ty, decoding))
                .collect(),
        }
    }
}

impl<'a> OutputItems<'a> {
    fn of(method: Option<&'a Ident>, ty: &'a Type, decoding: &'a Decoding) -> Option<Self> {
        let (Decoding::ByStatus(variants), Some(name)) = (decoding, ty.as_response()) else {
            return None;
        };
        let mut streamed = variants.iter().map(|variant| &variant.decoding);
        Some(Self {
            name,
            method,
            other: has_other(variants),
            clone: !streamed.any(Decoding::is_streamed),
            variants,
        })
    }
}

pub(super) fn add(items: &mut Items, client: &Client) {
    for handle in &client.handles {
        let all = || handle.operations.iter().chain(&handle.links);
        let mut operations = all().filter_map(|&at| client.operations.get(at));
        let Some(first) = operations.next() else {
            continue;
        };
        if !handle.on_client {
            let origin = Origin::Operation(first.key.clone());
            let output = Text::from(handle.name.to_string());
            let kind = Kind::Function(Receiver::Borrowed, output);
            let method = Path::of(Owner::Client).named(handle.module.as_str());
            let ty = Path::of(Owner::Handle(handle.name.clone()));
            let module = handle.module_features.iter().map(String::as_str);
            let struct_item = Item::new(Kind::Struct(HANDLE), origin.clone());
            items.insert(ty, struct_item.of(&method).with(module));
            items.insert(
                method,
                Item::new(kind, origin).with(handle.feature.as_deref()),
            );
        }
        for &at in all() {
            if let Some(operation) = client.operations.get(at) {
                let mut adding = Adding {
                    items,
                    client,
                    handle,
                    operation,
                };
                adding.add(handle.operations.contains(&at));
            }
        }
    }
}

/// One operation under one of its handles.
struct Adding<'a> {
    items: &'a mut Items,
    client: &'a Client,
    handle: &'a Handle,
    operation: &'a Operation,
}

impl Adding<'_> {
    fn add(&mut self, home: bool) {
        let operation = self.operation;
        let path = self.owner().named(operation.name.as_str());
        let mut method = self.method(&operation.arguments);
        if home {
            method.wire = self.sent();
            method.leads_to = self.failures();
            self.request(&path);
            method = method.with(self.features());
        } else {
            let feature = self.handle.feature.as_deref();
            for (other, arguments) in &RequestItems::of(operation).constructors {
                let item = self.constructor(other, arguments).of(&path);
                let other = self.owner().named(other.method.as_str());
                self.items.insert(other, item.with(feature));
            }
            method = method.with(feature);
        }
        self.items.insert(path, method);
    }

    /// The cargo features of the operation in its own module.
    fn features(&self) -> impl Iterator<Item = &str> {
        let features = match self.operation.features.as_slice() {
            [] => &self.handle.module_features,
            own => own,
        };
        features.iter().map(String::as_str)
    }

    fn owner(&self) -> Path {
        Path::of(match self.handle.on_client {
            true => Owner::Client,
            false => Owner::Handle(self.handle.name.clone()),
        })
    }

    fn in_module(&self, name: &Ident) -> Path {
        Path::of(Owner::InModule(self.handle.module.clone(), name.clone()))
    }

    /// The error bodies.
    fn failures(&self) -> Vec<Type> {
        let failures = self.operation.failures.iter().filter_map(|failure| {
            let mut bodies = self.client.failures.iter();
            bodies.find(|body| body.variant == failure.variant)
        });
        failures.map(|body| body.ty.clone()).collect()
    }

    fn origin(&self) -> Origin {
        Origin::Operation(self.operation.key.clone())
    }

    fn response(&self) -> Origin {
        Origin::Response(self.operation.key.clone())
    }

    fn method(&self, arguments: &[Input]) -> Item {
        let output = Text::from(self.operation.request.to_string());
        let kind = Kind::Function(Receiver::Borrowed, output);
        let mut item = Item::new(kind, self.origin());
        item.deprecated = self.operation.deprecated;
        for input in arguments {
            let text = Text::argument(&input.ty, input.passing);
            item = item.argument(self.input(input), input.name.to_string(), text);
        }
        item
    }

    /// A method that takes the body in another form.
    fn constructor(&self, other: &Alternative, arguments: &[Input]) -> Item {
        Item {
            origin: self.input(&other.input),
            ..self.method(arguments)
        }
    }

    fn input(&self, input: &Input) -> Origin {
        let name = match input.target.location() {
            Some(location) => location.input_name(&input.wire),
            None => "body".to_owned(),
        };
        Origin::Input(self.operation.key.clone(), name)
    }

    fn setter(&self, input: &Input) -> Item {
        let taken = Text::argument(&input.ty, input.passing);
        let kind = Kind::Function(Receiver::Owned, "Self".into());
        Item::new(kind, self.input(input)).part(self.input(input), taken)
    }

    /// The items of the request that the method returns.
    fn request(&mut self, method: &Path) {
        let operation = self.operation;
        let request = self.in_module(&operation.request);
        let ty = Item::new(Kind::Struct(REQUEST), self.origin());
        let mut found = vec![(request.clone(), ty)];
        for input in &operation.setters {
            let mut setter = self.setter(input);
            setter.deprecated = input.deprecated;
            found.push((request.named(input.name.as_str()), setter));
        }
        let items = RequestItems::of(operation);
        for (other, arguments) in &items.constructors {
            let item = self.constructor(other, arguments);
            found.push((self.owner().named(other.method.as_str()), item));
        }
        for other in &items.bodies {
            let setter = self.setter(&other.input);
            found.push((request.named(other.method.as_str()), setter));
        }
        if let Some(content_type) = &operation.content_type {
            let origin = Origin::Input(operation.key.clone(), "body".to_owned());
            let kind = Kind::Function(Receiver::Owned, "Self".into());
            let item = Item::new(kind, origin.clone())
                .part(origin.clone(), "&str")
                .wire(origin, content_type.choices.join(", "));
            found.push((request.named(content_type.method.as_str()), item));
        }
        self.output(&request, &mut found);
        for output in &items.outputs {
            self.variants(output, &mut found);
        }
        for (path, mut item) in found {
            if item.parent.is_none() {
                item = item.of(method);
            }
            // Members are compiled with their type, and all operations of a handle with its type.
            let is_member = path.owner != self.owner().owner && path.member.is_some();
            if !is_member {
                item = item.with(self.features());
            }
            self.items.insert(path, item);
        }
    }

    fn output(&self, request: &Path, found: &mut Vec<(Path, Item)>) {
        let (operation, output) = (self.operation, &self.operation.output);
        let function = |given: String| {
            let kind = Kind::Function(Receiver::Owned, given.into());
            Item::new(kind, self.response())
        };
        let item = Item::new(Kind::Output, self.response()).part(self.response(), &output.ty);
        found.push((request.member(Member::Output), item));
        for other in &output.others {
            let mut item = function(format!("RequestAs<Self, {}>", other.ty));
            item.leads_to = vec![other.ty.clone()];
            found.push((request.named(other.method.as_str()), item));
        }
        if let Some(resume) = &output.resume {
            for (name, argument) in [(&resume.from, "&str"), (&resume.reconnecting, "u32")] {
                let item = function("Self".to_owned()).part(self.response(), argument);
                found.push((request.named(name.as_str()), item));
            }
        }
        if let Some(paging) = &operation.paging {
            let paged = Item::new(Kind::Trait, self.response());
            found.push((request.member(Member::Trait("Paged".to_owned())), paged));
            for (name, given) in [
                ("items", format!("Items<{}>", paging.item)),
                ("pages", "Pages<Self>".to_owned()),
            ] {
                let mut item = function(given);
                item.leads_to = vec![paging.item.clone()];
                found.push((request.named(name), item));
            }
        }
    }

    fn variants(&self, output: &OutputItems<'_>, found: &mut Vec<(Path, Item)>) {
        let path = self.in_module(output.name);
        let ty = Item::new(Kind::Enum(OUTPUT), self.response());
        found.push((path.clone(), ty));
        if output.clone {
            let item = Item::new(Kind::Trait, self.response());
            found.push((
                path.member(Member::Trait("Clone".to_owned())),
                item.of(&path),
            ));
        }
        for variant in output.variants {
            let item = Item::new(Kind::Variant, self.response());
            let item = match variant.ty == Plain::Unit {
                true => item,
                false => item.part(self.response(), &variant.ty),
            };
            let item = item.wire(self.response(), variant.status.to_string());
            found.push((path.named(variant.name.as_str()), item.of(&path)));
        }
        if output.other {
            let item = Item::new(Kind::Variant, self.response());
            let item = item.part(self.response(), "RawResponse");
            found.push((path.named("Other"), item.of(&path)));
        }
    }

    /// The data that the request sends and the decoding of its responses, beyond signatures.
    fn sent(&self) -> Vec<Piece> {
        let operation = self.operation;
        let key = || operation.key.clone();
        let piece = |origin: Origin, text: String| Piece {
            origin,
            name: None,
            text: text.into(),
        };
        let path = operation.path_parts.iter().map(|part| match part {
            PathPart::Literal(text) => text.as_str(),
            PathPart::Argument { .. } => "{}",
        });
        let path: String = path.collect();
        let decoded = (&operation.output.described, &operation.output.decoding);
        let mut sent = vec![
            piece(self.origin(), format!("{} {path}", operation.method)),
            piece(self.origin(), format!("{:?}", operation.query)),
            piece(Origin::Requirement(key()), self.requirement()),
            piece(Origin::OwnAddress(key()), format!("{:?}", operation.server)),
            piece(self.response(), format!("{:?} {:?}", decoded.0, decoded.1)),
        ];
        let inputs = operation.arguments.iter().chain(&operation.setters);
        sent.extend(inputs.map(|input| {
            let place = match input.target {
                // Its position is part of the path, where it has no name.
                Target::Path => self.form(input),
                // Header names are case-insensitive.
                target if target.location() == Some(Location::Header) => {
                    format!("{} {target:?}", input.wire.to_ascii_lowercase())
                }
                target => format!("{} {target:?}", input.wire),
            };
            piece(self.input(input), place)
        }));
        let others = operation.alternatives.iter().map(|other| &other.form);
        for styles in [&operation.form].into_iter().chain(others) {
            if !styles.is_empty() {
                let body = Origin::Input(key(), "body".to_owned());
                sent.push(piece(body, format!("{styles:?}")));
            }
        }
        let others = operation.alternatives.iter().map(|other| &other.input);
        for body in operation.inputs().filter(|it| it.is_body()).chain(others) {
            let parts = self.parts(body);
            if !parts.is_empty() {
                sent.push(piece(self.input(body), parts.join(", ")));
            }
        }
        sent.extend(operation.failures.iter().map(|failure| {
            let text = format!("{} {}", failure.status, failure.variant);
            piece(self.response(), text)
        }));
        sent
    }

    /// The parts of a form that have a media type or style of their own.
    fn parts(&self, body: &Input) -> Vec<String> {
        let model = body.ty.as_model();
        let model = model.filter(|_| body.target == Target::MultipartBody);
        let structure = model.and_then(|name| self.client.structure(name));
        let fields = structure.into_iter().flat_map(|it| &it.fields);
        let parts = fields.filter_map(|field| {
            let part = field.part.as_ref()?;
            let is_set = part.media_type.is_some() || part.style.is_some();
            is_set.then(|| format!("{} {:?} {:?}", field.wire, part.media_type, part.style))
        });
        parts.collect()
    }

    /// The operation's security; if the API declares none, all credentials of the client are sent.
    fn requirement(&self) -> String {
        let own = self.operation.security.as_ref();
        match own.or(self.client.security.as_ref()) {
            Some(asked) => format!("{asked:?}"),
            None if self.client.schemes.is_empty() => "[]".to_owned(),
            None => "any".to_owned(),
        }
    }

    /// How an argument is encoded in the path.
    fn form(&self, input: &Input) -> String {
        let mut parts = self.operation.path_parts.iter();
        let form = parts.find_map(|part| match part {
            PathPart::Argument { name, form, .. } if *name == input.name => Some(form),
            _ => None,
        });
        form.map(|form| format!("{form:?}")).unwrap_or_default()
    }
}
