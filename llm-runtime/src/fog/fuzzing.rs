//! What must hold of what nodes tell of themselves, whatever bytes come. Called by a fuzz target and by a test.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, reason = "it is there to fail when something is wrong")]

use std::time::Duration;

use super::choice::{Seen, Work, choose};
use super::protocol::{Rates, Status};
use crate::fog::NodeId;

/// Reads bytes as a status. One that is read can be compared with any other: whatever figures it tells, an honest node that is
/// idle is expected to be done some time, and one of the two is chosen.
pub(crate) fn status(bytes: &[u8]) {
    let Ok(status) = serde_json::from_slice::<Status>(bytes) else { return };
    let again: Status = serde_json::from_str(&serde_json::to_string(&status).unwrap()).unwrap();
    assert_eq!((again.node, again.state, again.slots), (status.node, status.state, status.slots));
    let byte = |place: usize| bytes.get(place).copied().map_or(0, u32::from);
    let honest = Status::new(NodeId::of_public_key(b"honest"), 2, 4, Vec::new());
    let seen = |status: Status, outstanding, failures| Seen {
        node: status.node,
        status,
        round_trip: Duration::from_millis(1),
        rates: Rates::default(),
        outstanding,
        held: usize::MAX,
        failures,
    };
    let told = seen(status, byte(9).wrapping_mul(0x0101_0101), byte(11).wrapping_mul(0x0101_0101));
    let work = Work { prompt: usize::MAX >> (byte(10) % 64), most: Some(byte(12)) };
    let choice = choose(&[told, seen(honest, 0, 0)], work, f32::from_bits(byte(13) << 24));
    assert!(choice.node().is_some() && choice.candidates.len() == 2);
    assert!(choice.candidates.windows(2).all(|pair| pair[0].expected <= pair[1].expected));
    assert!(!choice.to_string().contains("NaN"), "{choice}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_are_read_and_chosen_among() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds/fog_status");
        for seed in std::fs::read_dir(folder).unwrap() {
            status(&std::fs::read(seed.unwrap().path()).unwrap());
        }
    }

    #[test]
    fn no_figure_of_a_status_breaks_the_choice() {
        let node = NodeId::of_public_key(b"node");
        let figures = ["0", "1", "2", "4294967295", "4294967294", "65536"];
        let rates = ["null", "0", "-1", "1e-40", "3e38", "1e300", "0.5"];
        for (place, slots) in figures.iter().enumerate() {
            for busy in figures {
                for waiting in figures {
                    for rate in rates {
                        let most = figures[(place + 1) % figures.len()];
                        let text = format!(
                            r#"{{"node":"{node}","state":"ready","slots":{slots},"busy":{busy},"waiting":{waiting},
                                "most_waiting":{most},"rates":{{"prefill":{rate},"decode":{rate}}}}}"#
                        );
                        status(text.as_bytes());
                    }
                }
            }
        }
    }
}
