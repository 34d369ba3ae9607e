//! [`limits`]: limits of time as a struct, each with its default and a way to set it.
//!
//! Servers and nodes have each their own, with other meanings and defaults; how such a struct is written is one thing.

/// A struct of limits: for each what it is about, its default, and what its setter says it limits.
macro_rules! limits {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $limit:ident: $default:expr, $sets:literal;)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$doc])* pub $limit: std::time::Duration,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($limit: $default,)* }
            }
        }

        impl $name {
            $(
                #[doc = concat!("Sets how long ", $sets, ".")]
                #[must_use]
                pub const fn $limit(mut self, limit: std::time::Duration) -> Self {
                    self.$limit = limit;
                    self
                }
            )*
        }
    };
}

pub(crate) use limits;
