//! The database. Each method that writes is one transaction: rows and the cursor after them are stored
//! together or not at all, so a process can end at any moment.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use dixa_client::models::{Conversation, ConversationRating, Message};
use dixa_client::serde_json::to_string;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use crate::{Error, Kind, Row};

const TABLES: [&str; 9] = [
    "agents",
    "teams",
    "queues",
    "tags",
    "end_users",
    "conversations",
    "messages",
    "ratings",
    "activity_log",
];

/// The database, for one process at a time. Others may read it meanwhile.
#[derive(Debug)]
pub struct Store {
    database: Connection,
    run: i64,
    /// Locked until the end, which may be that of the process.
    lock: File,
}

/// What is fetched next, and where to go on if it is a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The identity of what is fetched.
    pub id: String,
    /// Where the list goes on; none at its beginning.
    pub cursor: Option<String>,
    /// Whether it failed before.
    pub failed: bool,
}

impl Store {
    /// Opens or makes a database, and goes on with the run that did not end.
    ///
    /// # Errors
    ///
    /// If that fails, or another process has it open.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let mut lock_path = path.as_os_str().to_owned();
        lock_path.push(".lock");
        let lock_path = PathBuf::from(lock_path);
        let lock =
            File::create(&lock_path).map_err(|error| Error::LockFile(lock_path.clone(), error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => return Err(Error::LockFile(lock_path, error)),
        }
        let mut database = Connection::open(path)?;
        // Readers don't wait for a writer.
        database.pragma_update(None, "journal_mode", "wal")?;
        // A power cut may undo the last pages, with their cursors, so that they are read again.
        database.pragma_update(None, "synchronous", "normal")?;
        let transaction = database.transaction()?;
        transaction.execute_batch(include_str!("schema.sql"))?;
        let run = current_run(&transaction)?;
        transaction.commit()?;
        Ok(Self {
            database,
            run,
            lock,
        })
    }

    /// Where the activity log has to be read from, in Unix seconds; none for all of it.
    ///
    /// # Errors
    ///
    /// If the database can't be read.
    pub fn log_since(&self) -> Result<Option<i64>, Error> {
        let sql = "select log_since from runs where number = ?1";
        Ok(self.database.query_one(sql, [self.run], |row| row.get(0))?)
    }

