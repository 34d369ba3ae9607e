//! Dividing a batch.

use crate::schema::Priority;

/// The part of what is there that the less urgent are left however much the more urgent need.
const LEFT_OVER: usize = 8;

/// Divides a batch among jobs. The more urgent divide it first, but for an eighth. Among equals, those that need little
/// get all of it, the others equal parts of the rest.
pub(super) fn shares(pending: &[(Priority, usize)], batch: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..pending.len()).filter(|index| pending[*index].1 > 0).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(pending[*index].0), pending[*index].1));
    let mut shares = vec![0; pending.len()];
    let mut left = batch;
    for class in order.chunk_by(|one, other| pending[*one].0 == pending[*other].0) {
        let last = class.last() == order.last();
        let kept = if last { 0 } else { left / LEFT_OVER };
        let mut mine = left - kept;
        for (done, index) in class.iter().enumerate() {
            shares[*index] = pending[*index].1.min(mine.div_ceil(class.len() - done));
            mine -= shares[*index];
        }
        left = mine + kept;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equal(pending: &[usize], batch: usize) -> Vec<usize> {
        shares(&pending.iter().map(|tokens| (Priority::Normal, *tokens)).collect::<Vec<_>>(), batch)
    }

    #[test]
    fn a_batch_is_divided_fairly_and_never_exceeded() {
        assert_eq!(equal(&[1, 1000, 1], 128), [1, 126, 1]);
        assert_eq!(equal(&[1000, 1000], 128), [64, 64]);
        assert_eq!(equal(&[20, 1000, 1000], 128), [20, 54, 54]);
        assert_eq!(equal(&[0, 7], 128), [0, 7]);
        assert_eq!(equal(&[], 128), [0; 0]);
        assert_eq!(equal(&[10; 200], 128).iter().sum::<usize>(), 128);
    }

    #[test]
    fn the_urgent_come_first_and_leave_an_eighth() {
        let pending = [(Priority::Background, 500), (Priority::Urgent, 500), (Priority::Normal, 1)];
        assert_eq!(shares(&pending, 128), [15, 112, 1]);
        assert_eq!(shares(&[(Priority::Background, 9), (Priority::Urgent, 1)], 128), [9, 1]);
    }
}
