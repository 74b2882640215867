//! The client as data: every name, type, box and text decided, nothing spelled out yet.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::{
    Alternative, ContentType, ExampleTest, Expression, Failure, FailureBody, ForeignPath, Ident,
    Output, Paging, Part, PartHeader, PartStyle, Sample, SchemaExamples, Type, Union,
};
pub use crate::api::Location;
use crate::api::SchemaId;
use crate::{Dependencies, Names};

/// A whole client crate.
#[derive(Clone, Debug, Serialize)]
pub struct Client {
    /// The package name, such as `dixa-client`.
    pub package: String,
    /// The name of the API in documentation.
    pub api: String,
    /// What the description says of the API.
    pub docs: Vec<String>,
    /// What it depends on for chosen types and derives.
    pub dependencies: Dependencies,
    /// The ways to authenticate; the first is the one that a single token is for.
    pub schemes: Vec<Scheme>,
    /// What operations ask for that say nothing themselves.
    pub security: Option<Requirement>,
    /// Whether every operation asks for a credential.
    pub token_required: bool,
    /// The environment variable that holds the token.
    pub token_env: String,
    /// The environment variable that holds the base address.
    pub base_url_env: String,
    /// How many requests the API takes, as the configuration says.
    pub rate_limit: Option<crate::RateLimit>,
    /// The events that the API sends.
    pub webhooks: Option<super::Webhooks>,
    /// The servers; the first is the default.
    pub servers: Vec<Server>,
    /// The path that the description names where it names no host.
    pub base_path: String,
    /// A handle per tag, sorted by name.
    pub handles: Vec<Handle>,
    /// The operations, in the order of the API.
    pub operations: Vec<Operation>,
    /// The types of payloads, sorted by name.
    pub models: Vec<Model>,
    /// The models that no operation takes or returns.
    pub unused: BTreeSet<Ident>,
    /// The cargo features of the models that tags need: any of them compiles the model.
    pub features: BTreeMap<Ident, Vec<String>>,
    /// The bodies of failures, one variant a type.
    pub failures: Vec<FailureBody>,
    /// One test for each payload that the description shows.
    pub examples: Vec<ExampleTest>,
    /// The values that schemas show of themselves, each tested like a payload.
    pub schema_examples: Vec<SchemaExamples>,
    /// A value of each model, for users' tests.
    pub model_values: BTreeMap<String, super::ModelValues>,
    /// The success of each operation that has one in JSON, for users' tests.
    pub responses: BTreeMap<String, Value>,
    /// All pinned names: those given and those computed.
    pub names: Names,
    /// The type of every schema that is one.
    pub named: BTreeMap<SchemaId, Ident>,
    /// Former names of types, each with the type that took its place.
    pub aliases: BTreeMap<Ident, Ident>,
}

impl Client {
    /// Whether the ways to authenticate have names: with a single token there is nothing to name.
    #[must_use]
    pub fn names_schemes(&self) -> bool {
        self.schemes.len() > 1 || self.is_basic()
    }

    /// Whether there are examples to test.
    #[must_use]
    pub fn shows_values(&self) -> bool {
        let of_events = self.webhooks.iter().flat_map(|it| &it.examples);
        !self.examples.is_empty()
            || self
                .schema_examples
                .iter()
                .chain(of_events)
                .next()
                .is_some()
    }

    /// The modules of models beside the one of all of them.
    pub fn homes(&self) -> BTreeSet<&Ident> {
        self.models
            .iter()
            .filter_map(|it| it.home.as_ref())
            .collect()
    }

    /// The cargo features of the tags, in the order of the handles.
    pub fn tag_features(&self) -> impl Iterator<Item = &str> {
        let handles = self.handles.iter();
        handles.filter_map(|handle| handle.feature.as_deref())
    }

    /// Whether the first way to authenticate is a user and a password.
    #[must_use]
    pub fn is_basic(&self) -> bool {
        let first = self.schemes.first();
        first.is_some_and(|scheme| scheme.place == AuthPlace::Basic)
    }
}

