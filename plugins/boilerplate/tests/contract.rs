//! The contract of every stage.

#[test]
fn contract() {
    copydesk_sdk::testkit::contract::<copydesk_boilerplate::Boilerplate>(include_str!("../sample.toml"));
}
