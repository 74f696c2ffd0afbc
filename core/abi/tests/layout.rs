//! The header and the Rust types describe the same bytes: a C compiler asserts what Rust measured.

use std::fmt::Write as _;
use std::process::Command;

use copydesk_abi::{
    ABI_MAJOR, ABI_MINOR, Attr, Doc, HEADER, Host, LAYOUT, Layer, MAGIC, Plugin, Str, Texts, Threads,
};

#[test]
fn c_and_rust_agree_on_every_offset() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let mut source = String::from("#include \"copydesk.h\"\n");
    for (table, field, offset) in LAYOUT {
        writeln!(source, "_Static_assert(offsetof({table}, {field}) == {offset}, \"{table}.{field}\");")
            .unwrap();
    }
    let sizes = [
        ("cd_str", size_of::<Str>()),
        ("cd_texts", size_of::<Texts>()),
        ("cd_attr", size_of::<Attr>()),
        ("cd_layer", size_of::<Layer>()),
        ("cd_doc", size_of::<Doc>()),
        ("cd_host", size_of::<Host>()),
        ("cd_threads", size_of::<Threads>()),
        ("cd_plugin", size_of::<Plugin>()),
    ];
    for (table, size) in sizes {
        writeln!(source, "_Static_assert(sizeof({table}) == {size}, \"{table}\");").unwrap();
    }
    writeln!(source, "_Static_assert(CD_MAGIC == {MAGIC}ull, \"magic\");").unwrap();
    writeln!(
        source,
        "_Static_assert(CD_ABI_MAJOR == {ABI_MAJOR}u && CD_ABI_MINOR == {ABI_MINOR}u, \"version\");"
    )
    .unwrap();
    std::fs::write(folder.join("copydesk.h"), HEADER).unwrap();
    std::fs::write(folder.join("layout.c"), source).unwrap();
    let done = Command::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "-fsyntax-only", "layout.c"])
        .current_dir(folder)
        .output()
        .expect("the C compiler `cc` is needed for this test");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
