use std::collections::BTreeSet;

use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Items outside their range.
    #[parameter(items(maximum = 10), default = vec![5, 15])]
    levels: Vec<u8>,
    /// Items twice.
    #[parameter(unique_items, default = vec!["a".to_owned(), "b".to_owned(), "a".to_owned()])]
    names: Vec<String>,
    /// Items of items.
    #[parameter(items(max_items = 1, items(one_of = [1, 2])), default = vec![vec![1, 2], vec![3]])]
    grid: Vec<Vec<u8>>,
    /// Items of an array.
    #[parameter(items(minimum = 1), default = [0, 1])]
    pair: [u8; 2],
    /// Too few of a set.
    #[parameter(min_items = 1, default = BTreeSet::new())]
    set: BTreeSet<u8>,
    /// Too many of a set.
    #[parameter(max_items = 1, items(minimum = 1), default = BTreeSet::from([0, 1]))]
    others: BTreeSet<u8>,
}

fn main() {}
