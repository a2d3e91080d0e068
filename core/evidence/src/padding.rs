//! Padded lengths, which reveal little.

/// Rounds a length up by Padmé (Nikitin et al., PURBs, 2019), so that it reveals O(log log n) bits.
pub fn padme(len: u64) -> u64 {
    if len < 2 {
        return len;
    }
    let exponent = u64::from(len.ilog2());
    let kept = u64::from(exponent.ilog2()) + 1;
    let mask = (1u64 << exponent.saturating_sub(kept)) - 1;
    len.saturating_add(mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_follows_the_published_examples_and_costs_at_most_an_eighth() {
        for (len, padded) in [(1, 1), (8, 8), (9, 10), (100, 104), (1_000, 1_024), (1_000_000, 1_015_808)] {
            assert_eq!(padme(len), padded, "{len}");
        }
        for len in 1..20_000u64 {
            assert!(padme(len) >= len && padme(len) * 8 <= len * 9 + 8);
        }
    }
}
