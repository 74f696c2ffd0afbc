//! The contract of every stage.

#[test]
fn contract() {
    copydesk_sdk::testkit::contract::<copydesk_clean::Clean>(include_str!("../sample.toml"));
}
