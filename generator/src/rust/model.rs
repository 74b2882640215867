//! The client as data: every name, type and box is decided, but no token is emitted yet.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::{
    Alternative, ConstantParameter, ContentType, ExampleTest, Expression, Failure, FailureBody,
    ForeignPath, FurtherParts, Ident, ModelValues, Output, Paging, Part, PartHeader, PartStyle,
    Sample, SchemaExamples, Type, Union,
};
pub use crate::api::Location;
use crate::api::SchemaId;
use crate::{Dependencies, Names, SigningScheme};

/// A whole client crate.
#[derive(Clone, Debug, Serialize)]
pub struct Client {
    /// The package name, such as `dixa-client`.
    pub package: String,
    /// The name of the API in documentation.
    pub api: String,
    /// The description of the API.
    pub docs: Vec<String>,
    /// Its dependencies for chosen types and derives.
    pub dependencies: Dependencies,
    /// The security schemes; a single token is for the first.
    pub schemes: Vec<Scheme>,
    /// The security of operations without their own.
    pub security: Option<Requirement>,
    /// Whether every operation requires a credential.
    pub token_required: bool,
    /// The environment variable that holds the token.
    pub token_env: String,
    /// The environment variable that holds the base URL.
    pub base_url_env: String,
    /// How many requests the API takes, from the configuration.
    pub rate_limit: Option<crate::RateLimit>,
    /// The events that the API sends.
    pub webhooks: Option<super::Webhooks>,
    /// The servers; the first is the default.
    pub servers: Vec<Server>,
    /// The path in the description, if it names no host.
    pub base_path: String,
    /// A handle per tag, sorted by name.
    pub handles: Vec<Handle>,
    /// The operations, in the order of the API.
    pub operations: Vec<Operation>,
    /// The payload types, sorted by name.
    pub models: Vec<Model>,
    /// The models that operations take, so that programs construct them; all of them if there are no
    /// operations. The other structs have no `new`: a server may add required properties, which
    /// would change it.
    pub sent: BTreeSet<Ident>,
    /// The models that no operation takes or returns.
    pub unused: BTreeSet<Ident>,
    /// The cargo features of the models, by the tags that need them: any of them enables the model.
    pub features: BTreeMap<Ident, Vec<String>>,
    /// The error bodies, one variant per type.
    pub failures: Vec<FailureBody>,
    /// One test for each payload in the description.
    pub examples: Vec<ExampleTest>,
    /// The examples of schemas, each tested like a payload.
    pub schema_examples: Vec<SchemaExamples>,
    /// A value of each model, for users' tests.
    pub model_values: BTreeMap<String, super::ModelValues>,
    /// The successful response of each operation that has one in JSON, for users' tests.
    pub responses: BTreeMap<String, Value>,
    /// All pinned names: those given and those computed.
    pub names: Names,
    /// The type of every schema that has one.
    pub named: BTreeMap<SchemaId, Ident>,
    /// Former names of types, each with the type that replaces it.
    pub aliases: BTreeMap<Ident, Ident>,
}

impl Client {
    /// The struct of this name.
    pub(crate) fn structure(&self, name: &Ident) -> Option<&Struct> {
        match &self.models.iter().find(|model| model.name == *name)?.kind {
            ModelKind::Struct(structure) => Some(structure),
            _ => None,
        }
    }

    /// Whether the security schemes have names: a single token needs none.
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

    /// The modules of models besides the one of all models.
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

    /// Whether the first security scheme is HTTP basic authentication.
    #[must_use]
    pub fn is_basic(&self) -> bool {
        let first = self.schemes.first();
        first.is_some_and(|scheme| scheme.place == AuthPlace::Basic)
    }
}

/// The location of a credential.
pub type AuthPlace = crate::api::AuthPlace;

/// A security requirement, by names of schemes: alternatives, each of schemes that are required
/// together.
pub type Requirement = crate::api::Requirement;

/// A security scheme.
#[derive(Clone, Debug, Serialize)]
pub struct Scheme {
    /// The variant.
    pub name: Ident,
    /// Its name in the description.
    pub wire: String,
    /// The location of the credential.
    pub place: AuthPlace,
    /// The constant of its token endpoint, and the URL.
    pub token_url: Option<(String, String)>,
    /// Its documentation.
    pub docs: String,
}

/// A base URL to choose.
#[derive(Clone, Debug, Serialize)]
pub struct Server {
    /// The variant.
    pub name: Ident,
    /// The URL, every variable at its default.
    pub url: String,
    /// The URL with its variables, if it has any.
    pub template: Option<String>,
    /// The variables.
    pub variables: Vec<crate::api::ServerVariable>,
    /// Its documentation.
    pub docs: String,
}