/// Where a credential goes.
pub type AuthPlace = crate::api::AuthPlace;

/// What is asked for, by names of schemes: alternatives, each of schemes that go together.
pub type Requirement = crate::api::Requirement;

/// A way to authenticate.
#[derive(Clone, Debug, Serialize)]
pub struct Scheme {
    /// The variant.
    pub name: Ident,
    /// Its name in the description.
    pub wire: String,
    /// Where the credential goes.
    pub place: AuthPlace,
    /// The constant of its token endpoint, and the URL.
    pub token_url: Option<(String, String)>,
    /// What it is.
    pub docs: String,
}

/// A base URL to choose.
#[derive(Clone, Debug, Serialize)]
pub struct Server {
    /// The variant.
    pub name: Ident,
    /// The URL, every variable at its default.
    pub url: String,
    /// The URL with its variables, where it has any.
    pub template: Option<String>,
    /// The variables.
    pub variables: Vec<crate::api::ServerVariable>,
    /// What it is.
    pub docs: String,
}

/// The operations of one tag.
#[derive(Clone, Debug, Serialize)]
pub struct Handle {
    /// The tag as written.
    pub tag: String,
    /// Whether its operations are methods of the client itself: they have no tag.
    pub on_client: bool,
    /// What the description says of the tag, in one line.
    pub title: String,
    /// What the description says of the tag.
    pub docs: Vec<String>,
    /// Module and method: `end_users`.
    pub module: Ident,
    /// The type: `EndUsers`.
    pub name: Ident,
    /// The cargo feature that compiles it; none where it is always compiled.
    pub feature: Option<String>,
    /// The cargo features of its module, any of which compiles it: its own, and those of the handles that
    /// lead to its operations. Empty where it is always compiled.
    pub module_features: Vec<String>,
    /// The operations that are at home here, as indexes into [`Client::operations`].
    pub operations: Vec<usize>,
    /// The operations of other handles that are reachable from here as well.
    pub links: Vec<usize>,
}

impl Handle {
    /// The feature that compiles the handle, where its module is compiled without it, too.
    #[must_use]
    pub fn own_feature(&self) -> Option<&str> {
        let shared = self.module_features.len() != 1;
        self.feature.as_deref().filter(|_| shared)
    }
}

/// One operation.
#[derive(Clone, Debug, Serialize)]
pub struct Operation {
    /// `GET /agents/{agentId}`.
    pub key: String,
    /// operationId, or the key where there is none.
    pub id: String,
    /// The method as it is sent.
    pub method: String,
    /// The path template.
    pub path: String,
    /// What the documentation calls it.
    pub title: String,
    /// The handle that it is at home in, as an index.
    pub handle: usize,
    /// The cargo features of which any compiles it, where they are not those of its module.
    pub features: Vec<String>,
    /// Method and module: `get_agent`.
    pub name: Ident,
    /// The request type: `GetAgent`.
    pub request: Ident,
    /// The documentation of the method, up to its example.
    pub docs: Vec<String>,
    /// Why it should no longer be used.
    pub deprecated: bool,
    /// The path in parts.
    pub path_parts: Vec<PathPart>,
    /// Query text that every request has.
    pub query: Vec<QueryText>,
    /// Whether it changes nothing although its method may, as the configuration says.
    pub reading_only: bool,
    /// What it asks for, where that is not what the others ask for.
    pub security: Option<Requirement>,
    /// Its base URL, where that is not the API's.
    pub server: Option<String>,
    /// What must be given, in order.
    pub arguments: Vec<Input>,
    /// What may be given.
    pub setters: Vec<Input>,
    /// What comes back.
    pub output: Output,
    /// The bodies of failures by status.
    pub failures: Vec<Failure>,
    /// Further ways to give the body.
    pub alternatives: Vec<Alternative>,
    /// The setter of the body's media type, where there is a choice.
    pub content_type: Option<ContentType>,
    /// The lists and objects of a URL-encoded form that are not written as usual.
    pub form: Vec<(String, PartStyle)>,
    /// How further pages are reached.
    pub paging: Option<Paging>,
    /// The arguments of the documented example, in the order of `arguments`.
    pub example: Vec<Expression>,
    /// A value for every input, for a call of the operation in tests.
    pub sample: Sample,
}

