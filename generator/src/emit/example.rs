//! The example in the documentation of an operation.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::ident::ident;
use super::types;
use crate::rust::{Client, Expression, Generic, Handle, Ident, Operation, Plain, Type};

/// Prints the statements of a documented example, one string per line.
pub(crate) type PrintStatements<'a> = &'a dyn Fn(TokenStream) -> Vec<String>;

/// The runtime crate, as examples in the client's own documentation name it.
const RUNTIME: &str = "openapi_client_runtime";

/// A call, for text outside its method's documentation.
#[derive(Clone, Debug)]
pub(crate) struct FirstCall {
    /// The path of the client.
    pub(crate) client: String,
    /// The inputs of the call, each a name and a type.
    pub(crate) parameters: Vec<String>,
    /// Makes the client and the call.
    pub(crate) statements: Vec<String>,
}

/// The call of the operation with the fewest inputs, after the construction of the client.
pub(crate) fn first_program(client: &Client, print: PrintStatements<'_>) -> FirstCall {
    let token = !client.schemes.is_empty();
    let is_plain_http = client.is_plain_http();
    let make = match (client.servers.is_empty(), token) {
        (false, true) if is_plain_http => {
            quote! { Client::builder().token_from_env().allow_http().build()? }
        }
        (false, false) if is_plain_http => quote! { Client::builder().allow_http().build()? },
        (false, true) => quote! { Client::from_env()? },
        (false, false) => quote! { Client::new()? },
        (true, true) => quote! { Client::from_env("https://api.example.com")? },
        (true, false) => quote! { Client::new("https://api.example.com")? },
    };
    let mut statements = print(quote! { let client = #make; });
    if let (true, Some(line)) = (token, statements.last_mut()) {
        line.push_str(&format!(" // the token in {}", client.token_env));
    }
    let simple = client.operations.iter().min_by_key(|operation| {
        let result = operation.output.ty != Plain::Unit;
        (operation.deprecated, operation.arguments.len(), !result)
    });
    let found =
        simple.and_then(|operation| Some((client.handles.get(operation.handle)?, operation)));
    let mut parameters = Vec::new();
    if let Some((handle, operation)) = found {
        let (variables, statement) = call(handle, operation);
        parameters.extend(variables.iter().map(|it| parameter(it, RUNTIME)));
        statements.extend(print(statement));
    }
    FirstCall {
        client: Ident::snake(&client.package).as_str().to_owned(),
        parameters,
        statements,
    }
}

/// The documented example of an operation, for a reader with the client and no other crate.
pub(crate) fn sample(
    client: &Client,
    operation: &Operation,
    print: PrintStatements<'_>,
) -> Option<FirstCall> {
    let (variables, statement) = call(client.handles.get(operation.handle)?, operation);
    // The client re-exports the runtime's types that it uses.
    let krate = Ident::snake(&client.package);
    let mut parameters = vec!["client: Client".to_owned()];
    parameters.extend(variables.iter().map(|it| parameter(it, krate.as_str())));
    Some(FirstCall {
        client: krate.as_str().to_owned(),
        parameters,
        statements: print(statement),
    })
}

/// The lines of the example of an operation, from its heading to the end of its code block.
pub(super) fn lines(
    client: &Client,
    handle: &Handle,
    operation: &Operation,
    print: PrintStatements<'_>,
) -> Vec<String> {
    let (variables, statement) = call(handle, operation);
    let mut parameters = vec!["client: Client".to_owned()];
    parameters.extend(variables.iter().map(|it| parameter(it, RUNTIME)));
    block(client, &parameters, print(statement))
}

/// The call of a handle's method on a client; `None` if the client itself has the operations.
pub(super) fn handle(home: &Handle) -> Option<TokenStream> {
    let method = ident(&home.module);
    (!home.on_client).then(|| quote! { .#method() })
}

/// The call of an operation, and its variables.
fn call(home: &Handle, operation: &Operation) -> (BTreeMap<Ident, Type>, TokenStream) {
    let mut variables = BTreeMap::new();
    for expression in &operation.example {
        collect(expression, &mut variables);
    }
    let (handle, method) = (handle(home), ident(&operation.name));
    let arguments = operation.example.iter().map(render);
    let call = quote! { client #handle.#method(#(#arguments),*).await? };
    let ty = &operation.output.ty;
    let statement = match (ty.plain(), ty.generic()) {
        (Some(Plain::Unit), _) => quote! { #call; },
        (Some(Plain::Download), _) => quote! {
            let response = #call;
            response.save_to("some file").await?;
        },
        (_, Some((Generic::Events, item))) => {
            let shown = match item.is(Generic::Event) {
                true => quote! { event.data },
                false => quote! { event },
            };
            quote! {
                let mut events = #call;
                while let Some(event) = events.try_next().await? {
                    println!("{:?}", #shown);
                }
            }
        }
        (_, Some((Generic::Lines, _))) => quote! {
            let mut lines = #call;
            while let Some(item) = lines.try_next().await? {
                println!("{:?}", item);
            }
        },
        _ => quote! { let response = #call; },
    };
    (variables, statement)
}

/// The example of the client itself: its construction and a call.
pub(super) fn first_call(client: &Client, print: PrintStatements<'_>) -> Vec<String> {
    let FirstCall {
        parameters,
        statements,
        ..
    } = first_program(client, print);
    block(client, &parameters, statements)
}

fn block(client: &Client, parameters: &[String], statements: Vec<String>) -> Vec<String> {
    let krate = Ident::snake(&client.package);
    let parameters = parameters.join(", ");
    let mut lines = vec![
        String::new(),
        "# Example".into(),
        String::new(),
        "```no_run".into(),
        format!("# use {krate}::{{Client, Error, models}};"),
        format!("# async fn example({parameters}) -> Result<(), Error> {{"),
    ];
    lines.extend(statements);
    lines.extend(["# Ok(())".into(), "# }".into(), "```".into()]);
    lines
}

/// A parameter of the hidden signature of an example, in a crate with the runtime's types.
fn parameter((name, ty): (&Ident, &Type), runtime: &str) -> String {
    let runtime = format_ident!("{runtime}");
    let tokens = types::ty_in_examples(ty, &runtime).into_iter();
    let path: String = tokens.map(|token| token.to_string()).collect();
    format!("{name}: {path}")
}

/// Adds the variables of an expression.
pub(super) fn collect(expression: &Expression, variables: &mut BTreeMap<Ident, Type>) {
    match expression {
        Expression::Variable(name, ty) => {
            variables.insert(name.clone(), ty.clone());
        }
        Expression::List(items) | Expression::New(_, items) => {
            items.iter().for_each(|item| collect(item, variables));
        }
        Expression::NewNamed(_, _, fields) => {
            fields.iter().for_each(|(_, item)| collect(item, variables));
        }
        Expression::Variant(_, _, Some(inner)) => collect(inner, variables),
        _ => {}
    }
}

/// An expression as Rust, with the models in scope.
pub(super) fn render(expression: &Expression) -> TokenStream {
    match expression {
        Expression::Int(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote! { #value }
        }
        Expression::Float => quote! { 4.5 },
        Expression::True => quote! { true },
        Expression::Text(text) => quote! { #text },
        Expression::Variable(name, _) => {
            let name = ident(name);
            quote! { #name }
        }
        Expression::List(items) => {
            let items = items.iter().map(render);
            quote! { [#(#items),*] }
        }
        Expression::Empty(_) => quote! { Default::default() },
        Expression::New(name, arguments) => {
            let name = ident(name);
            let arguments = arguments.iter().map(render);
            quote! { models::#name::new(#(#arguments),*) }
        }
        Expression::NewNamed(name, named, fields) => {
            let (name, named) = (ident(name), ident(named));
            let fields = fields.iter().map(|(field, value)| {
                let (field, value) = (ident(field), render(value));
                match field == value.to_string() {
                    true => value,
                    false => quote! { #field: #value },
                }
            });
            quote! { models::#name::new(models::#named { #(#fields),* }) }
        }
        Expression::Variant(name, variant, payload) => {
            let (name, variant) = (ident(name), ident(variant));
            let payload = payload.as_ref().map(|payload| {
                let inner = render(payload);
                // A variant takes its payload unconverted; functions convert.
                let inner = match **payload {
                    Expression::Text(_) | Expression::List(_) => quote! { #inner.into() },
                    _ => inner,
                };
                quote! { (#inner) }
            });
            quote! { models::#name::#variant #payload }
        }
    }
}
