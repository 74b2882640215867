//! Impls that are the same for all models of a kind.

/// Implements [`Object`](super::Object), serde's traits and `Debug` for a struct, from a table of its
/// properties: each field with its name on the wire. `constant` are properties without a field,
/// `received` are never sent, null is a value of those that are `…_json`, `header` are fields that are
/// no properties, and `personal` lists names whose values `Debug` does not show. A type that is an
/// `Object` already gets the rest by its name alone.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    (
        $type:ident: $name:literal;
        $(constant { $($constant:literal: $value:expr,)* })?
        $(required { $($required:ident: $required_name:literal,)* })?
        $(optional { $($optional:ident: $optional_name:literal,)* })?
        $(optional_json { $($json:ident: $json_name:literal,)* })?
        $(received { $($received:ident: $received_name:literal,)* })?
        $(received_json { $($received_json:ident: $received_json_name:literal,)* })?
        $(header { $($header:ident,)* })?
        $(personal { $($personal:literal,)* })?
        rest: $rest:ident;
    ) => {
        impl $crate::json::Object for $type {
            const NAME: &'static str = $name;
            $(const PERSONAL: &'static [&'static str] = &[$($personal),*];)?

            fn read<'de, A: $crate::serde::de::MapAccess<'de>>(
                mut map: A,
            ) -> ::core::result::Result<Self, A::Error> {
                $($(let mut $required = ::core::option::Option::None;)*)?
                $($(let mut $optional = ::core::default::Default::default();)*)?
                $($(let mut $json = ::core::option::Option::None;)*)?
                $($(let mut $received = ::core::default::Default::default();)*)?
                $($(let mut $received_json = ::core::option::Option::None;)*)?
                let mut rest = ::core::default::Default::default();
                while let ::core::option::Option::Some(key) = map.next_key::<$crate::json::Key<'de>>()? {
                    match key.as_str() {
                        $($($required_name => $crate::json::read_some(&mut map, &mut $required),)*)?
                        $($($optional_name => $crate::json::read(&mut map, &mut $optional),)*)?
                        $($($json_name => $crate::json::read_some(&mut map, &mut $json),)*)?
                        $($($received_name => $crate::json::read(&mut map, &mut $received),)*)?
                        $($($received_json_name => $crate::json::read_some(&mut map, &mut $received_json),)*)?
                        $($($constant => $crate::json::constant(key, $value, &mut map, &mut rest),)*)?
                        _ => $crate::json::Rest::read(&mut rest, key, &mut map),
                    }?;
                }
                ::core::result::Result::Ok(Self {
                    $($($required: $crate::json::read_required($required, $required_name)?,)*)?
                    $($($optional,)*)?
                    $($($json,)*)?
                    $($($received,)*)?
                    $($($received_json,)*)?
                    $($($header: ::core::option::Option::None,)*)?
                    $rest: rest,
                })
            }

            fn write<M: $crate::serde::ser::SerializeMap>(
                &self,
                map: $crate::json::Map<'_, M>,
            ) -> ::core::result::Result<(), M::Error> {
                $crate::json::Writer::new(map, &self.$rest)
                    $($(.constant($constant, $value))*)?
                    $($(.property($required_name, &self.$required))*)?
                    $($(.optional($optional_name, &self.$optional))*)?
                    $($(.optional($json_name, &self.$json))*)?
                    $($(.received($received_name, &self.$received))*)?
                    $($(.received($received_json_name, &self.$received_json))*)?
                    .end()
            }
        }

        $crate::json::object!($type);
    };
    ($type:ident) => {
        impl ::core::fmt::Debug for $type {
            // Compiled where a program prints the model: it writes the whole of it as JSON.
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::json::debug(<Self as $crate::json::Object>::NAME, self, f)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::json::read_object(deserializer)
            }
        }

        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::json::write_object(self, serializer)
            }
        }
    };
}

/// Implements `From<String>`, `Display` and serde's traits for an enum of strings, which has
/// `as_str` and `From<&str>`.
#[doc(hidden)]
#[macro_export]
macro_rules! __text_enum {
    ($name:ident) => {
        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                text.as_str().into()
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::json::read_name(deserializer)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// Implements `Display` and serde's traits for an enum of integers, which has `as_i64` and
/// `From<i64>`.
#[doc(hidden)]
#[macro_export]
macro_rules! __integer_enum {
    ($name:ident) => {
        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <i64 as $crate::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }
    };
}

pub use __integer_enum as integer_enum;
pub use __object as object;
pub use __text_enum as text_enum;
