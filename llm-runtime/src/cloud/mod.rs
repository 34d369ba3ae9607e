//! Models at a provider, over HTTP.
