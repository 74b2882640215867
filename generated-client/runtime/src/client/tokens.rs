//! The tokens of a call that come from sources: sources are asked before each attempt, and once
//! more if the API refuses their tokens.

use super::deadline::End;
use super::exchange::Outgoing;
use super::security::Source;
use super::token::Token;
use super::token_source::{AccessToken, TokenError, TokenFuture};
use super::{Credential, SecurityScheme};
use crate::Request;
use crate::error::{Kind, Report, TimeoutStage};

/// The sources that a call asks, and their last tokens.
pub(super) struct Tokens {
    request: Request,
    sources: Vec<(SecurityScheme, Source)>,
    given: Vec<AccessToken>,
    /// Whether the tokens replace refused ones and have not been sent yet.
    is_renewed: bool,
    /// Whether the API refused a token before.
    was_refused: bool,
}

impl Tokens {
    /// `None` if no source has to be asked.
    pub(super) fn of(request: &Request) -> Option<Box<Self>> {
        let sources = request.pipeline().secrets().sources(request.requirement());
        let sources: Vec<_> = sources.cloned().collect();
        if sources.is_empty() {
            return None;
        }
        Some(Box::new(Self {
            request: request.clone(),
            sources,
            given: Vec::new(),
            is_renewed: false,
            was_refused: false,
        }))
    }

    /// Asks the sources, and prepares the request with their tokens.
    pub(super) async fn outgoing(
        &mut self,
        end: Option<End>,
    ) -> Result<Box<Outgoing>, Box<Report>> {
        if !std::mem::take(&mut self.is_renewed) {
            self.given.clear();
            for (_, source) in &self.sources {
                let token = self.in_time(end, source.token()).await?;
                self.given.push(token);
            }
        }
        let tokens = self.sources.iter().zip(&self.given);
        let tokens = tokens.map(|((scheme, _), token)| sent(*scheme, token));
        let tokens = tokens.collect::<Result<Vec<_>, TokenError>>();
        let tokens = tokens.map_err(|error| self.failed(Kind::Token(error)))?;
        let pipeline = self.request.pipeline().with_tokens(tokens);
        Outgoing::of(&self.request.sent_by(pipeline))
    }

    /// Asks once per call for replacements of refused tokens; returns whether there are any.
    pub(super) async fn renew(&mut self, end: Option<End>) -> Result<bool, Box<Report>> {
        if std::mem::replace(&mut self.was_refused, true) {
            return Ok(false);
        }
        for at in 0..self.given.len() {
            let refused = &self.given[at];
            let other = self.in_time(end, self.sources[at].1.renewed(refused));
            let other = other.await?;
            self.is_renewed |= other != *refused;
            self.given[at] = other;
        }
        Ok(self.is_renewed)
    }

    async fn in_time(
        &self,
        end: Option<End>,
        token: TokenFuture<'_>,
    ) -> Result<AccessToken, Box<Report>> {
        let token = End::hold(end, TimeoutStage::Token, token).await;
        let token = token.and_then(|token| token.map_err(Kind::Token));
        token.map_err(|kind| self.failed(kind))
    }

    fn failed(&self, kind: Kind) -> Box<Report> {
        Box::new(Report::without_response(kind, self.request.info()))
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
