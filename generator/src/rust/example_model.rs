//! The expressions and values of a client's examples: those in the docs, and those that are tests.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Ident, Type};

/// An expression in a documented example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Expression {
    /// An integer.
    Int(i64),
    /// A number with a fraction.
    Float,
    /// `true`.
    True,
    /// A string.
    Text(String),
    /// A variable that the example receives.
    Variable(Ident, Type),
    /// `Vec`.
    List(Vec<Expression>),
    /// An absent value.
    Empty(Type),
    /// `Model::new(…)`.
    New(Ident, Vec<Expression>),
    /// `Model::new(ModelRequired { … })`: the model, the struct, and its fields.
    NewNamed(Ident, Ident, Vec<(Ident, Expression)>),
    /// `Model::Variant` or `Model::Variant(…)`.
    Variant(Ident, Ident, Option<Box<Expression>>),
}

/// Values for a call of an operation in tests.
#[derive(Clone, Debug, Serialize)]
pub struct Sample {
    /// By the name of the input, including the body.
    pub inputs: BTreeMap<String, Value>,
    /// The status and body that a server may respond with.
    pub response: (u16, Option<Value>),
}

/// A test that a payload survives decoding and encoding.
#[derive(Clone, Debug, Serialize)]
pub struct ExampleTest {
    /// The test.
    pub name: Ident,
    /// Its key in the data file.
    pub key: String,
    /// Its position in the description.
    pub pointer: String,
    /// The type that it decodes to.
    pub ty: Type,
    /// The payload.
    pub value: Value,
}

/// The examples of the schemas of one type.
#[derive(Clone, Debug, Serialize)]
pub struct SchemaExamples {
    /// Their key in the data file: the name of the type or of the component.
    pub key: String,
    /// The type that they decode to.
    pub ty: Type,
    /// Whether the type is compiled only with all models.
    pub is_gated: bool,
    /// The values.
    pub examples: Vec<SchemaExample>,
}

/// An example of a schema.
#[derive(Clone, Debug, Serialize)]
pub struct SchemaExample {
    /// The schema.
    pub schema: String,
    /// The position of the value; the schema's if the value is combined from its properties.
    pub pointer: String,
    /// The value.
    pub value: Value,
}

/// The properties of a model.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ModelValues {
    /// The optional ones.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub optional: Map<String, Value>,
    /// The required ones.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub required: Map<String, Value>,
}
