//! Codes of currencies that stand before a number without a blank.

use crate::scan::Scan;

/// Sorted.
const CODES: &[&str] = &[
    "AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS",
    "INR", "IRR", "JPY", "KES", "KRW", "MXN", "MYR", "NGN", "NOK", "NZD", "PHP", "PKR", "PLN", "RMB", "RS",
    "RUB", "Rs", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND", "ZAR", "rs",
];

impl Scan<'_> {
    /// "USD200,000", "Rs500": where the code at `start` ends and its number begins, or 0.
    #[inline]
    pub(crate) fn currency_end(&self, start: usize) -> usize {
        let (two, three) = (self.byte(start + 2).is_ascii_digit(), self.byte(start + 3).is_ascii_digit());
        if !(two || three) {
            return 0;
        }
        let end = start + if two { 2 } else { 3 };
        if CODES.binary_search(&self.piece(start, end)).is_ok() { end } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::CODES;

    #[test]
    fn codes_are_sorted() {
        assert!(CODES.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
