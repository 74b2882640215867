//! What a run stores, and what the next one asks for.

use std::path::Path;
use std::process::Command;

use dixa_sync::{Error, Progress, Store, sync};
use rusqlite::Connection;
use tempfile::tempdir;
use tokio::net::TcpListener;

use crate::organization::Organization;
use crate::run;
use crate::server::Server;

fn one(database: &Path, sql: &str) -> String {
    let database = Connection::open(database).unwrap();
    database.query_one(sql, [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn the_next_run_asks_for_what_changed_only() {
    let (folder, server) = (tempdir().unwrap(), Server::start(Organization::new()).await);
    let database = folder.path().join("dixa.sqlite");
    run(&server, &database).await.unwrap();
    server.organization(|it| it.is_in(&database));

    server.organization(|it| {
        it.add_message(103);
        it.add_end_user(5);
        it.add_conversation(5, 107);
    });
    let before = server.count();
    run(&server, &database).await.unwrap();
    server.organization(|it| it.is_in(&database));
    let received = &server.received()[before..];
    let about = |path: &str| received.iter().filter(|it| it.starts_with(path)).count();
    // Three calls for each of the two, and one page of the log from the last entry on.
    assert_eq!(about("/beta/conversations/103"), 3);
    assert_eq!(about("/beta/conversations/107"), 3);
    assert_eq!(about("/beta/conversations/1"), 6);
    assert!(
        received.iter().any(|it| it.contains("fromDatetime=")),
        "{received:?}"
    );
    // Of end users only the new one is asked for.
    assert_eq!(about("/beta/endusers/"), 1, "{received:?}");

    // Where nothing changed, only the lists are read.
    let before = server.count();
    run(&server, &database).await.unwrap();
    let received = &server.received()[before..];
    let single = received
        .iter()
        .filter(|it| it.starts_with("/beta/conversations/1"));
    assert_eq!(single.count(), 0, "{received:?}");
}

#[tokio::test]
async fn rows_that_a_list_has_no_more_are_marked() {
    let (folder, server) = (tempdir().unwrap(), Server::start(Organization::new()).await);
    let database = folder.path().join("dixa.sqlite");
    let gone = "select group_concat(id) from agents where gone";
    run(&server, &database).await.unwrap();
    let agent = server.organization(|it| it.lists.get_mut("/beta/agents").unwrap().remove(1));
    run(&server, &database).await.unwrap();
    assert_eq!(one(&database, gone), agent["id"].as_str().unwrap());
    let of_logs = one(
        &database,
        "select cast(sum(gone) as text) from activity_log",
    );
    assert_eq!(of_logs, "0");

    server.organization(|it| it.lists.get_mut("/beta/agents").unwrap().push(agent));
    run(&server, &database).await.unwrap();
    assert_eq!(
        one(&database, "select cast(sum(gone) as text) from agents"),
        "0"
    );
    server.organization(|it| it.is_in(&database));
}

#[tokio::test]
async fn what_is_not_found_is_skipped_and_told() {
    let (folder, server) = (tempdir().unwrap(), Server::start(Organization::new()).await);
    let database = folder.path().join("dixa.sqlite");
    let list = "/beta/endusers/00000005-0000-4000-8000-000000000000/conversations";
    server.organization(|it| {
        it.missing.insert("/beta/conversations/103".into());
        it.missing.insert(list.into());
    });
    let shown = run(&server, &database).await.unwrap();
    let skipped: Vec<_> = shown
        .iter()
        .filter(|it| it.starts_with("Skipped"))
        .collect();
    assert_eq!(skipped.len(), 2, "{shown:?}");
    assert!(
        skipped[0].contains("kind: EndUser, id: \"00000005-"),
        "{skipped:?}"
    );
    assert!(
        skipped[1].contains("kind: Conversation, id: \"103\""),
        "{skipped:?}"
    );
    assert!(
        skipped[1].contains("request_id: Some(\"request-"),
        "{skipped:?}"
    );
    let names = "select group_concat(kind || ' ' || id, ', ' order by id desc) from skipped";
    assert_eq!(
        one(&database, names),
        "conversation 103, end_user 00000005-0000-4000-8000-000000000000"
    );
    // 101 is known to that list only.
    let stored = "select group_concat(id, ' ' order by id) from conversations";
    assert_eq!(one(&database, stored), "100 102 104 105 106");

    // It is there again, and something happens in it.
    server.organization(|it| {
        it.missing.clear();
        it.add_message(103);
    });
    run(&server, &database).await.unwrap();
    server.organization(|it| it.is_in(&database));
    assert_eq!(one(&database, "select count(*) || '' from skipped"), "0");
}

/// One request per run, as long as the list of end users has them.
#[tokio::test]
async fn end_users_that_are_never_found_are_asked_for_once_per_run() {
    let (folder, server) = (tempdir().unwrap(), Server::start(Organization::new()).await);
    let database = folder.path().join("dixa.sqlite");
    let list = "/beta/endusers/00000005-0000-4000-8000-000000000000/conversations";
    server.organization(|it| it.missing.insert(list.into()));
    for times in 1..=3 {
        run(&server, &database).await.unwrap();
        let received = server.received();
        let asked = received.iter().filter(|it| it.starts_with(list));
        assert_eq!(asked.count(), times);
    }
    server.organization(|it| it.lists.get_mut("/beta/endusers").unwrap().remove(0));
    let before = server.count();
    run(&server, &database).await.unwrap();
    let received = &server.received()[before..];
    assert!(!received.iter().any(|it| it.starts_with(list)));
}

#[tokio::test]
async fn what_fails_alone_is_left_to_the_next_run() {
    let (folder, server) = (tempdir().unwrap(), Server::start(Organization::new()).await);
    let database = folder.path().join("dixa.sqlite");
    server.organization(|it| it.refused.insert("/beta/conversations/103".into()));
    let shown = run(&server, &database).await.unwrap();
    let postponed = shown.iter().filter(|it| it.starts_with("Postponed"));
    let postponed: Vec<_> = postponed.collect();
    assert_eq!(postponed.len(), 1, "{shown:?}");
    assert!(postponed[0].contains("id: \"103\""), "{postponed:?}");
    let left = "select group_concat(id) from pending";
    assert_eq!(one(&database, left), "103");

    server.organization(|it| it.refused.clear());
    run(&server, &database).await.unwrap();
    server.organization(|it| it.is_in(&database));

    // If all of them fail, the fault isn't theirs.
    server.organization(|it| {
        for number in 100..107 {
            it.add_message(number);
            it.refused.insert(format!("/beta/conversations/{number}"));
        }
    });
    let failed = run(&server, &database).await.unwrap_err();
    assert!(failed.to_string().contains("403"), "{failed}");
}

/// Whatever fails for ever, a run comes to its end, and the next one reads the lists again.
#[tokio::test]
async fn what_fails_for_ever_does_not_stop_the_rest() {
    for is_broken in [false, true] {
        let (folder, server) = (tempdir().unwrap(), Server::start(Organization::new()).await);
        let database = folder.path().join("dixa.sqlite");
        run(&server, &database).await.unwrap();
        server.organization(|it| {
            for number in 100..106 {
                it.add_message(number);
                let paths = if is_broken {
                    &mut it.broken
                } else {
                    &mut it.refused
                };
                paths.insert(format!("/beta/conversations/{number}"));
            }
        });
        // If six in a row fail for the first time, the fault isn't theirs.
        run(&server, &database).await.unwrap_err();
        server.organization(|it| it.add_message(106));
        let messages = "select count(*) || '' from messages where conversation_id = 106";
        for expected in ["2", "3"] {
            let shown = run(&server, &database).await.unwrap();
            let postponed = shown.iter().filter(|it| it.starts_with("Postponed"));
            assert_eq!(postponed.count(), 6, "{shown:?}");
            assert_eq!(one(&database, messages), expected);
        }
        server.organization(|it| {
            it.broken.clear();
            it.refused.clear();
        });
        run(&server, &database).await.unwrap();
        server.organization(|it| it.is_in(&database));
    }
}

/// A path without a response is that of an end user here, and it is the first one.
#[tokio::test]
async fn an_end_user_without_a_response_is_left_to_the_next_run() {
    let (folder, server) = (tempdir().unwrap(), Server::start(Organization::new()).await);
    let database = folder.path().join("dixa.sqlite");
    let list = "/beta/endusers/00000005-0000-4000-8000-000000000000/conversations";
    server.organization(|it| it.broken.insert(list.into()));
    for _ in 0..2 {
        let shown = run(&server, &database).await.unwrap();
        let postponed = shown.iter().filter(|it| it.starts_with("Postponed"));
        assert_eq!(postponed.count(), 1, "{shown:?}");
    }
    server.organization(|it| it.broken.clear());
    run(&server, &database).await.unwrap();
    server.organization(|it| it.is_in(&database));
}

/// Only the cursor is taken from a link, so no request and no token goes where it leads.
#[tokio::test]
async fn a_link_to_another_host_gets_no_request() {
    let (folder, server) = (tempdir().unwrap(), Server::start(Organization::new()).await);
    let database = folder.path().join("dixa.sqlite");
    let foreign = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = format!("http://{}", foreign.local_addr().unwrap());
    server.organization(|it| it.host = host);
    tokio::select! {
        biased;
        _ = foreign.accept() => panic!("the other host got a connection"),
        ended = run(&server, &database) => drop(ended.unwrap()),
    }
    server.organization(|it| it.is_in(&database));
    assert!(
        server
            .received()
            .iter()
            .any(|it| it.contains("pageKey=key%2B1%3A2%3D%3D"))
    );
}

#[tokio::test]
async fn a_cursor_that_is_not_valid_any_more_begins_the_list_again() {
    for (at, list) in [
        ("/beta/endusers?", "end_users"),
        ("/beta/endusers/00000005", "00000005-"),
    ] {
        let (folder, server) = (tempdir().unwrap(), Server::start(Organization::new()).await);
        let database = folder.path().join("dixa.sqlite");
        let mut store = Store::open(&database).unwrap();
        let mut quiet = |_: Progress<'_>| {};
        tokio::select! {
            biased;
            () = stored_cursor(&database, at) => {}
            ended = sync(&server.client, &mut store, &mut quiet) => panic!("{ended:?}"),
        }
        drop(store);
        server.organization(|it| it.cursors += 1);
        let shown = run(&server, &database).await.unwrap();
        let again: Vec<_> = shown
            .iter()
            .filter(|it| it.starts_with("BeganAgain"))
            .collect();
        assert_eq!(again.len(), 1, "{shown:?}");
        assert!(again[0].contains(list), "{again:?}");
        server.organization(|it| it.is_in(&database));
    }
}

/// Waits until the list has a cursor in the database.
async fn stored_cursor(database: &Path, list: &str) {
    let sql = if list.ends_with('?') {
        "select count(*) from lists where name = 'end_users' and cursor is not null"
    } else {
        "select count(*) from pending where kind = 'end_user' and cursor is not null"
    };
    let database = Connection::open(database).unwrap();
    while database
        .query_one(sql, [], |row| row.get::<_, i64>(0))
        .unwrap()
        == 0
    {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_database_is_for_one_process() {
    let (folder, server) = (tempdir().unwrap(), Server::start(Organization::new()).await);
    let database = folder.path().join("dixa.sqlite");
    let store = Store::open(&database).unwrap();
    let refused = run(&server, &database).await.unwrap_err();
    assert!(matches!(refused, Error::InUse(_)), "{refused}");
    assert_eq!(server.count(), 0);
    drop(store);
    run(&server, &database).await.unwrap();
}

#[test]
fn the_program_says_what_it_needs() {
    let folder = tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_dixa-sync"))
        .current_dir(folder.path())
        .env_remove("DIXA_API_KEY")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("DIXA_API_KEY"), "{errors}");
    // Nothing was made.
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}
