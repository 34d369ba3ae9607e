//! Arrays.

use super::Unsatisfiable;
use super::maker::{Maker, Style};
use super::place::Place;
use crate::json::Json;
use crate::view::NodeId;

/// The most items that a list gets which need not have them.
const MANY: usize = 40;
/// No longer list is made.
const LONGEST: usize = 10_000;
/// How many items are made to find one that is not there yet.
const TRIES: u32 = 100;

impl Maker<'_> {
    pub(super) fn array(&mut self, place: &Place<'_>) -> Result<Json, Unsatisfiable> {
        let rules = || place.nodes.iter().map(|node| &node.array);
        let least = rules().filter_map(|rules| rules.min_items).max().unwrap_or(0) as usize;
        let least =
            place.rare().filter_map(|rare| rare.contains).fold(least, |least, (_, items, _)| least.max(items as usize));
        let most = rules().filter_map(|rules| rules.max_items).min().map_or(usize::MAX, |most| most as usize);
        if most < least {
            return Err(self.unsatisfiable("no list has its number of items"));
        }
        if least > LONGEST {
            return Err(self.unsatisfiable("so long a list is not made"));
        }
        let unique = rules().any(|rules| rules.unique_items);
        let count = self.count(least, most);
        let mut items: Vec<Json> = Vec::new();
        while items.len() < count {
            let ids = item(place, items.len());
            if items.len() >= least && self.heights.all(&ids).is_none() {
                break;
            }
            match self.item(&ids, &items, unique) {
                Ok(item) => items.push(item),
                // There may be no more different ones.
                Err(_) if items.len() >= least => break,
                Err(error) => return Err(error),
            }
        }
        Ok(Json::Array(items))
    }

    fn count(&mut self, least: usize, most: usize) -> usize {
        let more = |more: usize| most.min(least.saturating_add(more));
        match self.style {
            _ if self.is_sparing() => least,
            Style::Boundary if self.source.below(2) == 0 => least,
            Style::Boundary if most <= MANY => most,
            _ => least + self.source.index(more(3) - least + 1),
        }
    }

    fn item(&mut self, ids: &[NodeId], before: &[Json], unique: bool) -> Result<Json, Unsatisfiable> {
        let step = before.len().to_string();
        if ids.is_empty() {
            return Ok(before.len().into());
        }
        for _ in 0..TRIES {
            let item = self.inside(&step, ids)?;
            if !unique || !before.contains(&item) {
                return Ok(item);
            }
            self.source.try_again();
        }
        Err(self.unsatisfiable("there are not enough different items"))
    }
}

/// What the item of this index has to fit.
fn item(place: &Place<'_>, index: usize) -> Vec<NodeId> {
    let rules = place.nodes.iter().filter_map(|node| node.array.prefix.get(index).copied().or(node.array.items));
    let contained = place.rare().filter_map(|rare| rare.contains).filter(|(_, least, _)| index < *least as usize);
    rules.chain(contained.map(|(id, ..)| id)).collect()
}
