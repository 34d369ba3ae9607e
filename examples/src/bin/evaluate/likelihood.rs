//! How likely a model finds ordinary prose: what an adapter takes from conversation shows there first.

use crate::Result;
use crate::args::Args;
use crate::ask::Asker;
use crate::case::Set;
use crate::record::{Key, Record, Records};

/// Measures every paragraph that was not measured before.
pub(crate) async fn measure(args: &Args, asker: &Asker, records: &mut Records) -> Result<()> {
    let path = args.folder().join("conversation.txt");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("{}: skipped, there is no {}", Set::Conversation, path.display());
        return Ok(());
    };
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    for (number, paragraph) in paragraphs.enumerate().take(args.limit) {
        let id = format!("p-{number}");
        let digest = asker.asked(paragraph);
        let key = Key { way: asker.way(), set: Set::Conversation, functions: 0, id: &id, asked: digest };
        if records.find(&key).is_some() {
            continue;
        }
        let Some(likelihood) = asker.likelihood(paragraph).await? else { return Ok(()) };
        let mut record = Record::new(&key, std::collections::BTreeMap::new(), 0.0);
        record.likelihood = Some((likelihood.logarithm, likelihood.tokens));
        records.add(record)?;
    }
    Ok(())
}
