//! The cloud platform against servers on loopback.
