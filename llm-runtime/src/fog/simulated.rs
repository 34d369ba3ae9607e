//! The fog in a simulated network, for tests: what carries requests, what is seen and what is drawn come from outside, and
//! everything else is what it always is.
//!
//! There is no TLS in it, so nobody proves who he is. A platform in such a network is made with the test kit (`mock`) only.

pub use crate::transport::{Brought, Carried, Carrier};
#[cfg(feature = "mock")]
pub use made_up::Seen;

#[cfg(feature = "mock")]
mod made_up {
    //! The platform in that network.

    use std::sync::Arc;
    use std::sync::atomic::AtomicU64;

    use futures_core::Stream;
    use futures_util::StreamExt;

    use super::Carrier;
    use crate::error::Result;
    use crate::fog::discovery::Lookouts;
    use crate::fog::{FogConfig, FogPlatform, NodeAddress};
    use crate::platform::BoxStream;
    use crate::transport::{Instead, Sighting};

    /// Somebody says on the simulated network that he is there, or that who has a name is gone.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Seen {
        /// Under this name.
        Here(String, NodeAddress),
        /// Who had this name.
        Gone(String),
    }

    impl FogPlatform {
        /// A platform whose requests are carried so, and whose chances are the same for the same seed.
        ///
        /// # Errors
        /// When the configuration cannot be used.
        pub fn simulated(mut config: FogConfig, carrier: Arc<dyn Carrier>, seed: u64) -> Result<Self> {
            config.surroundings.carrier = Instead(Some(carrier));
            config.surroundings.dice = Some(Arc::new(AtomicU64::new(seed)));
            Self::new(config)
        }

        /// Learns of nodes from this stream instead of from the network. Has to be called within tokio's runtime.
        pub fn hear(&self, seen: impl Stream<Item = Seen> + Send + 'static) {
            self.watch(MadeUp(Box::pin(seen)));
        }
    }

    struct MadeUp(BoxStream<'static, Seen>);

    impl Lookouts for MadeUp {
        async fn next(&mut self) -> Option<Sighting> {
            Some(match self.0.next().await? {
                Seen::Gone(name) => Sighting::Gone { name },
                Seen::Here(name, NodeAddress { node, addresses }) => {
                    Sighting::Here { name, id: node.to_string(), addresses }
                }
            })
        }

        /// Nobody is asked: a simulation takes its nodes' leave itself.
        fn verify(&self, _: &str) {}

        fn again(&mut self) -> bool {
            false
        }
    }
}
