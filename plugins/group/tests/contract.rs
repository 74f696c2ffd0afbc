//! The contract that every stage keeps.

#[test]
fn keeps_the_contract() {
    copydesk_sdk::testkit::contract::<copydesk_group::Group>(include_str!("../sample.toml"));
}
