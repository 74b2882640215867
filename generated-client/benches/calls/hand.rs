//! The same calls as people write them by hand, with the same timeouts.

use std::sync::Arc;
use std::time::Duration;

use dixa_client::uuid::Uuid;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use reqwest::{Request, Response};
use serde::Serialize;

use crate::by_hand::{Conversations, Messages};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[derive(Clone)]
pub(crate) struct Hand {
    http: reqwest::Client,
    base: Arc<str>,
    token: HeaderValue,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Outbound {
    agent_id: Uuid,
    content: Content,
    external_id: String,
    #[serde(rename = "_type")]
    tag: &'static str,
}

#[derive(Serialize)]
struct Content {
    value: String,
    #[serde(rename = "_type")]
    tag: &'static str,
}

impl Outbound {
    pub(crate) fn new(agent_id: Uuid, text: &str, external_id: &str) -> Self {
        Self {
            agent_id,
            content: Content {
                value: text.to_owned(),
                tag: "Text",
            },
            external_id: external_id.to_owned(),
            tag: "Outbound",
        }
    }
}

impl Hand {
    pub(crate) fn new(url: &str, token: &str) -> Self {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(30))
            .timeout(Duration::from_secs(60))
            .no_proxy()
            .build()
            .unwrap();
        let mut token = HeaderValue::from_str(token).unwrap();
        token.set_sensitive(true);
        Self {
            http,
            base: url.into(),
            token,
        }
    }

    pub(crate) async fn send(&self, path: String) -> reqwest::Result<Response> {
        let request = self.http.get(format!("{}{path}", self.base));
        let request = request
            .header(AUTHORIZATION, self.token.clone())
            .header(ACCEPT, "application/json");
        request.send().await
    }

    pub(crate) async fn messages(&self, id: i64) -> Result<Messages> {
        let response = self
            .send(format!("/beta/conversations/{id}/messages"))
            .await?;
        let body = response.error_for_status()?.bytes().await?;
        Ok(serde_json::from_slice(&body)?)
    }

    pub(crate) async fn conversations(&self, id: Uuid) -> Result<Conversations> {
        let response = self
            .send(format!("/beta/endusers/{id}/conversations"))
            .await?;
        let body = response.error_for_status()?.bytes().await?;
        Ok(serde_json::from_slice(&body)?)
    }

    pub(crate) fn get(&self, id: i64) -> Request {
        let request = self
            .http
            .get(format!("{}/beta/conversations/{id}", self.base));
        let request = request
            .header(AUTHORIZATION, self.token.clone())
            .header(ACCEPT, "application/json");
        request.build().unwrap()
    }

    pub(crate) fn post(&self, id: i64, message: &Outbound) -> Request {
        let url = format!("{}/beta/conversations/{id}/messages", self.base);
        let request = self
            .http
            .post(url)
            .header(AUTHORIZATION, self.token.clone())
            .header(ACCEPT, "application/json")
            .header(reqwest::header::CONTENT_TYPE, "application/json")
            .body(serde_json::to_vec(message).unwrap());
        request.build().unwrap()
    }
}
