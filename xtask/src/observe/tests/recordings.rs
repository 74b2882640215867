//! Exchanges with the API of `description.yaml`, as lines of the recorder and as HAR.

use serde_json::{Value, json};

#[derive(Clone)]
pub(super) struct Exchange {
    pub(super) method: &'static str,
    pub(super) host: &'static str,
    target: String,
    request: Option<Value>,
    status: u16,
    pub(super) response_headers: Vec<(&'static str, &'static str)>,
    response: String,
}

impl Exchange {
    pub(super) fn get(target: &str, status: u16, response: Value) -> Self {
        Self {
            method: "GET",
            host: "api.example.com",
            target: format!("/v1{target}"),
            request: None,
            status,
            response_headers: vec![("Content-Type", "application/json; charset=utf-8")],
            response: response.to_string(),
        }
    }

    fn post(target: &str, request: Value, status: u16, response: Value) -> Self {
        Self {
            method: "POST",
            request: Some(request),
            ..Self::get(target, status, response)
        }
    }

    fn request_headers(&self) -> Vec<(&'static str, &'static str)> {
        let mut headers = vec![
            ("Authorization", "Bearer s3cr3t"),
            ("Accept", "application/json"),
        ];
        if self.request.is_some() {
            headers.push(("Content-Type", "application/json"));
        }
        headers
    }

    fn url(&self) -> String {
        format!("https://{}{}", self.host, self.target)
    }
}

pub(super) fn order() -> Value {
    json!({
        "id": 4711, "status": "open", "total": 12, "currency": "EUR", "note": "for Alice",
        "shippedAt": "2023-01-05T06:42:31.532Z",
        "payment": {"type": "card", "last4": "4242"},
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut order = order();
    order[name] = value;
    order
}

fn without(name: &str) -> Value {
    let mut order = order();
    order.as_object_mut().unwrap().remove(name);
    order
}

pub(super) fn clean() -> Vec<Exchange> {
    vec![
        Exchange::get("/orders/4711", 200, order()),
        Exchange::get("/orders/4712", 404, json!({"message": "no order 4712"})),
        Exchange::get(
            "/orders?status=paid&limit=10",
            200,
            json!({"data": [order(), order()], "next": "x"}),
        ),
        Exchange::get("/orders", 200, json!({"data": []})),
        Exchange::post(
            "/orders",
            json!({"total": 3, "currency": "EUR"}),
            201,
            order(),
        ),
        Exchange::get(
            "/orders/4713",
            200,
            with("payment", json!({"type": "invoice", "due": "2023-02-01"})),
        ),
    ]
}

/// Ten defects of the description.
pub(super) fn lies() -> Vec<Exchange> {
    let mut csv = Exchange::get("/orders/4711", 200, order());
    csv.response_headers = vec![("Content-Type", "text/csv")];
    csv.response = "id;total\n1;2\n".to_owned();
    let mut lies = vec![
        Exchange::get("/customers/4711", 200, json!({"id": 4711, "name": "Alice"})),
        Exchange::get(
            "/customers/4712",
            200,
            json!({"id": 4712, "name": "Bob", "vip": true}),
        ),
        Exchange::get("/orders?sort=total", 200, json!({"data": []})),
        Exchange::post(
            "/orders",
            json!({"total": 3, "currency": "EUR"}),
            409,
            json!({"message": "twice", "order": 4711}),
        ),
        csv,
        Exchange::get("/orders/1", 200, with("note", Value::Null)),
        Exchange::get("/orders/2", 200, without("currency")),
        Exchange::get("/orders/3", 200, with("total", json!(12.5))),
        Exchange::get(
            "/orders/4",
            200,
            with("shippedAt", json!("05.01.2023 06:42")),
        ),
        Exchange::get("/orders/5", 200, with("discount", json!({"percent": 10}))),
    ];
    for _ in 0..25 {
        lies.push(Exchange::get(
            "/orders/6",
            200,
            with("status", json!("refunded")),
        ));
    }
    lies
}

pub(super) fn lines(exchanges: &[Exchange]) -> String {
    let lines = exchanges.iter().map(|it| {
        let mut request = json!({
            "method": it.method, "url": it.url(), "headers": it.request_headers(),
        });
        if let Some(body) = &it.request {
            request["body"] = json!({"text": body.to_string()});
        }
        let response = json!({
            "status": it.status, "headers": it.response_headers, "body": {"text": it.response},
        });
        json!({"v": 1, "at": "", "ms": 1, "request": request, "response": response}).to_string()
            + "\n"
    });
    lines.collect()
}

pub(super) fn entry(exchange: &Exchange) -> Value {
    let fields = |headers: Vec<(&str, &str)>| -> Value {
        let fields = headers
            .iter()
            .map(|(name, value)| json!({"name": name, "value": value}));
        fields.collect()
    };
    let mut entry = json!({
        "request": {
            "method": exchange.method, "url": exchange.url(), "bodySize": 0, "cookies": [],
            "headers": fields(exchange.request_headers()),
        },
        "response": {
            "status": exchange.status,
            "headers": fields(exchange.response_headers.clone()),
            "content": {"size": exchange.response.len(), "text": exchange.response},
        },
        "timings": {"wait": 1},
    });
    if let Some(body) = &exchange.request {
        entry["request"]["postData"] =
            json!({"mimeType": "application/json", "text": body.to_string()});
    }
    entry
}

pub(super) fn har(exchanges: &[Exchange]) -> Value {
    let entries: Vec<Value> = exchanges.iter().map(entry).collect();
    json!({"log": {"version": "1.2", "pages": [{"id": "log"}], "entries": entries}})
}

/// The line as a masking recorder writes it; tags of unions are kept.
pub(super) fn masked(mut line: Value) -> Value {
    line["masked"] = json!(true);
    line["kept"] = json!(["type"]);
    for message in ["request", "response"] {
        let text = line[message]["body"]["text"].as_str().map(str::to_owned);
        let value = text.as_deref().map(serde_json::from_str::<Value>);
        if let Some(Ok(value)) = value {
            line[message]["body"] = json!({"json": mask("", value)});
        } else if text.is_some() {
            line[message]["body"] = json!({"bytes": 5});
        }
    }
    line
}

fn mask(name: &str, value: Value) -> Value {
    match value {
        Value::String(text) if name != "type" => {
            let is_date = text.starts_with("20");
            let shape = super::super::mask::shape(&text);
            json!(if is_date {
                text.replace(|c: char| c.is_ascii_digit(), "1")
            } else {
                shape
            })
        }
        Value::Number(number) if number.is_i64() => json!(11),
        Value::Number(_) => json!(1.1),
        Value::Array(items) => items.into_iter().map(|it| mask(name, it)).collect(),
        Value::Object(members) => {
            let members = members
                .into_iter()
                .map(|(name, it)| (name.clone(), mask(&name, it)));
            Value::Object(members.collect())
        }
        other => other,
    }
}