/// The operations of one tag.
#[derive(Clone, Debug, Serialize)]
pub struct Handle {
    /// The tag as written.
    pub tag: String,
    /// Whether its operations are methods of the client itself, because they have no tag.
    pub on_client: bool,
    /// The description of the tag, in one line.
    pub title: String,
    /// The description of the tag.
    pub docs: Vec<String>,
    /// Module and method: `end_users`.
    pub module: Ident,
    /// The type: `EndUsers`.
    pub name: Ident,
    /// The cargo feature that enables it; `None` if it is always compiled.
    pub feature: Option<String>,
    /// The cargo features of its module, any of which enables it: its own, and those of handles
    /// that link to its operations. Empty if it is always compiled.
    pub module_features: Vec<String>,
    /// The operations that this handle owns, as indexes into [`Client::operations`].
    pub operations: Vec<usize>,
    /// The operations of other handles that are reachable from here as well.
    pub links: Vec<usize>,
}

impl Handle {
    /// The handle's own feature, if its module can be compiled without it.
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
    /// The operationId, or the key if there is none.
    pub id: String,
    /// The method as it is sent.
    pub method: String,
    /// The path template.
    pub path: String,
    /// Its title in the documentation.
    pub title: String,
    /// The handle that owns it, as an index.
    pub handle: usize,
    /// The cargo features of which any enables it, if they differ from those of its module.
    pub features: Vec<String>,
    /// Method and module: `get_agent`.
    pub name: Ident,
    /// The request type: `GetAgent`.
    pub request: Ident,
    /// The documentation of the method, up to its example.
    pub docs: Vec<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The path in parts.
    pub path_parts: Vec<PathPart>,
    /// Query text that every request has.
    pub query: Vec<QueryText>,
    /// The facts that its requests carry at run time: methods of the runtime's `OperationInfo`.
    pub facts: Vec<&'static str>,
    /// Its security, if it differs from the client's.
    pub security: Option<Requirement>,
    /// Its base URL, if it differs from the API's.
    pub server: Option<String>,
    /// The parameters that the client sends itself.
    pub constants: Vec<ConstantParameter>,
    /// The required inputs, in order.
    pub arguments: Vec<Input>,
    /// The optional inputs.
    pub setters: Vec<Input>,
    /// The response.
    pub output: Output,
    /// The error bodies by status.
    pub failures: Vec<Failure>,
    /// Alternative forms of the body.
    pub alternatives: Vec<Alternative>,
    /// The setter of the body's media type, if there is a choice.
    pub content_type: Option<ContentType>,
    /// The lists and objects of a URL-encoded form that are not in the default style.
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
    /// Literal text, encoded.
    Literal(String),
    /// The value of an argument.
    Argument {
        /// The name on the wire.
        wire: String,
        /// The argument.
        name: Ident,
        /// How it is encoded.
        form: PathForm,
        /// Whether it is passed as a reference.
        borrowed: bool,
        /// Whether it is converted to its type here, not before.
        converted: bool,
    },
}

/// How a parameter is encoded in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum PathForm {
    /// As a segment of its own.
    Segment,
    /// As a part of a segment.
    Part,
    /// As one or more segments.
    Segments,
    /// In any style, exploded or not, without encoding reserved characters.
    Reserved(Style, bool),
    /// In a style other than plain text, exploded or not.
    Styled(Style, bool),
}

/// Literal query text in a path template.
pub type QueryText = crate::api::QueryText;

/// The style of a parameter.
pub type Style = crate::api::Style;

/// The complete encoding of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Encoding {
    /// Its location.
    pub location: Location,
    /// Its style.
    pub style: Style,
    /// Whether the values in a list or object are encoded separately.
    pub explode: bool,
    /// Whether reserved characters are not encoded.
    pub reserved: bool,
}

/// An input of an operation.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    /// The argument or setter.
    pub name: Ident,
    /// The name on the wire. Of a body: its media type, if it differs from the default of `target`.
    pub wire: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The type of its value.
    pub ty: Type,
    /// How it is passed.
    pub passing: Passing,
    /// Its location.
    pub target: Target,
    /// The media types of its parts, by their position.
    pub positions: Positions,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

/// The media types of parts without names.
pub type Positions = crate::api::Positions;

/// The location of an input.
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
    /// Any parameter that is not a plain string.
    Styled(Encoding),
    /// The body as JSON.
    JsonBody,
    /// The body as a URL-encoded form.
    FormBody,
    /// The body as a form with files.
    MultipartBody,
    /// The body as a sequence of JSON values.
    SequenceBody,
    /// The body as values, each a part without a name.
    ValueParts,
    /// The body as files, each a part without a name.
    FileParts,
    /// The body as bytes.
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
    /// The location of a parameter; `None` for bodies.
    #[must_use]
    pub fn location(self) -> Option<Location> {
        match self {
            Self::Path => Some(Location::Path),
            Self::Query | Self::QueryList(_) => Some(Location::Query),
            Self::Header => Some(Location::Header),
            Self::Cookie => Some(Location::Cookie),
            Self::Styled(encoding) => Some(encoding.location),
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

/// How several values are encoded in a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ListStyle {
    /// A repeated name.
    Repeat,
    /// Commas.
    Comma,
    /// Spaces.
    Space,
    /// Vertical bars.
    Pipe,
}

/// How a value is passed to a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Passing {
    /// By value.
    Value,
    /// As a value that converts into it.
    Into,
    /// As a string slice.
    Str,
    /// As an iterator over its items.
    Items,
    /// As an iterator over values that convert into its items.
    IntoItems,
}

