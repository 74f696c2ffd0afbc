//! The contract that every stage keeps.

#[test]
fn contract() {
    copydesk_sdk::testkit::contract::<copydesk_entities::Entities>(include_str!("../sample.toml"));
}
