//! One operation: how its request is made, the request with the setters, and how it is sent.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::attributes::{deprecated, doc, doc_lines};
use super::example::PrintStatements;
use super::ident::ident;
use super::{alternatives, example, request, responses, types};
use crate::api::Status;
use crate::paging::Argument;
use crate::rust::items::RequestItems;
use crate::rust::{Client, Failure, Handle, Input, Operation, Paging, PartStyle};

/// Emits one operation, as its file holds it.
#[must_use]
pub(crate) fn one_operation(client: &Client, index: usize) -> TokenStream {
    let Some(of) = client.operations.get(index) else {
        return TokenStream::new();
    };
    let handle = client.handles.get(of.handle);
    handle.map_or_else(TokenStream::new, |handle| operation(handle, of))
}

/// The methods of the handle that make the request.
pub(super) fn methods(
    client: &Client,
    handle: &Handle,
    operation: &Operation,
    print: PrintStatements<'_>,
) -> TokenStream {
    let docs = doc_lines(operation.docs.iter(), false);
    let example = doc_lines(
        example::lines(client, handle, operation, print).iter(),
        false,
    );
    let method = request::method(operation, &operation.name, &operation.arguments);
    let others = alternatives::methods(operation);
    quote! { #docs #example #method #(#others)* }
}

/// The file of an operation.
pub(super) fn operation(handle: &Handle, operation: &Operation) -> TokenStream {
    let request = ident(&operation.request);
    let (id, verb, path) = (&operation.id, &operation.method, &operation.path);
    let facts = operation.facts.iter().map(|fact| format_ident!("{fact}"));
    let output = types::ty_in_models(&operation.output.ty);
    let (decoding, decode) = responses::decoding(operation);
    let items = RequestItems::of(operation);
    let responses = items.outputs.iter();
    let responses = responses.map(|output| responses::response(output, &operation.request));
    let others = responses::others(operation);
    let described = responses::described(operation);
    let failures = failures(&operation.failures);
    let function = request::function(
        operation,
        &operation.name,
        &operation.arguments,
        &operation.form,
    );
    let functions = alternatives::functions(operation, &items);
    let about = doc(about(handle, operation));
    let deprecated = deprecated(operation.deprecated);
    let mut setters: Vec<_> = operation
        .setters
        .iter()
        .map(|input| setter(input, &operation.form))
        .collect();
    setters.extend(alternatives::setters(operation, &items));
    setters.extend(responses::resume(operation));
    setters.extend(operation.paging.as_ref().map(|_| lists()));
    let setters = (!setters.is_empty()).then(|| quote! { impl #request { #(#setters)* } });
    let paged = operation
        .paging
        .as_ref()
        .map(|paging| paged(&request, paging));
    quote! {
        use openapi_client_runtime as rt;

        static INFO: rt::OperationInfo = rt::OperationInfo::new(#id, #verb, #path)#(.#facts())*;

        #described

        #function
        #(#functions)*

        #about
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is awaited"]
        #deprecated
        pub struct #request {
            request: rt::Request,
        }

        #setters

        #decoding
        rt::operation! {
            #request: #output;
            error: crate::ErrorBody;
            decode: #decode;
            #failures
        }

        #others
        #paged
        #(#responses)*
    }
}

/// The first line of a request's page.
fn about(handle: &Handle, operation: &Operation) -> String {
    let title = operation.docs.first().map_or("", String::as_str);
    let (verb, path) = (&operation.method, operation.path.replace('`', "'"));
    let method = format!("{}::{}", handle.name, operation.name);
    let from = if handle.on_client { "crate" } else { "super" };
    let about = format!("{title} `{verb} {path}`, made by [`{method}`]({from}::{method}).");
    about.trim_start().to_owned()
}

fn setter(input: &Input, form: &[(String, PartStyle)]) -> TokenStream {
    let name = ident(&input.name);
    let ty = types::argument(&input.ty, input.passing, types::ty_in_models);
    let is_parameter = input.target.location().is_some();
    let about = if input.docs.is_empty() && !is_parameter {
        doc("Sets the body.")
    } else if input.docs.is_empty() {
        doc(format!("Sets `{}`.", input.wire.replace('`', "'")))
    } else {
        doc_lines(&input.docs, false)
    };
    let deprecated = deprecated(input.deprecated);
    let set = request::set(input, form, quote! { self.request });
    quote! {
        #about
        #deprecated
        #[inline]
        pub fn #name(mut self, #name: #ty) -> Self {
            #set
            self
        }
    }
}

/// The bodies of error statuses, if there are any.
fn failures(failures: &[Failure]) -> Option<TokenStream> {
    let rows = failures.iter().map(|failure| {
        let status = match failure.status {
            Status::Code(code) => {
                let code = Literal::u16_unsuffixed(code);
                quote! { on #code }
            }
            Status::Range(first) => {
                let first = Literal::u8_unsuffixed(first);
                quote! { on_range #first }
            }
            Status::Default => quote! { otherwise },
        };
        let reader = super::errors::reader(&failure.variant);
        let of = failure.media_type.as_ref();
        let of = of.map(|name| quote! { of #name });
        quote! { #status: #reader #of, }
    });
    (!failures.is_empty()).then(|| quote! { failures { #(#rows)* } })
}

/// The methods that go from page to page.
fn lists() -> TokenStream {
    quote! {
        #[doc = " The items of all pages, one after the other."]
        #[inline]
        pub fn items(self) -> rt::Items<Self> {
            rt::Paged::items(self)
        }

        #[doc = " The pages, one response each."]
        #[inline]
        pub fn pages(self) -> rt::Pages<Self> {
            rt::Paged::pages(self)
        }
    }
}

fn paged(request: &proc_macro2::Ident, paging: &Paging) -> TokenStream {
    let item = types::ty_in_models(&paging.item);
    let items = paging.items.as_ref().map(|items| {
        let items = ident(items);
        quote! { .#items }
    });
    let next = next_page(paging, &items);
    let into_items = if paging.items_optional {
        quote! { output #items.into_vec() }
    } else {
        quote! { output #items }
    };
    let set_cursor = match &paging.convention.cursor {
        Some(cursor) => quote! { self.request.set_query(#cursor, cursor); },
        None => quote! { self.request.set_query_of_link(cursor); },
    };
    quote! {
        impl rt::Paged for #request {
            type Item = #item;

            #next

            #[inline]
            fn into_items(output: Self::Output) -> Vec<Self::Item> {
                #into_items
            }

            #[inline]
            fn set_cursor(&mut self, cursor: &str) {
                #set_cursor
            }
        }
    }
}

/// The method that returns the next page.
fn next_page(paging: &Paging, items: &Option<TokenStream>) -> TokenStream {
    let steps = paging.next.iter().map(|step| {
        let field = ident(&step.field);
        if step.nullable {
            quote! { .#field.as_option()? }
        } else if step.optional {
            quote! { .#field.as_ref()? }
        } else {
            quote! { .#field }
        }
    });
    // The last step already borrows if it may be absent.
    let borrow = paging
        .next
        .last()
        .is_some_and(|step| !step.optional)
        .then(|| quote! { & });
    let reference = quote! { #borrow output #(#steps)* };
    let style = paging.convention.style();
    let arguments = style.arguments.iter().map(|argument| match argument {
        Argument::Next => reference.clone(),
        Argument::Response => quote! { response },
        Argument::Request => quote! { &self.request },
        Argument::Cursor => paging.convention.cursor.to_token_stream(),
        Argument::First => Literal::u64_unsuffixed(paging.first).to_token_stream(),
        Argument::Items => quote! { output #items.len() },
    });
    let function = format_ident!("{}", style.function);
    let next = quote! { rt::#function(#(#arguments),*) };
    let has = |argument| style.arguments.contains(&argument);
    let signature = if has(Argument::Response) || has(Argument::Request) {
        let named = |name, is_used| format_ident!("{}", if is_used { name } else { "_" });
        let response = named("response", has(Argument::Response));
        let output = named("output", has(Argument::Next) || has(Argument::Items));
        quote! {
            fn next_after(
                &self,
                #response: &rt::RawResponse,
                #output: &Self::Output,
            ) -> Option<rt::NextPage>
        }
    } else {
        quote! { fn next_page(output: &Self::Output) -> Option<rt::NextPage> }
    };
    quote! {
        #[inline]
        #signature {
            #next
        }
    }
}