/// A part of a path.
#[derive(Clone, Debug, Serialize)]
pub enum PathPart {
    /// Text as it is sent.
    Literal(String),
    /// The value of an argument.
    Argument {
        /// The name on the wire.
        wire: String,
        /// The argument.
        name: Ident,
        /// How it stands there.
        form: PathForm,
        /// Whether it is passed as a reference.
        borrowed: bool,
    },
}

/// How a parameter stands in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PathForm {
    /// As a segment of its own.
    Segment,
    /// Beside other things in a segment.
    Part,
    /// As one or more segments.
    Segments,
    /// In any style, exploded or not, with its reserved characters as they are.
    Reserved(Style, bool),
    /// In a style other than plain text, exploded or not.
    Styled(Style, bool),
}

/// Query text that a path template holds.
pub type QueryText = crate::api::QueryText;

/// How a value is spelled in a parameter.
pub type Style = crate::api::Style;

/// All that tells how a value is spelled in a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Spelling {
    /// Where it goes.
    pub location: Location,
    /// In which style.
    pub style: Style,
    /// Whether the values in a list or object are spelled one by one.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub reserved: bool,
}

/// Something that the caller of an operation gives.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    /// The argument or setter.
    pub name: Ident,
    /// The name on the wire. Of a body: its media type, where it is not the one that follows from
    /// `target`.
    pub wire: String,
    /// What it is for.
    pub docs: String,
    /// The type of its value.
    pub ty: Type,
    /// How it is passed.
    pub passing: Passing,
    /// Where it goes.
    pub target: Target,
    /// The media types of its parts, where they are told by their position.
    pub positions: Positions,
    /// Whether it should no longer be used.
    pub deprecated: bool,
}

/// The media types of parts without names.
pub type Positions = crate::api::Positions;

/// Where an input goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Target {
    /// A part of the path.
    Path,
    /// The query.
    Query,
    /// The query, several values.
    QueryList(ListStyle),
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// Any parameter that is more than text.
    Styled(Spelling),
    /// The body as JSON.
    JsonBody,
    /// The body as a URL-encoded form.
    FormBody,
    /// The body as a form with files.
    MultipartBody,
    /// The body as JSON values one after the other.
    SequenceBody,
    /// The body as values, each a part without a name.
    ValueParts,
    /// The body as files, each a part without a name.
    FileParts,
    /// The body as it is.
    RawBody,
}

impl Input {
    /// Whether it is the body.
    #[must_use]
    pub fn is_body(&self) -> bool {
        self.target.location().is_none()
    }
}

impl Target {
    /// Where a parameter goes; none for bodies.
    #[must_use]
    pub fn location(self) -> Option<Location> {
        match self {
            Self::Path => Some(Location::Path),
            Self::Query | Self::QueryList(_) => Some(Location::Query),
            Self::Header => Some(Location::Header),
            Self::Cookie => Some(Location::Cookie),
            Self::Styled(spelling) => Some(spelling.location),
            Self::JsonBody
            | Self::FormBody
            | Self::MultipartBody
            | Self::SequenceBody
            | Self::ValueParts
            | Self::FileParts
            | Self::RawBody => None,
        }
    }
}

/// How several values are written in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ListStyle {
    /// The name again for each value.
    Repeat,
    /// Commas.
    Comma,
    /// Blanks.
    Space,
    /// Vertical bars.
    Pipe,
}

/// How a value is passed to a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Passing {
    /// As it is.
    Value,
    /// As anything that becomes it.
    Into,
    /// As a borrowed text.
    Str,
    /// As anything that gives its items.
    Items,
    /// As anything that gives what becomes its items.
    IntoItems,
}

