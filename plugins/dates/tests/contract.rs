//! The contract that every stage keeps.

#[test]
fn contract() {
    copydesk_sdk::testkit::contract::<copydesk_dates::Dates>(include_str!("../sample.toml"));
}
