//! Decodes the recorded traffic with the client of the corrected description.

use corrected::models::{CreateOrderBody, OrderStatus};
use corrected::record::Replayer;
use corrected::{Client, Nullable};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("replay FILE")?;
    let client = Client::builder()
        .token("s3cr3t")
        .transport(Replayer::open(path)?)
        .build()?;

    let described = client.get_order(1).await?;
    assert_eq!(described.currency.as_deref(), Some("EUR"));
    assert_eq!(client.list_orders().limit(10).await?.data.len(), 1);
    client.create_order(CreateOrderBody::new(3, "EUR")).await?;
    assert!(
        client
            .get_order(8)
            .await
            .is_err_and(|error| error.is_not_found())
    );

    let alice = client.get_customers_by_id("4711").await?;
    assert_eq!(
        (alice.id, alice.name.as_deref(), alice.vip),
        (Some(4711), Some("Alice"), None)
    );
    assert_eq!(client.get_customers_by_id("4712").await?.vip, Some(true));
    assert_eq!(client.list_orders().sort("total").await?.data.len(), 1);
    let conflict = client.create_order(CreateOrderBody::new(4, "EUR")).await;
    let error = conflict.expect_err("a conflict");
    assert!(error.is_conflict() && error.body().is_some(), "{error:?}");
    assert_eq!(client.get_order(9).as_text_csv().await?, "id;total\n1;2\n");
    assert_eq!(client.get_order(2).await?.note, Nullable::Null);
    assert_eq!(client.get_order(3).await?.currency, None);
    assert_eq!(client.get_order(4).await?.total, 12.5);
    assert_eq!(
        client.get_order(5).await?.shipped_at.as_deref(),
        Some("05.01.2023 06:42")
    );
    assert!(client.get_order(6).await?.discount.is_some());
    for _ in 0..25 {
        assert_eq!(client.get_order(7).await?.status, OrderStatus::Refunded);
    }
    Ok(())
}
