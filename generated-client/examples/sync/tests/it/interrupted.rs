//! A run may end at any moment, and loses and repeats nothing.

use std::path::Path;
use std::process::{Command, Stdio};

use dixa_sync::{Progress, Store, sync};
use tempfile::tempdir;
use tokio::sync::Notify;

use crate::organization::Organization;
use crate::server::Server;
use crate::{client, run};

/// How many requests may be on their way at a time: those for a conversation.
const IN_FLIGHT: usize = 3;

/// A server, how many requests a run takes, and how many times it stores something.
async fn whole() -> (Server, usize, usize) {
    let (folder, server) = (tempdir().unwrap(), Server::start(Organization::new()).await);
    let database = folder.path().join("dixa.sqlite");
    let shown = run(&server, &database).await.unwrap();
    let requests = server.count();
    (server, requests, shown.len())
}

/// Begins a run and leaves it when this many requests more came. Whether it came to its end.
async fn leave_at_request(server: &Server, database: &Path, more: usize) -> bool {
    let mut store = Store::open(database).unwrap();
    let mut quiet = |_: Progress<'_>| {};
    tokio::select! {
        ended = sync(&server.client, &mut store, &mut quiet) => ended.map(|()| true).unwrap(),
        () = server.has_received(server.count() + more) => false,
    }
}

/// Begins a run and leaves it when it stored something for this time.
async fn leave_after_page(server: &Server, database: &Path, page: usize) {
    let mut store = Store::open(database).unwrap();
    let (mut stored, last) = (0, Notify::new());
    let mut show = |_: Progress<'_>| {
        stored += 1;
        if stored == page {
            last.notify_one();
        }
    };
    tokio::select! {
        biased;
        () = last.notified() => {}
        ended = sync(&server.client, &mut store, &mut show) => ended.unwrap(),
    }
}

#[tokio::test]
async fn at_every_request() {
    let (server, requests, _) = whole().await;
    for at in 1..=requests {
        let (folder, before) = (tempdir().unwrap(), server.count());
        let database = folder.path().join("dixa.sqlite");
        assert!(!leave_at_request(&server, &database, at).await);
        run(&server, &database).await.unwrap();
        server.organization(|it| it.is_in(&database));
        let more = server.count() - before - requests;
        assert!(more <= IN_FLIGHT, "at {at}: {more} requests were repeated");
    }
}

#[tokio::test]
async fn after_every_page() {
    let (server, requests, pages) = whole().await;
    // After the last page nothing is left to do, so that run ends.
    for page in 1..pages {
        let (folder, before) = (tempdir().unwrap(), server.count());
        let database = folder.path().join("dixa.sqlite");
        leave_after_page(&server, &database, page).await;
        run(&server, &database).await.unwrap();
        server.organization(|it| it.is_in(&database));
        let more = server.count() - before - requests;
        assert!(
            more <= IN_FLIGHT,
            "after {page}: {more} requests were repeated"
        );
    }
}

#[tokio::test]
async fn again_and_again_at_random_requests() {
    let (server, requests, _) = whole().await;
    for seed in 1..=20 {
        let (folder, before) = (tempdir().unwrap(), server.count());
        let database = folder.path().join("dixa.sqlite");
        let mut random = Random(seed);
        let mut times = 0;
        while !leave_at_request(&server, &database, 1 + random.below(12)).await {
            times += 1;
            assert!(times < 20 * requests, "seed {seed} comes to no end");
        }
        server.organization(|it| it.is_in(&database));
        let more = server.count() - before - requests;
        assert!(
            more <= times * IN_FLIGHT,
            "seed {seed}: {more} requests were repeated"
        );
    }
}

/// The operating system ends the process, which has no say in that.
#[tokio::test]
async fn killed_at_random_requests() {
    let (server, requests, _) = whole().await;
    let folder = tempdir().unwrap();
    let database = folder.path().join("dixa.sqlite");
    let (mut random, mut times) = (Random(7), 0);
    loop {
        assert!(times < 20 * requests, "it comes to no end");
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "interrupted::a_process_to_kill", "--ignored"])
            .env(URL, &server.url)
            .env(DATABASE, &database)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let at = server.count() + 1 + random.below(12);
        let ended = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            let beat = tokio::time::sleep(std::time::Duration::from_millis(2));
            tokio::select! {
                () = server.has_received(at) => break None,
                () = beat => {}
            }
        };
        match ended {
            Some(status) => {
                assert!(status.success(), "{status}");
                break;
            }
            None => {
                child.kill().unwrap();
                child.wait().unwrap();
                times += 1;
            }
        }
    }
    assert!(times > 0);
    server.organization(|it| it.is_in(&database));
}

const URL: &str = "DIXA_SYNC_TEST_URL";
const DATABASE: &str = "DIXA_SYNC_TEST_DATABASE";

#[tokio::test]
#[ignore = "a process of its own, which `killed_at_random_requests` runs"]
async fn a_process_to_kill() {
    let url = std::env::var(URL).unwrap();
    let database = std::env::var_os(DATABASE).unwrap();
    let mut store = Store::open(Path::new(&database)).unwrap();
    sync(&client(&url), &mut store, &mut |_| {}).await.unwrap();
}

/// The same numbers in each run (Knuth's linear congruential generator).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}
