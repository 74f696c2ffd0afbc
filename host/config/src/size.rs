//! Numbers of bytes as people write them.

/// Units by name, longest first so that `KiB` is not read as a number before `B`.
const UNITS: &[(&str, u64)] = &[
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
    ("kb", 1000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
    ("b", 1),
];

/// Bytes from `"64 MiB"`, `"1.5 GB"` or `"65536"`. `None` where the text is nothing of the kind or beyond `u64`.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let (number, unit) = UNITS
        .iter()
        .find_map(|&(name, unit)| text.strip_suffix(name).map(|rest| (rest.trim_end(), unit)))
        .unwrap_or((&text, 1));
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 6 || number.ends_with('.') {
        return None;
    }
    let whole = whole.parse::<u64>().ok()?.checked_mul(unit)?;
    let part = if part.is_empty() {
        0
    } else {
        let scale = 10_u128.pow(u32::try_from(part.len()).ok()?);
        u64::try_from(u128::from(part.parse::<u64>().ok()?) * u128::from(unit) / scale).ok()?
    };
    whole.checked_add(part)
}

/// Bytes in the largest unit that divides them.
pub(crate) fn print(bytes: u64) -> String {
    for (name, unit) in [("TiB", 1_u64 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] {
        if bytes >= unit && bytes.is_multiple_of(unit) {
            return format!("{} {name}", bytes / unit);
        }
    }
    format!("{bytes}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, bytes) in [
            ("65536", Some(65536)),
            ("64 MiB", Some(64 << 20)),
            ("256KiB", Some(256 << 10)),
            ("2 gb", Some(2_000_000_000)),
            ("1.5 GiB", Some(3 << 29)),
            ("0.5 kB", Some(500)),
            ("12 B", Some(12)),
            ("", None),
            ("MiB", None),
            ("1.", None),
            ("-1 MB", None),
            ("1e3", None),
            ("12 parsecs", None),
            ("99999999999999999999", None),
            ("99999999999 TiB", None),
        ] {
            assert_eq!(parse(text), bytes, "{text:?}");
        }
        assert_eq!(
            (print(262_144), print(1000), print(3 << 30)),
            ("256 KiB".into(), "1000".into(), "3 GiB".into())
        );
    }
}
