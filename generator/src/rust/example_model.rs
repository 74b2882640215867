//! What the examples of a client are made of: those in the docs, and those that are tests.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Ident, Type};

/// An expression in a documented example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Expression {
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float,
    /// `true`.
    True,
    /// A text.
    Text(String),
    /// A variable that the example is given.
    Variable(Ident, Type),
    /// `Vec`.
    List(Vec<Expression>),
    /// A value that is not there.
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
    /// By the name of the input; the body is under the name of its input, too.
    pub inputs: BTreeMap<String, Value>,
    /// The status and body that a server may respond with.
    pub response: (u16, Option<Value>),
}

/// A test that a payload keeps its value.
#[derive(Clone, Debug, Serialize)]
pub struct ExampleTest {
    /// The test.
    pub name: Ident,
    /// Its key in the data file.
    pub key: String,
    /// Where the description shows it.
    pub pointer: String,
    /// The type that it is read as.
    pub ty: Type,
    /// The payload.
    pub value: Value,
}

/// The values that the schemas of one type show.
#[derive(Clone, Debug, Serialize)]
pub struct SchemaExamples {
    /// Their key in the data file: the name of the type or of the component.
    pub key: String,
    /// The type that they are read as.
    pub ty: Type,
    /// Whether the type is compiled only with all models.
    pub is_gated: bool,
    /// The values.
    pub examples: Vec<SchemaExample>,
}

/// A value that a schema shows.
#[derive(Clone, Debug, Serialize)]
pub struct SchemaExample {
    /// The schema.
    pub schema: String,
    /// Where the value stands; where it is put together from the properties of the schema, the
    /// schema.
    pub pointer: String,
    /// The value.
    pub value: Value,
}
