//! The codes of diagnostics: one row fixes text, severity, title and help.

use super::Severity;

/// Declares the codes: variant, stable text, severity, title, help. One row a code.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $text:literal $severity:ident $title:literal $help:literal;)*) => {
        /// The stable name of a kind of diagnostic.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $title] $variant,)* }

        impl Code {
            /// All codes, in the order of their texts.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The code as printed, such as `D101`.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Code::$variant => $text,)* } }

            /// What a diagnostic of this code means for the run.
            #[must_use]
            pub fn severity(self) -> Severity { match self { $(Code::$variant => Severity::$severity,)* } }

            /// What the code stands for, in a few words.
            #[must_use]
            pub fn title(self) -> &'static str { match self { $(Code::$variant => $title,)* } }

            /// What to do about it.
            #[must_use]
            pub fn help(self) -> &'static str { match self { $(Code::$variant => $help,)* } }
        }
    };
}

codes! {
    NotReadable "D001" Error "the text is neither YAML nor JSON" "Correct the text there. If it was downloaded, check that it is the document itself and not, say, an error page.";
    DuplicateKey "D002" Note "a key stands twice in one mapping" "Remove one of the two. The last one counts here, with the members of the other that it lacks; which one counts differs from parser to parser.";
    TooLarge "D003" Error "the document is beyond a limit" "Split the description, or raise the limit if the document is trusted: `--max-bytes`, or `max-bytes` in the configuration.";
    NotOpenApi "D010" Error "the document is no OpenAPI description" "Give a description that says `openapi: 3.0.x`, `3.1.x` or `3.2.x`, or `swagger: '2.0'`.";
    NoPaths "D011" Error "the description holds nothing to generate" "A client needs at least one operation or one schema; check that this is the whole description.";
    Malformed "D012" Note "a part of the description has the wrong form" "It was read as the message says; correct it in the description or with an overlay if something else was meant.";
    OddVersion "D013" Note "the version of the description is written in an unusual way" "Write it as text with three numbers, such as `openapi: \"3.1.0\"`.";
    ModelsOnly "D014" Note "the description has no operations" "Only the types of its schemas are generated; check that this is the whole description.";
    NotCalled "D015" Note "the API calls here, not the client" "Webhooks and callbacks are requests that a server of yours answers; the types of the schemas that they name are in the client.";
    Converted "D016" Note "a part of Swagger 2.0 says something that OpenAPI 3.0 cannot" "It was read as the message says; convert the description to OpenAPI 3 if something else was meant.";
    UnknownSelected "D020" Error "the selection names what no operation has" "Correct the name in `only` or `exclude`: a tag, an operationId or method and path, a path in which `*` stands for any text, or a method.";
    NothingSelected "D021" Error "the selection leaves no operation" "Select at least one operation, or delete `only` and `exclude`.";
    BrokenRef "D101" Note "a `$ref` leads nowhere" "What stands there is free-form JSON; correct the reference, or add the missing component with an overlay.";
    ForeignRef "D102" Note "a `$ref` leads out of the document" "It is typed as arbitrary JSON. Files below the folder of the description are read (`--spec-root DIR` names another folder); save a copy of anything else there and refer to the copy.";
    RefCycle "D103" Note "references lead in a circle without a schema between them" "What stands at its end is free-form JSON; break the circle: one of the components must say what it is.";
    DeadMapping "D104" Note "a discriminator's mapping leads nowhere" "The value is not a variant of its own; correct the mapping with an overlay.";
    DuplicateOperationId "D201" Note "an operationId stands twice" "Names are made unique; operationIds are unique in a description (OpenAPI 3.0.3, Operation Object), so rename one with an overlay.";
    MissingOperationId "D202" Note "an operation has no operationId" "The name is made from method and path; pin another in `names.toml`.";
    NameCollision "D203" Error "two things would have one Rust name" "Pin another name for one of the two in `names.toml`.";
    UnusedName "D204" Note "a pinned name names nothing" "Correct the key in `names.toml`, or delete the line if what it named is gone for good.";
    UnknownOperation "D205" Error "the configuration names an operation that does not exist" "Correct the name: an operationId, or method and path such as `POST /search`.";
    UnsupportedOperation "D301" Skipped "an operation cannot be expressed" "The operation is left out; the rest of the client is complete.";
    UnsupportedSchema "D302" Note "a schema is generated as free-form JSON" "Describe the schema with an overlay if a type is wanted.";
    MalformedOperation "D303" Skipped "an operation has a part that cannot be read" "The operation is left out; the rest of the client is complete. Correct the part in the description, or with an overlay.";
    UnsupportedKeyword "D304" Note "a keyword of JSON Schema is not in the type" "The type accepts more than the schema does; the API still judges what is sent.";
    ParameterLeftOut "D321" Note "a parameter is left out" "Correct the parameter with an overlay if the client should offer it.";
    PathMismatch "D322" Note "a path and its parameters disagree" "Name the parameters of the path as the path does, each once with `in: path` (OpenAPI 3.0.3, Path Templating).";
    ServerLeftOut "D323" Note "a server is left out" "Give its address with `ClientBuilder::base_url`, or correct it with an overlay.";
    SecurityLeftOut "D324" Note "a security scheme is left out" "If requests need it, correct the description with an overlay, or send it with an HTTP client of your own.";
    LinksNotFollowed "D331" Note "an answer has links that the client does not follow" "Call the operations that the links name, with what the answer holds.";
    AlikeVariants "D341" Note "nothing tells two variants of a union apart" "Give the variants a discriminator, a property with a constant of its own each, or required properties; or make one schema of the two.";
    BodyNotRead "D351" Note "a response body is described that the client does not decode" "Remove the `content` of the response, or describe it under the status that has it.";
    OddStatus "D352" Note "a key of `responses` is not a status" "Use a status code such as `200`, a range such as `2XX`, or `default` (OpenAPI 3.0.3, Responses Object).";
    NoEvent "D361" Note "`itemSchema` of an event stream does not describe an event" "Describe the event with its fields, `data` among them (OpenAPI 3.2, Media Type Object, \"Sequential Media Types\"); JSON in `data` is described by `contentMediaType` and `contentSchema`.";
    FormWithoutProperties "D371" Note "the schema of a URL-encoded form has no properties" "Give the schema `type: object` and name the properties, or correct the media type with an overlay; until then the call takes the encoded text.";
    PartHeaders "D372" Note "a part of a form has headers that its type does not hold" "Give each a `schema`; or set them with `File::header`, or build the form by hand.";
    EventsSent "D373" Note "a request body is a stream of events" "Give the call the text of the events, each field on a line and an empty line after each event (WHATWG HTML, \"Server-sent events\"). If JSON values one after the other are meant, describe the body as `application/jsonl`.";
    Contradiction "D381" Note "two parts of the description contradict each other" "One of them counts, as the message says; correct the other in the description or with an overlay.";
    UnknownField "D391" Note "a field that the specification does not know" "Correct the spelling, or move the field to the object that it belongs to; extensions begin with `x-`.";
    BesideReference "D392" Note "a field beside a `$ref` is ignored" "Move the reference into an `allOf` so that both count, or the field to what the reference leads to (OpenAPI 3.0.3, Reference Object).";
    NoSecurityScheme "D393" Note "the description has no security scheme" "If requests need a credential, say in the configuration where it goes: `[auth]` with `header`, `query` or `cookie` and a name, or `basic = true`. If none is needed, say `none = true`.";
    NotInClient "D394" Note "a field of the specification is not in the client" "The client works without it; see the message for what is missing.";
    WrongExample "D395" Note "an example is not what its schema describes" "Correct the example or its schema; until then no test is made of the example.";
    OverlayMalformed "D401" Error "an overlay has the wrong form" "See the OpenAPI Overlay specification 1.2; each action needs a `target` and one of `update`, `remove` or `copy`.";
    OverlayNoMatch "D402" Error "an overlay action matches nothing" "The description changed under the overlay: correct the target, or delete the action if its defect is gone.";
    OverlayMatchCount "D403" Error "an overlay action matches another number of nodes than it says" "Correct the target or its `x-matches` (1 where it is not given).";
    OverlayExpectation "D404" Error "an overlay action finds another value than it expects" "Compare what was found with `x-expect`; adapt the action to the new description, or delete it if its defect is gone.";
    OverlayStale "D405" Note "an overlay action changes nothing" "The description now says this itself: delete the action.";
    OverlayIncompatible "D406" Error "an overlay action writes one kind of value over another" "Objects merge with objects, arrays with arrays, other values replace each other (Overlay specification 1.2, Action Object); to change the kind, `remove` the node first and `update` its parent then.";
    NotOffered "D410" Note "an operation is not offered under one of its tags" "Pin another name for one of the two in `names.toml` if both are wanted under that tag.";
    Internal "D900" Error "the generator made something that is no Rust" "This is a defect of the generator, not of the description: please report it with the description.";
}

impl Code {
    /// Whether it is the description that is at fault, so that something it means to say may be
    /// lost. Who owns a description, or mends it with overlays, can refuse these like errors.
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
