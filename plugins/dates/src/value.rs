//! Values as they are being written: a short text that needs no memory of its own, since most expressions that the
//! grammar tries are thrown away again.

/// Bytes that a value may have; the longest that the grammar writes are ranges of times and of huge amounts of money.
const ROOM: usize = 39;

/// A short text in ASCII. What does not fit is left out.
#[derive(Clone, Copy)]
pub(crate) struct Value {
    len: u8,
    bytes: [u8; ROOM],
}

impl Value {
    pub(crate) const fn new() -> Self {
        Self { len: 0, bytes: [0; ROOM] }
    }

    pub(crate) fn as_str(&self) -> &str {
        self.bytes
            .get(..usize::from(self.len))
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or("")
    }

    pub(crate) fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(usize::from(self.len)).filter(|_| byte.is_ascii()) {
            *place = byte;
            self.len += 1;
        }
    }

    pub(crate) fn text(mut self, text: impl AsRef<[u8]>) -> Self {
        text.as_ref().iter().for_each(|&byte| self.push(byte));
        self
    }

    /// A whole number with at least `width` digits.
    pub(crate) fn whole(mut self, number: u64, width: usize) -> Self {
        let mut digits = [b'0'; 20];
        let (mut rest, mut at) = (number, digits.len());
        while rest > 0 || digits.len() - at < width.clamp(1, 20) {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        digits[at..].iter().for_each(|&digit| self.push(digit));
        self
    }

    /// A number as people write it: whole where it is whole, else with at most four decimals.
    pub(crate) fn number(self, number: f64) -> Self {
        if !number.is_finite() || number.abs() >= 1e18 {
            return self.text(format!("{number:.4e}"));
        }
        let signed = if number < 0.0 { self.text("-") } else { self };
        let number = number.abs();
        let whole = number.round();
        if (number - whole).abs() <= 1e-9 * number.max(1.0) {
            return signed.whole(whole as u64, 1);
        }
        let scaled = (number * 1e4).round() as u64;
        let written = signed.whole(scaled / 10_000, 1);
        let (mut decimals, mut width) = (scaled % 10_000, 4);
        if decimals == 0 {
            return written;
        }
        while decimals % 10 == 0 {
            decimals /= 10;
            width -= 1;
        }
        written.text(".").whole(decimals, width)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::new().text(text)
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_str().fmt(f)
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_do() {
        let rows: [(f64, &str); 14] = [
            (0.0, "0"),
            (5.0, "5"),
            (3_400_000_000.0, "3400000000"),
            (1.2 * 1e9, "1200000000"),
            (0.05, "0.05"),
            (7_410.97, "7410.97"),
            (2.0 / 3.0, "0.6667"),
            (-0.2, "-0.2"),
            (1.044, "1.044"),
            (0.000_01, "0"),
            (99.999_99, "100"),
            (3e14, "300000000000000"),
            (1.25e18, "1.2500e18"),
            (f64::INFINITY, "inf"),
        ];
        for (number, expected) in rows {
            assert_eq!(Value::new().number(number).as_str(), expected, "{number}");
        }
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        let long = Value::new().text("x".repeat(200));
        assert_eq!(long.as_str().len(), ROOM);
        assert_eq!(Value::new().text("ž").as_str(), "");
        assert_eq!(Value::new().whole(7, 3).as_str(), "007");
        assert_eq!(Value::new().whole(u64::MAX, 99).as_str(), "18446744073709551615");
    }
}
