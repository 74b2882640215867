//! Lists end users: all of them page by page, or those with an email address one by one.
//!
//! ```text
//! DIXA_API_KEY=… cargo run -p dixa-client --example list_end_users -- [EMAIL]
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr)] // An example shows what it does.

use std::error::Error;

use dixa_client::Client;
use dixa_client::models::EndUser;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => everyone(&Client::from_env()?).await,
        [email] if email.contains('@') => with_email(&Client::from_env()?, email).await,
        _ => {
            eprintln!("usage: list_end_users [EMAIL]");
            std::process::exit(2);
        }
    }
}

/// Page by page, at the rate that the API allows.
async fn everyone(client: &Client) -> Result<(), Box<dyn Error>> {
    let mut pages = client.end_users().list_end_users().page_limit(50).pages();
    while let Some(page) = pages.try_next().await? {
        println!("{} end users", page.data.len());
        page.data.iter().for_each(show);
    }
    Ok(())
}

/// Item by item: a page is requested when the previous one is used up.
async fn with_email(client: &Client, email: &str) -> Result<(), Box<dyn Error>> {
    let mut users = client.end_users().list_end_users().email(email).items();
    while let Some(user) = users.try_next().await? {
        show(&user);
    }
    Ok(())
}

fn show(user: &EndUser) {
    let name = user.display_name.as_deref().unwrap_or("(no name)");
    println!("{}  {name}  since {}", user.id, user.created_at);
}
