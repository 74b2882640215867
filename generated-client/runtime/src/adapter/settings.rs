//! Settings of the HTTP library.

use std::time::Duration;

use crate::client::{ConfigError, Problem};
use crate::{DEFAULT_CONNECT_TIMEOUT, DEFAULT_POOL_IDLE_TIMEOUT};

/// The settings of its clients. A second client is built when a new connection is required.
#[derive(Clone)]
pub(crate) struct HttpSettings {
    pub(crate) https_only: bool,
    pub(crate) connect_timeout: Duration,
    pub(crate) pool_idle_timeout: Duration,
    pub(crate) proxy: bool,
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(crate) root_certificates: Vec<reqwest::Certificate>,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            https_only: true,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            pool_idle_timeout: DEFAULT_POOL_IDLE_TIMEOUT,
            proxy: true,
            #[cfg(any(feature = "rustls", feature = "native-tls"))]
            root_certificates: Vec::new(),
        }
    }
}

impl HttpSettings {
    /// Decompression is ours: the library's stops at the first member of gzip. It has to be turned
    /// off, because another crate of the program may enable the feature.
    pub(crate) fn build(
        &self,
        adjust: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> Result<reqwest::Client, ConfigError> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .https_only(self.https_only)
            .referer(false)
            // Retries are decided, counted and reported by our own layers.
            .retry(reqwest::retry::never())
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(self.pool_idle_timeout);
        if !self.proxy {
            builder = builder.no_proxy();
        }
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        if !self.root_certificates.is_empty() {
            builder = builder.tls_certs_merge(self.root_certificates.iter().cloned());
        }
        adjust(builder).build().map_err(|error| {
            let reason = crate::error::chain_text(&error.without_url());
            ConfigError::new(Problem::HttpClient { reason })
        })
    }
}

/// Parses certificates in PEM.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
pub(crate) fn certificates(texts: &[Vec<u8>]) -> Result<Vec<reqwest::Certificate>, ConfigError> {
    let mut certificates = Vec::new();
    for pem in texts {
        let bundle = reqwest::Certificate::from_pem_bundle(pem).unwrap_or_default();
        if bundle.is_empty() {
            return Err(ConfigError::new(Problem::Certificates));
        }
        certificates.extend(bundle);
    }
    Ok(certificates)
}
