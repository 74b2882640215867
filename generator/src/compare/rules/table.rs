//! The rules: one row fixes id, both verdicts over HTTP, title and mirrors; a page next to this file
//! explains it.

use serde::{Serialize, Serializer};

use crate::compare::{Direction, Http};

/// The rules for the reverse change, or the reason why there is none.
macro_rules! mirrors {
    ([$($mirror:ident)+]) => { Ok(&[$(Rule::$mirror),+]) };
    ($reason:literal) => { Err($reason) };
}

/// Declares the rules: variant, id, verdict over HTTP in a request and in a response, title, mirrors. One
/// row per rule; if a rule is not about a payload, both verdicts are the same.
macro_rules! rules {
    ($($variant:ident $id:literal $request:ident $response:ident $title:literal $mirrors:tt;)*) => {
        /// The rule that classifies a kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule { $(#[doc = $title] $variant,)* }

        impl Rule {
            /// All rules, in the order of their ids.
            pub const ALL: &[Rule] = &[$(Rule::$variant,)*];

            /// The stable id, such as `R101`.
            #[must_use]
            pub fn id(self) -> &'static str { match self { $(Rule::$variant => $id,)* } }

            /// The change, in a few words.
            #[must_use]
            pub fn title(self) -> &'static str { match self { $(Rule::$variant => $title,)* } }

            /// The rule's subject and the recommended action, at length, in Markdown; its cases are
            /// the examples.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Rule::$variant => include_str!(concat!($id, ".md")),)* }
            }

            /// The rules that report the reverse change, or the reason why there is none. A rule that is
            /// its own mirror is about a replacement in either direction.
            ///
            /// # Errors
            ///
            /// The reason, if the reverse change has no rule.
            pub fn mirrors(self) -> Result<&'static [Rule], &'static str> {
                match self { $(Rule::$variant => mirrors!($mirrors),)* }
            }

            /// The verdict over HTTP; the worse one if payloads go both ways.
            #[must_use]
            pub fn http(self, direction: Option<Direction>) -> Http {
                let (request, response) = match self {
                    $(Rule::$variant => (Http::$request, Http::$response),)*
                };
                match direction {
                    Some(Direction::Request) => request,
                    Some(Direction::Response) => response,
                    Some(Direction::Both) | None => request.max(response),
                }
            }
        }
    };
}

