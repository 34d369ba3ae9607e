//! Another key for everything.

use rusqlite::OptionalExtension;

use super::database::Database;
use super::key::{StoreKey, random};
use super::rows::{COLUMNS, Row, Written};
use super::seal::Seal;
use crate::error::Result;

impl Database {
    /// Writes every conversation again, one at a time, in one change.
    pub(super) fn rekey(&mut self, key: Option<&StoreKey>) -> Result<()> {
        let seal = Seal::new(key, random()?);
        self.change(|database, change| {
            let failed = |error| database.failed(error);
            let mut last = String::new();
            let mut count = 0;
            let sql = "SELECT id, version, revision, noted, title, metadata, content FROM conversations WHERE id > ?1 \
                       ORDER BY id LIMIT 1";
            let mut next = change.prepare(sql).map_err(failed)?;
            loop {
                let found = next.query_row([&last], |row| Written::read(row, COLUMNS.len())).optional();
                let Some(written) = found.map_err(failed)? else { break };
                let row = database.opened(&written)?;
                row.write(change, &seal)?.map_err(failed)?;
                last = written.id;
                count += 1;
            }
            if database.count(change)? != Some(count) {
                return Err(database.altered());
            }
            Self::describe(change, &database.path, &seal, count)
        })?;
        self.seal = seal;
        self.cut_log();
        Ok(())
    }

    fn opened(&self, written: &Written) -> Result<Row> {
        let text = |number| written.open(&self.seal, &COLUMNS, number).ok_or_else(|| self.altered());
        let texts = [text(0)?, text(1)?, text(2)?, text(3)?];
        Ok(Row { id: written.id.clone(), version: written.version, texts })
    }
}
