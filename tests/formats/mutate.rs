//! Damaged copies of a file, repeatable from a seed.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// `count` damaged copies of `base`: flipped bits, overwritten bytes, truncations, swapped,
/// repeated, removed and zeroed blocks, extreme integers; one to four of them each.
pub fn mutations(base: &[u8], count: usize, seed: u64) -> impl Iterator<Item = Vec<u8>> {
    let base = base.to_vec();
    (0..count as u64).map(move |index| {
        let mut rng = Pcg64::seed_from_u64(seed ^ index.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut bytes = base.clone();
        for _ in 0..rng.random_range(1..=4) {
            damage(&mut bytes, &mut rng);
        }
        bytes
    })
}

fn damage(bytes: &mut Vec<u8>, rng: &mut Pcg64) {
    if bytes.is_empty() {
        return;
    }
    let at = rng.random_range(0..bytes.len());
    let length = rng.random_range(1..=(bytes.len() - at).min(64));
    match rng.random_range(0..8) {
        0 | 1 => bytes[at] ^= 1 << rng.random_range(0..8),
        2 => bytes[at] = rng.random(),
        3 => bytes.truncate(at),
        4 => {
            let other = rng.random_range(0..=bytes.len() - length);
            for k in 0..length {
                bytes.swap(at + k, other + k);
            }
        }
        5 => {
            let block = bytes[at..at + length].to_vec();
            bytes.splice(at..at, block);
        }
        6 => {
            bytes.drain(at..at + length);
        }
        _ => {
            let fill = [0x00, 0xff, 0x7f, 0x80][rng.random_range(0..4)];
            let length = length.min(8);
            bytes[at..at + length].fill(fill);
        }
    }
}