rules! {
    // Operations.
    OperationAdded "R101" Compatible Compatible "an operation was added" [OperationRemoved];
    OperationRemoved "R102" Breaking Breaking "an operation was removed" [OperationAdded];
    PathChanged "R103" Breaking Breaking "an operation has another method or path" [PathChanged];
    OperationIdChanged "R104" Compatible Compatible "an operationId was changed" [OperationIdChanged];
    TagsChanged "R105" Compatible Compatible "the tags of an operation were changed" [TagsChanged];
    PathVariableRenamed "R106" Compatible Compatible "a parameter of a path was renamed" [PathVariableRenamed];
    DeprecationChanged "R107" Compatible Compatible "a deprecation was added or removed" [DeprecationChanged];
    ServerChanged "R108" Breaking Breaking "the base URL of the API was changed" [ServerChanged];
    // A replaced credential breaks in both directions, and a changed order of alternatives in neither.
    SecurityAdded "R109" Breaking Breaking "a credential is required that was not before" [SecurityRemoved SecurityAdded];
    SecurityRemoved "R110" Compatible Compatible "a credential is no longer required" [SecurityAdded SecurityRemoved];
    ScopeAdded "R111" Warning Warning "a scope is required that was not before" [ScopeRemoved];
    TextChanged "R112" Compatible Compatible "a description, summary or example was changed" [TextChanged];
    ServerRenamed "R113" Compatible Compatible "the description of a server was changed" [ServerRenamed];
    ServerAdded "R114" Compatible Compatible "a server was added" [ServerRemoved];
    ServerRemoved "R115" Warning Warning "a server other than the first was removed" [ServerAdded];
    ScopeRemoved "R116" Compatible Compatible "a scope is no longer required" [ScopeAdded];
    SecuritySchemeChanged "R117" Breaking Breaking "a credential is sent differently" [SecuritySchemeChanged];
    TokenFlowChanged "R118" Warning Warning "the way to get a token was changed" [TokenFlowChanged];
    // Parameters.
    OptionalParameterAdded "R120" Compatible Compatible "an optional parameter was added" [ParameterRemoved];
    RequiredParameterAdded "R121" Breaking Breaking "a required parameter was added" [ParameterRemoved];
    ParameterRemoved "R122" Warning Warning "a parameter was removed" [OptionalParameterAdded RequiredParameterAdded];
    ParameterRequired "R130" Breaking Breaking "an optional parameter became required" [ParameterOptional];
    ParameterOptional "R131" Compatible Compatible "a required parameter became optional" [ParameterRequired];
    ParameterMoved "R132" Breaking Breaking "the location of a parameter was changed" [ParameterMoved];
    ParameterStyleChanged "R133" Breaking Breaking "the serialization of a parameter was changed" [ParameterStyleChanged];
    DefaultChanged "R134" Warning Compatible "a default was added, changed or removed" [DefaultChanged];
    // Bodies and media types.
    OptionalBodyAdded "R140" Compatible Compatible "an optional body was added" [BodyRemoved];
    BodyRemoved "R141" Breaking Breaking "the body of a request was removed" [OptionalBodyAdded RequiredBodyAdded];
    BodyRequired "R142" Breaking Breaking "an optional body became required" [BodyOptional];
    MediaTypeAdded "R143" Compatible Compatible "a media type was added" [MediaTypeRemoved OtherMediaTypeRemoved];
    MediaTypeRemoved "R144" Breaking Breaking "the media type that the client uses was removed" [MediaTypeAdded];
    OtherMediaTypeRemoved "R145" Warning Warning "a media type that the client does not use by default was removed" [MediaTypeAdded];
    RequiredBodyAdded "R146" Breaking Breaking "a required body was added" [BodyRemoved];
    BodyOptional "R147" Compatible Compatible "a required body became optional" [BodyRequired];
    MediaTypeParameterChanged "R148" Warning Warning "a parameter of a media type was changed" [MediaTypeParameterChanged];
    // Objects.
    OptionalPropertyAdded "R200" Compatible Compatible "an optional property was added" [OptionalPropertyRemoved];
    RequiredPropertyAdded "R201" Breaking Compatible "a required property was added" [RequiredPropertyRemoved OptionalPropertyRemoved];
    RequiredPropertyRemoved "R210" Warning Breaking "a required property was removed" [RequiredPropertyAdded];
    OptionalPropertyRemoved "R211" Warning Warning "an optional property was removed" [OptionalPropertyAdded RequiredPropertyAdded];
    PropertyRenamed "R212" Breaking Breaking "a property was renamed" [PropertyRenamed];
    PropertyRequired "R220" Breaking Compatible "an optional property became required" [PropertyOptional];
    PropertyOptional "R221" Compatible Breaking "a required property became optional" [PropertyRequired];
    BecameNullable "R222" Compatible Breaking "the value became nullable" [NoLongerNullable];
    NoLongerNullable "R223" Breaking Compatible "the value is no longer nullable" [BecameNullable];
    ReadWriteChanged "R224" Warning Warning "readOnly or writeOnly was changed" [ReadWriteChanged];
    AdditionalOpened "R225" Compatible Compatible "additional properties became allowed" [AdditionalClosed];
    Boxed "R226" Compatible Compatible "a type became recursive, or no longer is" [Boxed];
    AdditionalClosed "R228" Breaking Compatible "additional properties are no longer allowed" [AdditionalOpened];
    // Types.
    TypeChanged "R230" Breaking Breaking "the type was changed" [TypeChanged];
    TypeWidened "R231" Compatible Breaking "the type accepts more values than before" [TypeNarrowed];
    TypeNarrowed "R232" Breaking Compatible "the type accepts fewer values than before" [TypeWidened];
    SchemaReplaced "R234" Compatible Compatible "a schema was replaced by another" [SchemaReplaced];
    SchemaRenamed "R235" Compatible Compatible "a schema was renamed" [SchemaRenamed];
    UnusedSchemaAdded "R236" Compatible Compatible "a schema that no operation uses was added" [UnusedSchemaRemoved];
    TraitLost "R237" Compatible Compatible "the traits of a type were changed" "a gained trait breaks no code, and is reported with the change that it comes with";
    UnusedSchemaRemoved "R238" Compatible Compatible "a schema that no operation uses was removed" [UnusedSchemaAdded];
    // Enums and constants.
    EnumValueAdded "R240" Compatible Compatible "a value was added to an enum" [EnumValueRemoved];
    EnumValueRemoved "R241" Breaking Compatible "a value was removed from an enum" [EnumValueAdded];
    BecameEnum "R242" Breaking Compatible "the values became restricted to an enum" [NoLongerEnum];
    NoLongerEnum "R243" Compatible Warning "the values are no longer restricted to an enum" [BecameEnum];
    ConstantChanged "R244" Breaking Breaking "a constant was changed" [ConstantChanged];
    EnumValueRenamed "R245" Compatible Compatible "the name of an enum value was changed" [EnumValueRenamed];
    // Unions.
    VariantAdded "R250" Compatible Compatible "a variant was added to a union" [VariantRemoved];
    VariantRemoved "R251" Breaking Compatible "a variant was removed from a union" [VariantAdded];
    DiscriminatorChanged "R253" Breaking Breaking "the discriminator of a union was changed" [DiscriminatorChanged];
    DefaultVariantChanged "R254" Breaking Breaking "the default variant of a union was changed" [DefaultVariantChanged];
    VariantTagChanged "R255" Breaking Breaking "the discriminator value of a variant was changed" [VariantTagChanged];
    BecameUnion "R256" Compatible Breaking "the type became one variant of a union" [NoLongerUnion];
    NoLongerUnion "R257" Breaking Compatible "the union became one of its variants" [BecameUnion];
    TagTypeChanged "R258" Breaking Breaking "the type of a discriminator was changed" [TagTypeChanged];
    // Limits.
    LimitTightened "R260" Breaking Compatible "a limit was added or made tighter" [LimitLoosened];
    LimitLoosened "R261" Compatible Warning "a limit was removed or made looser" [LimitTightened];
    PatternChanged "R262" Warning Warning "a pattern was changed" [PatternChanged];
    FormatChanged "R263" Warning Warning "a format without a type of its own was changed" [FormatChanged];
    // Responses.
    SuccessStatusAdded "R270" Warning Warning "a status for success or a redirect was added" [SuccessStatusRemoved];
    SuccessStatusRemoved "R271" Breaking Breaking "a status for success or a redirect was removed" [SuccessStatusAdded];
    FailureStatusAdded "R272" Compatible Compatible "a failure status was added" [FailureStatusRemoved];
    DefaultResponseAdded "R273" Compatible Compatible "a default response was added" [DefaultResponseRemoved];
    RequiredHeaderRemoved "R274" Breaking Breaking "a required response header was removed" [HeaderAdded];
    ResponseBodyAdded "R275" Compatible Compatible "a response body was added" [ResponseBodyRemoved];
    FailureStatusRemoved "R276" Compatible Compatible "a failure status was removed" [FailureStatusAdded];
    DefaultResponseRemoved "R277" Warning Warning "a default response was removed" [DefaultResponseAdded];
    OptionalHeaderRemoved "R278" Warning Warning "an optional response header was removed" [HeaderAdded];
    HeaderAdded "R279" Compatible Compatible "a response header was added" [RequiredHeaderRemoved OptionalHeaderRemoved];
    HeaderChanged "R280" Warning Warning "the type of a response header was changed" [HeaderChanged];
    ResponseBodyRemoved "R281" Breaking Breaking "a response body was removed" [ResponseBodyAdded];
    HeaderOptional "R282" Breaking Breaking "a required response header became optional" [HeaderRequired];
    HeaderRequired "R283" Compatible Compatible "an optional response header became required" [HeaderOptional];
    // Webhooks and callbacks.
    ReceiverAdded "R290" Compatible Compatible "a webhook or callback was added" [ReceiverRemoved];
    ReceiverRemoved "R291" Warning Warning "a webhook or callback was removed" [ReceiverAdded];
    ReceiverChanged "R292" Warning Warning "the request or the expected responses of a webhook or callback were changed" [ReceiverChanged];
    // Anything else.
    Unclassified "R900" Warning Warning "a change that no rule covers" "the reverse of a change without a rule has none either";
    // Changes of the crate alone.
    PinnedNameChanged "R901" Compatible Compatible "a pinned name was changed by hand" "the reverse pins nothing, and items of both sides keep their names";
    TypeSplit "R902" Compatible Compatible "a type that several schemas shared was split" "types that become one keep their former names as aliases";
    TagField "R903" Compatible Compatible "a discriminator property became a field, or no longer is one" [TagField];
    ChoiceChanged "R904" Compatible Compatible "the types or names chosen in the configuration were changed" [ChoiceChanged];
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}
