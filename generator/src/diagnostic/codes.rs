//! The codes of diagnostics: one row fixes text, severity, title and help. A page in `explain` has the
//! details: the meaning, the remedy, a small description that triggers the code, and its corrected
//! form.

use super::severity::Severity;

/// Declares the codes: variant, stable text, severity, title, help. One row per code.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $text:literal $severity:ident $title:literal $help:literal;)*) => {
        /// The stable name of a kind of diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $title] $variant,)* }

        impl Code {
            /// All codes, in alphabetical order.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The code as printed, such as `D101`.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Code::$variant => $text,)* } }

            /// The severity of diagnostics of this code.
            #[must_use]
            pub fn severity(self) -> Severity { match self { $(Code::$variant => Severity::$severity,)* } }

            /// The title, in a few words.
            #[must_use]
            pub fn title(self) -> &'static str { match self { $(Code::$variant => $title,)* } }

            /// How to resolve it.
            #[must_use]
            pub fn help(self) -> &'static str { match self { $(Code::$variant => $help,)* } }

            /// The detailed explanation of the code and how to resolve it, in Markdown.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => include_str!(concat!("explain/", $text, ".md")),)* }
            }
        }
    };
}

codes! {
    NotReadable "D001" Error "not valid YAML or JSON" "Fix the syntax error. If the file was downloaded, check that it is the document itself and not an error page.";
    DuplicateKey "D002" Note "duplicate key in a mapping" "Remove one of the two. The last one counts, merged with the members that only the other has; other parsers may choose differently.";
    TooLarge "D003" Error "document exceeds a limit" "Split the description, or raise the limit if the document is trusted: `--max-bytes`, or `max-bytes` in the configuration; the limits on values and strings scale with it.";
    TooNested "D004" Error "document is nested too deep" "This limit is fixed. Look for an alias inside the value that it repeats (`a: &a [*a]`), for aliases of aliases, and for brackets that are never closed; move what is nested into components.";
    NotOpenApi "D010" Error "not an OpenAPI description" "Pass a description with `openapi: 3.0.x`, `3.1.x` or `3.2.x`, or `swagger: '2.0'`.";
    NoPaths "D011" Error "nothing to generate" "A client needs at least one operation or one schema; check that this is the whole description.";
    Malformed "D012" Note "part of the description is malformed" "It was interpreted as the message says; if something else was meant, correct it in the description or with an overlay.";
    OddVersion "D013" Note "unusual spelling of the OpenAPI version" "Write it as a string of three numbers, such as `openapi: \"3.1.0\"`.";
    ModelsOnly "D014" Note "the description has no operations" "Only the types of its schemas are generated; check that this is the whole description.";
    NotCalled "D015" Note "the API sends this request, not the client" "Webhooks and callbacks are requests that your server receives; the client has the types of the schemas that they reference.";
    Converted "D016" Note "Swagger 2.0 construct has no OpenAPI 3.0 equivalent" "It was interpreted as the message says; convert the description to OpenAPI 3 if something else was meant.";
    UnknownSelected "D020" Error "selection matches no operation" "Correct the name in `only` or `exclude`: a tag, an operationId or method and path, a path in which `*` matches any text, or a method.";
    NothingSelected "D021" Error "nothing is selected" "Select at least one operation, or delete `only` and `exclude`.";
    PagingHasNoEffect "D022" Note "paging extension has no effect" "Requests of the operation have no `items` and `pages`. Correct the extension, or configure pagination in `[paging]`.";
    BrokenRef "D101" Note "unresolved `$ref`" "It is typed as arbitrary JSON; correct the reference, or add the missing component with an overlay.";
    ForeignRef "D102" Note "unresolved external `$ref`" "It is typed as arbitrary JSON. Files below the folder of the description are read (`--spec-root DIR` names another folder); save a copy of anything else there and refer to the copy.";
    RefCycle "D103" Note "circular `$ref` without a schema" "It is typed as arbitrary JSON; break the cycle: one of the components must be a schema.";
    DeadMapping "D104" Note "unresolved discriminator mapping" "The value is not a variant of its own; correct the mapping with an overlay.";
    DuplicateOperationId "D201" Note "duplicate operationId" "The method names are made unique. operationIds must be unique (OpenAPI 3.0.3, Operation Object): rename one with an overlay.";
    MissingOperationId "D202" Note "operation without an operationId" "The method is named after the summary, or else after method and path; pin another name in `names.toml`.";
    NameCollision "D203" Error "Rust name collision" "Pin another name for one of the two in `names.toml`.";
    UnusedName "D204" Note "pinned name matches nothing" "Correct the key in `names.toml` or the configuration, or delete the line if its target was removed for good.";
    UnknownOperation "D205" Error "unknown operation in the configuration" "Correct the name: an operationId, or method and path such as `POST /search`.";
    ImpossibleChoice "D206" Error "impossible choice in the configuration" "Correct the line, or delete it; the message says why it can't be applied.";
    UnsupportedOperation "D301" Skipped "unsupported operation" "The operation is skipped; the rest of the client is complete.";
    UnsupportedSchema "D302" Note "schema is typed as arbitrary JSON" "Describe the schema with an overlay if a type is wanted.";
    MalformedOperation "D303" Skipped "malformed operation" "The operation is skipped; the rest of the client is complete. Correct the part in the description, or with an overlay.";
    UnsupportedKeyword "D304" Note "JSON Schema keyword is not enforced by the type" "The type accepts more than the schema does; the API still validates requests.";
    ParameterLeftOut "D321" Note "parameter is skipped" "Correct the parameter with an overlay if the client should offer it.";
    PathMismatch "D322" Note "path and path parameters disagree" "Declare each parameter of the path once, with `in: path` and the same name (OpenAPI 3.0.3, Path Templating).";
    ServerLeftOut "D323" Note "server is skipped" "Set the base URL with `ClientBuilder::base_url`, or correct it with an overlay.";
    SecurityLeftOut "D324" Note "security scheme is skipped" "If requests need it, correct the description with an overlay, or send it with an HTTP client of your own.";
    LinksNotFollowed "D331" Note "links of a response are not followed" "Call the linked operations with values from the response.";
    AlikeVariants "D341" Note "indistinguishable union variants" "Give the variants a discriminator, a property with a distinct constant each, or different required properties; or merge the two schemas.";
    BodyNotRead "D351" Note "response body is not decoded" "Remove the `content` of the response, or describe it under the status that has it.";
    OddStatus "D352" Note "key of `responses` is not a status code" "Use a status code such as `200`, a range such as `2XX`, or `default` (OpenAPI 3.0.3, Responses Object).";
    NoEvent "D361" Note "`itemSchema` of an event stream does not describe an event" "Describe the event with its fields, `data` among them (OpenAPI 3.2, Media Type Object, \"Sequential Media Types\"); JSON in `data` is described by `contentMediaType` and `contentSchema`.";
    FormWithoutProperties "D371" Note "the schema of a URL-encoded form has no properties" "Give the schema `type: object` and name the properties, or correct the media type with an overlay; until then the call takes the encoded string.";
    PartHeaders "D372" Note "headers of a form part are not typed" "Give each a `schema`; or set them with `File::header`, or build the form by hand.";
    EventsSent "D373" Note "event stream as a request body" "Pass the events as a string, each field on a line and an empty line after each event (WHATWG HTML, \"Server-sent events\"). For a sequence of JSON values, describe the body as `application/jsonl`.";
    Contradiction "D381" Note "contradiction in the description" "The message says which part counts; correct the other in the description or with an overlay.";
    UnknownField "D391" Note "unknown field" "Correct the spelling, or move the field to the object that it belongs to; extensions begin with `x-`.";
    BesideReference "D392" Note "field beside a `$ref` is ignored" "Move the reference into an `allOf` so that both count, or the field into the target of the reference (OpenAPI 3.0.3, Reference Object).";
    NoSecurityScheme "D393" Note "no security scheme" "If requests need a credential, configure where it goes: `[auth]` with `header`, `query` or `cookie` and a name, or `basic = true`. If none is needed, set `none = true`.";
    NotInClient "D394" Note "field of the specification is not supported" "The client works without it; the message says what is missing.";
    WrongExample "D395" Note "example does not match its schema" "Correct the example or its schema; until then the example is not tested.";
    ShortSample "D396" Note "sample of a list has too few items" "Correct `minItems`, `maxItems` or `uniqueItems`, or give the request body an example, which generated tests use instead.";
    OverlayMalformed "D401" Error "malformed overlay" "See the OpenAPI Overlay specification 1.2; each action needs a `target` and one of `update`, `remove` or `copy`.";
    OverlayNoMatch "D402" Error "overlay target matches nothing" "The description changed under the overlay: correct the target, or delete the action if its defect is gone.";
    OverlayMatchCount "D403" Error "overlay target matches an unexpected number of nodes" "Correct the target or its `x-matches` (1 by default).";
    OverlayExpectation "D404" Error "`x-expect` does not match the target" "Compare the found value with `x-expect`; adapt the action to the new description, or delete it if its defect is gone.";
    OverlayStale "D405" Note "overlay action changes nothing" "The description already contains the change: delete the action.";
    OverlayIncompatible "D406" Error "overlay action changes the kind of a value" "Objects merge with objects, arrays with arrays, other values replace each other (Overlay specification 1.2, Action Object); to change the kind, `remove` the node first and `update` its parent then.";
    NotOffered "D410" Note "operation is missing under one of its tags" "Pin another name for one of the two in `names.toml` if both are wanted under that tag.";
    Internal "D900" Error "internal error: generated code does not parse" "This is a defect of the generator, not of the description: please report it with the description.";
}

impl Code {
    /// Whether the description itself is at fault, so that part of its intended meaning may be lost.
    /// Users who own a description, or correct it with overlays, can treat these as errors.
    #[must_use]
    pub fn is_defect(self) -> bool {
        matches!(
            self,
            Self::DuplicateKey
                | Self::Malformed
                | Self::ModelsOnly
                | Self::BrokenRef
                | Self::ForeignRef
                | Self::RefCycle
                | Self::DuplicateOperationId
                | Self::MalformedOperation
                | Self::Contradiction
        )
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