    /// Whether the current run has read a list to its end, and else where to go on.
    ///
    /// # Errors
    ///
    /// If the database can't be read.
    pub fn list(&self, name: &str) -> Result<(bool, Option<String>), Error> {
        let sql = "select finished, cursor from lists where name = ?1";
        let found = self
            .database
            .query_one(sql, [name], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(found.optional()?.unwrap_or_default())
    }

    /// Stores a page of a list, and what follows from its new rows; `next` is the cursor of the page after it.
    ///
    /// # Errors
    ///
    /// If the database can't be written.
    pub fn put_page<R: Row>(&mut self, rows: &[R], next: Option<&str>) -> Result<(), Error> {
        let transaction = self.database.transaction()?;
        for row in rows {
            put_row(&transaction, self.run, row)?;
        }
        if next.is_none() && R::IS_WHOLE {
            let sql = format!("update {} set gone = 1 where run < ?1", R::TABLE);
            transaction.execute(&sql, [self.run])?;
        }
        transaction.execute(
            "insert or replace into lists (name, cursor, finished) values (?1, ?2, ?3)",
            params![R::TABLE, next, next.is_none()],
        )?;
        Ok(transaction.commit()?)
    }

    /// Begins a list again, because its cursor is not valid any more.
    ///
    /// # Errors
    ///
    /// If the database can't be written.
    pub fn forget_cursor(&mut self, list: &str) -> Result<(), Error> {
        self.database
            .execute("delete from lists where name = ?1", [list])?;
        Ok(())
    }

    /// What is fetched next, and how many there are. Those that failed before come last.
    ///
    /// # Errors
    ///
    /// If the database can't be read.
    pub fn pending(&self, kind: Kind) -> Result<(Option<Pending>, i64), Error> {
        let next = self.database.query_one(
            "select id, cursor, failed from pending where kind = ?1 order by failed, rowid limit 1",
            [kind.name()],
            |row| {
                Ok(Pending {
                    id: row.get(0)?,
                    cursor: row.get(1)?,
                    failed: row.get(2)?,
                })
            },
        );
        let count = "select count(*) from pending where kind = ?1";
        let count = self
            .database
            .query_one(count, [kind.name()], |row| row.get(0))?;
        Ok((next.optional()?, count))
    }

    /// Stores which conversations an end user has, by a page of their list. Those that are here already
    /// are kept in sync by the activity log.
    ///
    /// # Errors
    ///
    /// If the database can't be written.
    pub fn put_conversations_of(
        &mut self,
        end_user: &str,
        page: &[Conversation],
        next: Option<&str>,
    ) -> Result<(), Error> {
        let transaction = self.database.transaction()?;
        for conversation in page {
            let sql = "insert into pending (kind, id)
                       select ?1, ?2 ->> '$.id'
                       where not exists (select * from conversations where id = ?2 ->> '$.id')
                       on conflict do nothing";
            let values = params![Kind::Conversation.name(), to_string(conversation)?];
            transaction.prepare_cached(sql)?.execute(values)?;
        }
        if next.is_some() {
            let sql = "update pending set cursor = ?3 where kind = ?1 and id = ?2";
            transaction.execute(sql, params![Kind::EndUser.name(), end_user, next])?;
        } else {
            finish(&transaction, Kind::EndUser, end_user)?;
        }
        Ok(transaction.commit()?)
    }

    /// Begins the list of an end user again, because its cursor is not valid any more.
    ///
    /// # Errors
    ///
    /// If the database can't be written.
    pub fn forget_cursor_of(&mut self, end_user: &str) -> Result<(), Error> {
        let sql = "update pending set cursor = null where kind = ?1 and id = ?2";
        self.database
            .execute(sql, [Kind::EndUser.name(), end_user])?;
        Ok(())
    }

    /// Stores a conversation in place of what was known of it.
    ///
    /// # Errors
    ///
    /// If the database can't be written.
    pub fn put_conversation(
        &mut self,
        id: &str,
        conversation: &Conversation,
        messages: &[Message],
        ratings: &[ConversationRating],
    ) -> Result<(), Error> {
        let transaction = self.database.transaction()?;
        transaction.execute("delete from messages where conversation_id = ?1", [id])?;
        transaction.execute("delete from ratings where conversation_id = ?1", [id])?;
        transaction.execute(
            "insert into conversations (id, json) values (?1, ?2)
             on conflict (id) do update set json = excluded.json",
            params![id, to_string(conversation)?],
        )?;
        let sql = "insert or replace into messages (id, conversation_id, json) values (?1, ?2, ?3)";
        for message in messages {
            let values = params![message.id.to_string(), id, to_string(message)?];
            transaction.prepare_cached(sql)?.execute(values)?;
        }
        let sql = "insert or replace into ratings (id, conversation_id, json) values (?1, ?2, ?3)";
        for rating in ratings {
            let values = params![rating.id, id, to_string(rating)?];
            transaction.prepare_cached(sql)?.execute(values)?;
        }
        finish(&transaction, Kind::Conversation, id)?;
        Ok(transaction.commit()?)
    }

    /// Puts a resource that failed at the end of those that are pending.
    ///
    /// # Errors
    ///
    /// If the database can't be written.
    pub fn postpone(&mut self, kind: Kind, id: &str) -> Result<(), Error> {
        self.database.execute(
            "update pending set failed = 1, rowid = (select max(rowid) + 1 from pending)
             where kind = ?1 and id = ?2",
            [kind.name(), id],
        )?;
        Ok(())
    }

    /// Notes that something can't be fetched since Dixa doesn't have it. What is known of it stays.
    ///
    /// # Errors
    ///
    /// If the database can't be written.
    pub fn skip(&mut self, kind: Kind, id: &str, request_id: Option<&str>) -> Result<(), Error> {
        let transaction = self.database.transaction()?;
        finish(&transaction, kind, id)?;
        transaction.execute(
            "insert into skipped (kind, id, run, request_id) values (?1, ?2, ?3, ?4)",
            params![kind.name(), id, self.run, request_id],
        )?;
        Ok(transaction.commit()?)
    }

    /// How many rows each table has.
    ///
    /// # Errors
    ///
    /// If the database can't be read.
    pub fn counts(&self) -> Result<[(&'static str, i64); 9], Error> {
        let mut counts = TABLES.map(|table| (table, 0));
        for (table, count) in &mut counts {
            let sql = format!("select count(*) from {table}");
            *count = self.database.query_one(&sql, [], |row| row.get(0))?;
        }
        Ok(counts)
    }

    /// Ends the run; what is stored next belongs to a new one.
    ///
    /// # Errors
    ///
    /// If the database can't be written.
    pub fn finish_run(&mut self) -> Result<(), Error> {
        let transaction = self.database.transaction()?;
        transaction.execute("update runs set finished = 1 where number = ?1", [self.run])?;
        transaction.execute("delete from lists", [])?;
        let run = current_run(&transaction)?;
        transaction.commit()?;
        self.run = run;
        Ok(())
    }
}

/// Closing the file would not do where a child process that is about to start has it, too.
impl Drop for Store {
    fn drop(&mut self) {
        drop(self.lock.unlock());
    }
}

/// The run that did not end, or a new one.
fn current_run(transaction: &Transaction<'_>) -> Result<i64, rusqlite::Error> {
    transaction.execute(
        "insert into runs (log_since) select (select max(log_until) from runs)
         where not exists (select * from runs where not finished)",
        [],
    )?;
    transaction.query_one("select number from runs where not finished", [], |row| {
        row.get(0)
    })
}

fn put_row<R: Row>(transaction: &Transaction<'_>, run: i64, row: &R) -> Result<(), Error> {
    let table = R::TABLE;
    let (id, json) = (row.id(), to_string(row)?);
    let sql =
        format!("insert into {table} (id, json, run) values (?1, ?2, ?3) on conflict do nothing");
    let is_new = transaction
        .prepare_cached(&sql)?
        .execute(params![id, json, run])?
        == 1;
    if !is_new {
        let sql = format!("update {table} set json = ?2, run = ?3, gone = 0 where id = ?1");
        transaction
            .prepare_cached(&sql)?
            .execute(params![id, json, run])?;
    }
    if let Some((kind, id)) = row.leads_to() {
        if is_new {
            let sql = "insert into pending (kind, id) values (?1, ?2) on conflict do nothing";
            transaction
                .prepare_cached(sql)?
                .execute([kind.name(), &id])?;
        } else if R::IS_WHOLE {
            // The list still has it, so it may be found in this run.
            let sql = "insert into pending (kind, id)
                       select kind, id from skipped where kind = ?1 and id = ?2 and run < ?3
                       on conflict do nothing";
            transaction
                .prepare_cached(sql)?
                .execute(params![kind.name(), id, run])?;
        }
    }
    if let Some(at) = row.at() {
        let sql = "update runs set log_until = max(coalesce(log_until, ?2), ?2) where number = ?1";
        transaction.prepare_cached(sql)?.execute([run, at])?;
    }
    Ok(())
}

fn finish(transaction: &Transaction<'_>, kind: Kind, id: &str) -> Result<(), rusqlite::Error> {
    for table in ["pending", "skipped"] {
        let sql = format!("delete from {table} where kind = ?1 and id = ?2");
        transaction
            .prepare_cached(&sql)?
            .execute([kind.name(), id])?;
    }
    Ok(())
}