/// A payload type, in a file of its own.
#[derive(Clone, Debug, Serialize)]
pub struct Model {
    /// Its name.
    pub name: Ident,
    /// The module and file.
    pub module: Ident,
    /// The module of models that contains its own module, unless that is the module of all models.
    pub home: Option<Ident>,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its derives in addition to those of all models.
    pub derives: Vec<ForeignPath>,
    /// Its kind.
    pub kind: ModelKind,
}

impl Model {
    /// Whether other types convert into it: the payloads of a union, the strings or integers of an
    /// enum.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.kind, ModelKind::Enum(_) | ModelKind::Union(_))
    }
}

/// The kind of a model.
#[derive(Clone, Debug, Serialize)]
pub enum ModelKind {
    /// An object.
    Struct(Struct),
    /// Known values, strings or integers.
    Enum(Enum),
    /// One of several types.
    Union(Union),
}

/// An object.
#[derive(Clone, Debug, Serialize)]
pub struct Struct {
    /// The properties, required ones first.
    pub fields: Vec<Field>,
    /// Properties with a constant value: wire name and value.
    pub tags: Vec<(String, Value)>,
    /// The field that keeps undescribed properties.
    pub extra: Ident,
    /// The type of undescribed properties, if the description sets one.
    pub additional: Option<Type>,
    /// Whether it is sent as a form with files.
    pub form: bool,
    /// The undescribed parts of a form that holds files.
    pub parts: Option<FurtherParts>,
    /// The struct that holds the arguments of `new` as fields, if these are too many for positions.
    pub arguments: Option<Ident>,
}

impl Struct {
    /// Whether it is (de)serialized as JSON: everything except forms with files, which JSON can't
    /// hold.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let mut parts = self.fields.iter().filter_map(|it| it.part.as_ref());
        self.parts.is_none() && !parts.any(|part| part.files)
    }

    /// Whether it has a field for undescribed properties.
    #[must_use]
    pub fn has_rest(&self) -> bool {
        self.is_json() || self.parts.is_some()
    }

    /// The type of undescribed properties, if the description sets one.
    #[must_use]
    pub fn rest(&self) -> Option<&Type> {
        let parts = self.parts.as_ref().map(|it| &it.ty);
        parts.or(self.additional.as_ref())
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
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The type of the field.
    pub ty: Type,
    /// Its part of a form.
    pub part: Option<Part>,
    /// The header of a part, if it is that instead of a property.
    pub header: Option<PartHeader>,
    /// Whether it is always present.
    pub required: bool,
    /// Whether it is an argument of `new`, if the struct is sent.
    pub asked: bool,
    /// The value that `new` sets: its only one, or its default.
    pub constant: Option<Constant>,
    /// Whether only the server sets it, so that a struct that programs construct is sent without it.
    pub read_only: bool,
    /// Whether its values are about a person, so that `Debug` doesn't show them.
    pub personal: bool,
    /// The type that `new` and the setter take.
    pub argument: Type,
    /// How they take it.
    pub passing: Passing,
}

/// The constant or default value of a property.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Constant {
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// An integer.
    Integer(i128),
    /// A string.
    Text(String),
    /// An empty list.
    NoItems,
    /// Null of arbitrary JSON.
    Null,
    /// Null of a nullable type.
    None,
    /// The variant of an enum.
    Variant(Ident, Ident),
}

/// Known values, and room for others.
#[derive(Clone, Debug, Serialize)]
pub struct Enum {
    /// The known values.
    pub values: Vec<EnumValue>,
    /// Whether they are integers.
    pub integer: bool,
}

/// A value of an enum.
#[derive(Clone, Debug, Serialize)]
pub struct EnumValue {
    /// The variant.
    pub variant: Ident,
    /// The value.
    pub wire: EnumWire,
    /// Its documentation.
    pub docs: String,
}

/// The value of an enum as it is sent.
pub type EnumWire = crate::api::EnumWire;

/// The module of the events.
#[derive(Clone, Debug, Serialize)]
pub struct Webhooks {
    /// The description of the events.
    pub docs: Vec<String>,
    /// How requests are signed.
    pub scheme: SigningScheme,
    /// The types of the events, sorted by name.
    pub models: Vec<Model>,
    /// The union of the events, for examples: the first union in the order of the names.
    pub event: Option<Ident>,
    /// Former names of types, each with the type that replaces it.
    pub aliases: BTreeMap<Ident, Ident>,
    /// The examples in the description, each tested.
    pub examples: Vec<SchemaExamples>,
    /// A value of each type, for users' tests.
    pub model_values: BTreeMap<String, ModelValues>,
}
