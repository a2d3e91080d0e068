//! Waits and sizes of pieces. Pure: randomness and measured times are arguments.

use std::time::Duration;

/// Smallest piece of a part in one request, in bytes.
pub const MIN_CHUNK: usize = 16 * 1024;
/// First piece on an unknown link, in bytes.
pub const FIRST_CHUNK: usize = 256 * 1024;
/// Largest piece, in bytes: a whole part.
pub const MAX_CHUNK: usize = evidence::part::MAX_SEALED;

/// Waiting times between attempts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Backoff {
    /// Wait after the first failure.
    pub first: Duration,
    /// Longest wait.
    pub longest: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_secs(1), longest: Duration::from_secs(300) }
    }
}

impl Backoff {
    /// Returns the wait after failure number `attempt` (from 0). It doubles each time up to `longest`, and `random`
    /// removes up to half, so that many phones do not return in the same second after an outage.
    pub fn delay(&self, attempt: u32, random: u64) -> Duration {
        let factor = 1u32.checked_shl(attempt).unwrap_or(u32::MAX);
        let full = self.first.checked_mul(factor).unwrap_or(self.longest).min(self.longest);
        let half = full / 2;
        let nanos = u64::try_from(half.as_nanos()).unwrap_or(u64::MAX);
        half + Duration::from_nanos(random.checked_rem(nanos.saturating_add(1)).unwrap_or(0))
    }
}

/// The outcome of sending a piece of a part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Went {
    /// Acknowledged after this time.
    Through(Duration),
    /// Cut off.
    Lost,
}

/// Returns the size of the next piece. A piece is kept or lost as a whole, so it must be small enough to arrive
/// between two drops, and large enough to hide its round trip: about two seconds of sending.
pub fn next_chunk(chunk: usize, went: Went) -> usize {
    let next = match went {
        Went::Lost => chunk / 2,
        Went::Through(took) if took < Duration::from_millis(500) => chunk.saturating_mul(4),
        Went::Through(took) if took < Duration::from_millis(1_500) => chunk.saturating_mul(2),
        Went::Through(took) if took > Duration::from_secs(6) => chunk / 2,
        Went::Through(_) => chunk,
    };
    next.clamp(MIN_CHUNK, MAX_CHUNK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_chance_takes_away_at_most_half() {
        let backoff = Backoff { first: Duration::from_secs(1), longest: Duration::from_secs(60) };
        for (attempt, full) in [(0, 1), (1, 2), (2, 4), (5, 32), (6, 60), (31, 60), (32, 60), (u32::MAX, 60)] {
            let full = Duration::from_secs(full);
            for random in [0, 1, 12_345_678_901, u64::MAX] {
                let delay = backoff.delay(attempt, random);
                assert!(delay >= full / 2 && delay <= full, "{attempt} {random} {delay:?}");
            }
        }
        assert_ne!(backoff.delay(4, 1_000_000_007), backoff.delay(4, 5_000_000_007));
        let never = Backoff { first: Duration::ZERO, longest: Duration::ZERO };
        assert_eq!(never.delay(3, 99), Duration::ZERO);
    }

    #[test]
    fn pieces_grow_on_a_fast_link_and_shrink_on_one_that_drops() {
        let mut chunk = FIRST_CHUNK;
        for _ in 0..3 {
            chunk = next_chunk(chunk, Went::Through(Duration::from_millis(20)));
        }
        assert_eq!(chunk, MAX_CHUNK);
        for _ in 0..20 {
            chunk = next_chunk(chunk, Went::Lost);
        }
        assert_eq!(chunk, MIN_CHUNK);
        assert_eq!(next_chunk(100_000, Went::Through(Duration::from_secs(3))), 100_000);
        assert_eq!(next_chunk(100_000, Went::Through(Duration::from_secs(9))), 50_000);
    }
}
