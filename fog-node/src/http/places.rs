//! [`Places`]: how many connections there may be, and how many of them from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// How many connections there may be. One address has half of them at most: whoever asks from another one still finds room
/// when somebody opens all that he can, which nobody has to be known for.
#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    taken: Mutex<HashMap<IpAddr, usize>>,
}

/// A place; dropping it makes room.
#[derive(Debug)]
pub(super) struct Place(Arc<Places>, IpAddr);

impl Places {
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, taken: Mutex::default() })
    }

    /// Takes a place for a connection from this address, if there is one.
    pub(super) fn enter(self: &Arc<Self>, from: IpAddr) -> Option<Place> {
        // An IPv4 address may be told as one of IPv6.
        let from = from.to_canonical();
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let (all, here) = (taken.values().sum::<usize>(), taken.get(&from).copied().unwrap_or(0));
        if all >= self.most || here >= self.most.div_ceil(2) {
            return None;
        }
        taken.insert(from, here + 1);
        Some(Place(Arc::clone(self), from))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Self(places, from) = self;
        let mut taken = places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(from) {
            Some(here) if *here > 1 => *here -= 1,
            _ => drop(taken.remove(from)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn one_address_cannot_take_every_place() {
        let places = Places::new(4);
        let [one, other]: [IpAddr; 2] = ["192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap()];
        let held = [places.enter(one).unwrap(), places.enter(one).unwrap()];
        assert!(places.enter(one).is_none() && places.enter("::ffff:192.0.2.1".parse().unwrap()).is_none());
        let others = [places.enter(other).unwrap(), places.enter(other).unwrap()];
        assert!(places.enter("192.0.2.3".parse().unwrap()).is_none(), "there are four in all");
        drop(held);
        assert!(places.enter(other).is_none() && places.enter(one).is_some());
        drop(others);
        assert!(places.taken.lock().unwrap().is_empty(), "who is gone is forgotten");
    }
}
