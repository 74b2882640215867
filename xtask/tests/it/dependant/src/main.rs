//! A program that depends on a client, for the tests of `diff --used-by`.

use tiny_client::Client;

/// Not called: `get_thing3` in a comment, and in a text.
async fn show(client: Client) -> Result<String, tiny_client::Error> {
    let thing = client.things().get_thing1("get_thing3()").await?;
    Ok(thing.id)
}

fn main() {
    let _ = show;
}
