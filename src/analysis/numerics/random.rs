//! Random numbers that are the same on every machine and with any number of threads.

use rand::SeedableRng;
use rand_pcg::Pcg64;

/// A generator for one purpose of one realisation.
pub fn random(seed: u64, realisation: u32, purpose: u64) -> Pcg64 {
    // Golden-ratio steps keep neighbouring numbers far apart.
    let mixed = seed
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(u64::from(realisation))
        .wrapping_mul(0xD134_2543_DE82_EF95)
        .wrapping_add(purpose);
    Pcg64::seed_from_u64(mixed)
}
