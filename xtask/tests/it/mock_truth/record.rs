//! Calls the API with the client of its description, and records the traffic.

use std::sync::{Arc, Mutex, PoisonError};

use documented::http::{self, HeaderValue, Method};
use documented::models::CreateOrderBody;
use documented::record::Recorder;
use documented::{Client, Operation, RequestBody, Transport, TransportFuture};

/// Asks the mock for a specific response, outside the recorder: the recording has only the
/// response.
struct Ask<T> {
    transport: T,
    wish: Wish,
}

/// A header and its value.
type Wish = Arc<Mutex<Option<(&'static str, &'static str)>>>;

impl<T: Transport> Transport for Ask<T> {
    fn send(&self, mut request: http::Request<RequestBody>) -> TransportFuture<'_> {
        let wish = *self.wish.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((name, value)) = wish {
            let value = HeaderValue::from_static(value);
            request.headers_mut().insert(name, value);
        }
        self.transport.send(request)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(base), Some(path)) = (arguments.next(), arguments.next()) else {
        return Err("record BASE-URL FILE".into());
    };
    let recorder = Recorder::to_file(path)?.unmasked();
    let (writer, wish) = (recorder.clone(), Wish::default());
    let asked = wish.clone();
    let client = Client::builder()
        .base_url(&base)
        .allow_http()
        .token("s3cr3t")
        .middleware(move |transport| {
            let wish = asked.clone();
            writer.around(Ask { transport, wish })
        })
        .build()?;
    let ask = |value: Option<(&'static str, &'static str)>| {
        *wish.lock().unwrap_or_else(PoisonError::into_inner) = value;
    };

    // As described.
    ask(Some(("prefer", "example=as-described")));
    client.get_order(1).await?;
    ask(None);
    client.list_orders().limit(10).await?;
    client.create_order(CreateOrderBody::new(3, "EUR")).await?;
    ask(Some(("prefer", "code=404")));
    assert!(
        client
            .get_order(8)
            .await
            .is_err_and(|error| error.is_not_found())
    );

    // Differing from the description.
    let customer = |id: u32| {
        let call = client.request(Method::GET, "/customers/{customerId}");
        call.path("customerId", id).send_raw()
    };
    ask(Some(("prefer", "example=alice")));
    customer(4711).await?;
    ask(Some(("prefer", "example=bob")));
    customer(4712).await?;
    ask(None);
    client.list_orders().with_query("sort", "total").await?;
    ask(Some(("prefer", "code=409")));
    assert!(
        client
            .create_order(CreateOrderBody::new(4, "EUR"))
            .await
            .is_err()
    );
    ask(Some(("accept", "text/csv")));
    assert!(client.get_order(9).await.is_err());
    for (id, example, is_error) in [
        (2, "example=null", false),
        (3, "example=absent", true),
        (4, "example=fraction", true),
        (5, "example=date", false),
        (6, "example=undeclared", false),
    ] {
        ask(Some(("prefer", example)));
        assert_eq!(client.get_order(id).await.is_err(), is_error, "{example}");
    }
    ask(Some(("prefer", "example=unlisted")));
    for _ in 0..25 {
        client.get_order(7).await?;
    }
    assert_eq!(recorder.lost(), (0, None));
    Ok(())
}
