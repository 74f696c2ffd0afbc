//! The contract of every stage.

#[test]
fn contract() {
    copydesk_sdk::testkit::contract::<copydesk_noise::Noise>(include_str!("../sample.toml"));
}