/// A type of payloads, in a file of its own.
#[derive(Clone, Debug, Serialize)]
pub struct Model {
    /// Its name.
    pub name: Ident,
    /// The module and file.
    pub module: Ident,
    /// The module of models that its own module stands in, where that is not the module of all of them.
    pub home: Option<Ident>,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// What it derives beyond what all models do.
    pub derives: Vec<ForeignPath>,
    /// What it is.
    pub kind: ModelKind,
}

impl Model {
    /// Whether other types become it: the payloads of a union, the texts or numbers of an enum.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.kind, ModelKind::Enum(_) | ModelKind::Union(_))
    }
}

/// What a model is.
#[derive(Clone, Debug, Serialize)]
pub enum ModelKind {
    /// An object.
    Struct(Struct),
    /// Known values, texts or whole numbers.
    Enum(Enum),
    /// One of several types.
    Union(Union),
}

/// An object.
#[derive(Clone, Debug, Serialize)]
pub struct Struct {
    /// The properties, required ones first.
    pub fields: Vec<Field>,
    /// Properties that always have one value: wire name and value.
    pub tags: Vec<(String, Value)>,
    /// The field that keeps the properties without a field of their own.
    pub extra: Ident,
    /// The type of those, where the description gives one.
    pub additional: Option<Type>,
    /// Whether it is sent as a form with files.
    pub form: bool,
    /// The type of the parts without a field of their own, in a form that holds files.
    pub parts: Option<Type>,
    /// Whether operations take it, so that programs make values of it. What only comes back is
    /// read from JSON: a server may add required properties to it, which would change `new`.
    pub sent: bool,
    /// The struct whose fields are the arguments of `new`, where these are too many for positions.
    pub arguments: Option<Ident>,
}

impl Struct {
    /// Whether it is read from and written to JSON: everything but forms with files, which have no
    /// place there.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let mut parts = self.fields.iter().filter_map(|it| it.part.as_ref());
        self.parts.is_none() && !parts.any(|part| part.files)
    }

    /// Whether it has a field for what has no field of its own.
    #[must_use]
    pub fn has_rest(&self) -> bool {
        self.is_json() || self.parts.is_some()
    }

    /// The type of what has no field of its own, where the description gives one.
    #[must_use]
    pub fn rest(&self) -> Option<&Type> {
        self.parts.as_ref().or(self.additional.as_ref())
    }
}

/// A property.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// Field and setter.
    pub name: Ident,
    /// The name on the wire.
    pub wire: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// The type of the field.
    pub ty: Type,
    /// Its part of a form.
    pub part: Option<Part>,
    /// The header of a part that it is, in place of a property.
    pub header: Option<PartHeader>,
    /// Whether it is always there.
    pub required: bool,
    /// Whether it is an argument of `new`, where the struct is sent.
    pub asked: bool,
    /// The value that `new` gives it: its only one, or its default.
    pub constant: Option<Constant>,
    /// Whether only the server sets it: it is read and never sent.
    pub received: bool,
    /// Whether its values are about a person, so that `Debug` doesn't show them.
    pub personal: bool,
    /// The type that `new` and the setter take.
    pub argument: Type,
    /// How they take it.
    pub passing: Passing,
}

/// The one value that a property has, or the one that it has by default.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Constant {
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A whole number.
    Integer(i128),
    /// A text.
    Text(String),
    /// An empty list.
    NoItems,
    /// Null, of arbitrary JSON.
    Null,
    /// Null, of what may be null.
    None,
    /// The variant of an enum.
    Variant(Ident, Ident),
}

/// Known values, and room for others.
#[derive(Clone, Debug, Serialize)]
pub struct Enum {
    /// The known values.
    pub values: Vec<EnumValue>,
    /// Whether they are whole numbers.
    pub integer: bool,
}

/// A value of an enum.
#[derive(Clone, Debug, Serialize)]
pub struct EnumValue {
    /// The variant.
    pub variant: Ident,
    /// The value.
    pub wire: EnumWire,
    /// What it stands for.
    pub docs: String,
}

/// The value of an enum as it is sent.
pub type EnumWire = crate::api::EnumWire;
