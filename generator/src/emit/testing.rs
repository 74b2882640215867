//! The test kit of a client: the runtime's, with values from the description's examples.

use proc_macro2::TokenStream;
use quote::quote;

use super::attributes::doc_lines;
use crate::rust::{Client, Ident, WEBHOOKS};

/// The cargo feature of the module.
pub(crate) const FEATURE: &str = "test-util";

/// The module, which reads the data beside it.
pub(super) fn testing(client: &Client) -> TokenStream {
    let docs = doc_lines(
        [
            "The test kit: a transport in memory, and values from the description's examples.",
            "",
            "Outside the semver promise; enable the feature `test-util` for tests only.",
        ]
        .map(str::to_owned)
        .iter(),
        true,
    );
    let example = doc_lines(example(client).iter(), false);
    let events = client.webhooks.as_ref().map(|_| {
        quote! {
            #[doc = " A value of an event type, as [`example`] makes one of a model."]
            #[doc = ""]
            #[doc = " # Panics"]
            #[doc = ""]
            #[doc = " If the type isn't in [`webhooks`](crate::webhooks)."]
            #[cfg(feature = #WEBHOOKS)]
            #[must_use]
            #[track_caller]
            pub fn webhook_example<T: rt::json::Object + serde::de::DeserializeOwned>() -> T {
                EXAMPLES.event()
            }
        }
    });
    quote! {
        #docs

        use openapi_client_runtime as rt;

        pub use openapi_client_runtime::testing::*;

        static EXAMPLES: Examples = Examples::new(include_str!("testing.json"));

        #[doc = " A transport in memory that responds with the examples of the description unless a test"]
        #[doc = " expects something else."]
        #[must_use]
        pub fn mock() -> Mock {
            Mock::with_examples(&EXAMPLES)
        }

        #[doc = " A value of any model, also of one that is in responses only: each property has the example"]
        #[doc = " of the description, or a generated value. Change the fields that a test is about."]
        #[doc = ""]
        #[doc = " # Panics"]
        #[doc = ""]
        #[doc = " If the type isn't in [`models`](crate::models)."]
        #example
        #[must_use]
        #[track_caller]
        pub fn example<T: rt::json::Object + serde::de::DeserializeOwned>() -> T {
            EXAMPLES.model()
        }

        #events
    }
}

fn example(client: &Client) -> Vec<String> {
    let Some(name) = client.model_values.keys().next() else {
        return Vec::new();
    };
    let krate = Ident::snake(&client.package);
    let text = format!(
        "\n# Example\n\n```no_run\n# use {krate}::{{models, testing}};\n# fn example() {{\n\
         let value: models::{name} = testing::example();\n# }}\n```"
    );
    text.lines().map(str::to_owned).collect()
}
