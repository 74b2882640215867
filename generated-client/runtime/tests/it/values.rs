//! Value types in maps, sets and formats of serde, as models use them.

use std::collections::BTreeMap;

use openapi_client_runtime::{
    Date, DateTime, Json, List, Nullable, UnknownValue, UnknownVariant, json,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Through our own reader and through another: the same value, and back to the same JSON.
fn round_trips<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: Value) {
    let read: T = json::read_text(&value.to_string()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    assert_eq!(serde_json::from_str::<T>(&value.to_string()).unwrap(), read);
}

#[test]
fn every_value_type_round_trips() {
    round_trips::<DateTime>(json!("2023-01-05T06:42:31.532Z[GMT]"));
    round_trips::<Date>(json!("2024-02-29"));
    round_trips::<List<DateTime>>(json!(["2023-01-05T07:42:31+01:00"]));
    round_trips::<Nullable<Date>>(json!(null));
    round_trips::<Nullable<List<i64>>>(json!([1]));
    round_trips::<BTreeMap<String, Option<List<f64>>>>(json!({"a": null, "b": [1.5, -2.0]}));
    round_trips::<Vec<(bool, u64, i64)>>(json!([[true, u64::MAX, i64::MIN]]));
    round_trips::<Value>(json!({"a": [null, true, 1, -1, 1.5, "x", {}]}));
}

#[test]
fn unknown_values_keep_their_text() {
    let unknown = UnknownValue::new("NewKind");
    assert_eq!(unknown.as_str(), "NewKind");
    assert_eq!(unknown.to_string(), "NewKind");
    assert_eq!(serde_json::to_value(&unknown).unwrap(), json!("NewKind"));
    let value = json!({"_type": "x", "a": [1]});
    let variant = UnknownVariant::from(value.clone());
    assert_eq!(variant.tag(), None);
    assert_eq!(variant, UnknownVariant::from(Json::from(&value)));
    assert_eq!(serde_json::to_value(&variant).unwrap(), value);
    assert_eq!(size_of::<UnknownVariant>(), size_of::<usize>());
}

#[test]
fn enums_of_other_crates_can_be_read() {
    #[derive(serde::Deserialize, Debug, PartialEq)]
    enum Kind {
        Plain,
        Sized(u8),
    }
    assert_eq!(json::read_text::<Kind>(r#""Plain""#).unwrap(), Kind::Plain);
    assert_eq!(
        json::read_text::<Kind>(r#"{"Sized": 5}"#).unwrap(),
        Kind::Sized(5)
    );
    let error = json::read_text::<Vec<Kind>>(r#"["Plain", "Odd"]"#).unwrap_err();
    assert_eq!(error.path(), "[1]");
    assert!(
        error.to_string().contains("unknown variant `Odd`"),
        "{error}"
    );
}

#[test]
fn date_times_of_a_timestamp() {
    let now = jiff::Timestamp::from_second(1_700_000_000).unwrap();
    let value = DateTime::from(now);
    assert_eq!(value, now);
    assert_eq!(
        serde_json::to_value(&value).unwrap(),
        json!("2023-11-14T22:13:20Z")
    );
    assert_eq!(jiff::Timestamp::try_from(value).unwrap(), now);
}
