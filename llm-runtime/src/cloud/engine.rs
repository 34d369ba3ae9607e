//! [`CloudEngine`]: one model of a server, for one session.

use std::sync::Arc;

use futures_util::stream;

use super::Api;
use super::server::Server;
use super::turn::Turn;
use crate::error::Result;
use crate::platform::{BoxStream, Delta, Engine, Input, Origin, TokenCount, TurnRequest};
use crate::schema::Schema;
use crate::wire::{Codec, Target};

pub(super) struct CloudEngine {
    server: Arc<Server>,
    schema: Arc<Schema>,
    codec: Codec,
    origin: Origin,
}

impl CloudEngine {
    pub(super) fn new(server: Arc<Server>, schema: Arc<Schema>) -> Self {
        let config = &server.config;
        let target = Target {
            api: config.api.wire(),
            model: schema.model().to_owned(),
            dialect: config.dialect,
            quirks: config.quirks.clone(),
        };
        let origin = Origin::new(config.tier, schema.model());
        Self { codec: Codec::new(target, Arc::clone(&schema)), server, schema, origin }
    }

    /// What a request would leave out because the server is known not to have it.
    pub(super) fn left_out(&self, turn: &TurnRequest<'_>) -> Vec<&'static str> {
        self.codec.request(turn, self.server.config.stream).ignored.into_iter().map(|ignored| ignored.what).collect()
    }
}

impl Engine for CloudEngine {
    fn origin(&self) -> &Origin {
        &self.origin
    }

    fn generate<'a>(&'a mut self, turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let turn = Turn::new(&self.server, &self.codec, &self.schema, turn);
        Box::pin(stream::unfold(turn, |mut turn| async move {
            let item = turn.next().await?;
            Some((item, turn))
        }))
    }

    fn reads(&self, input: Input) -> bool {
        match input {
            Input::Plain => self.server.config.api == Api::ChatCompletions,
            // Whether a model behind an address sees is for its server to say.
            Input::Images => true,
        }
    }

    fn window(&self) -> Option<usize> {
        self.server.config.window
    }

    fn count_tokens(&self, turn: &TurnRequest<'_>) -> TokenCount {
        turn.estimate(&self.schema)
    }

    fn count_functions(&self) -> TokenCount {
        self.schema.estimate_functions()
    }
}
