//! An exchange whose tokens come from sources: they are asked before the request is sent, and once
//! more where the API refuses what they gave.

use http::StatusCode;

use super::call::{self, Exchange};
use super::token::Token;
use super::token_source::{AccessToken, TokenError, TokenFuture};
use super::{Credential, Pipeline, SecurityScheme, clock};
use crate::Request;
use crate::error::{Kind, Report};

/// The tokens of one request, each with where it came from.
type Fetched<'a> = Vec<(&'a (SecurityScheme, super::Source), AccessToken)>;

/// Gets the tokens, and sends the request with them.
pub(super) fn start(request: Request) -> Exchange {
    Box::pin(async move {
        let failed = |kind| Box::new(Report::without_response(kind, request.info()));
        // What cannot be built needs no token.
        request.prepare()?;
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(failed(Kind::NoRuntime));
        }
        let pipeline = request.pipeline();
        let mut fetched = Fetched::new();
        for source in pipeline.secrets().sources(request.asks()) {
            let token = in_time(pipeline, source.1.token()).await;
            fetched.push((source, token.map_err(|error| failed(Kind::Token(error)))?));
        }
        let with_tokens = |fetched: &Fetched<'_>| {
            let tokens = fetched.iter().map(|(source, token)| sent(source.0, token));
            let tokens = tokens.collect::<Result<Vec<_>, TokenError>>();
            let tokens = tokens.map_err(|error| failed(Kind::Token(error)))?;
            Ok::<_, Box<Report>>(request.sent_by(pipeline.with_tokens(tokens)))
        };
        let mut response = call::start(&with_tokens(&fetched)?).await?;
        if response.status() == StatusCode::UNAUTHORIZED && request.is_repeatable() {
            let mut is_other = false;
            for (source, token) in &mut fetched {
                let other = in_time(pipeline, source.1.renewed(token)).await;
                let other = other.map_err(|error| failed(Kind::Token(error)))?;
                is_other |= other != *token;
                *token = other;
            }
            if is_other {
                response = call::start(&with_tokens(&fetched)?).await?;
            }
        }
        // Tokens may be others by the time at which a stream goes on.
        if request.reconnects() {
            response.set_again(request.clone());
        }
        Ok(response)
    })
}

/// Waits for a token as long as a call may take.
async fn in_time(pipeline: &Pipeline, token: TokenFuture<'_>) -> Result<AccessToken, TokenError> {
    let limit = pipeline.shared().timeout;
    match clock::within(limit, token).await {
        Some(token) => token,
        None => Err(TokenError::new(format!(
            "the token source took longer than {limit:?} (`ClientBuilder::timeout`)"
        ))
        .retryable()),
    }
}

/// A token as its scheme sends it.
fn sent(
    scheme: SecurityScheme,
    token: &AccessToken,
) -> Result<(SecurityScheme, Token), TokenError> {
    let credential = Credential::from(token.expose());
    if credential.is_empty() {
        return Err(TokenError::new("the token source gave an empty token"));
    }
    match Token::new(&credential, scheme.auth) {
        Ok(token) => Ok((scheme, token)),
        Err(error) => Err(TokenError::new(error.to_string())),
    }
}
