//! Damaged copies of a file, the same ones for the same seed.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// `count` damaged copies of `base`: bits flipped, the end cut off, blocks swapped, copied over or
/// blanked, small numbers and offsets overwritten.
pub fn mutations(base: &[u8], count: usize, seed: u64) -> impl Iterator<Item = Vec<u8>> {
    (0..count).map(move |i| {
        let mut rng =
            Pcg64Mcg::seed_from_u64(seed ^ (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut bytes = base.to_vec();
        for _ in 0..rng.random_range(1..=4) {
            damage(&mut bytes, &mut rng);
        }
        bytes
    })
}

fn damage(bytes: &mut Vec<u8>, rng: &mut Pcg64Mcg) {
    const WORDS: [u64; 8] = [
        0,
        1,
        0x7f,
        0xffff,
        0x7fff_ffff,
        0xffff_ffff,
        u64::MAX >> 1,
        u64::MAX,
    ];
    if bytes.is_empty() {
        return;
    }
    let len = bytes.len();
    // Half of the damage near the start, where a format keeps what it says of itself.
    let reach = if rng.random() { len } else { len.min(4096) };
    let at = rng.random_range(0..reach);
    let block = rng.random_range(1..=len.min(64));
    let other = rng.random_range(0..len);
    match rng.random_range(0..8) {
        0..=2 => bytes[at] ^= 1 << rng.random_range(0..8),
        3 => bytes.truncate(at),
        4 => (0..block.min(len - at.max(other))).for_each(|i| bytes.swap(at + i, other + i)),
        5 => {
            let from = bytes[other..(other + block).min(len)].to_vec();
            bytes[at..].iter_mut().zip(from).for_each(|(to, b)| *to = b);
        }
        6 => {
            let word = WORDS[rng.random_range(0..WORDS.len())].to_le_bytes();
            let width = [1, 2, 4, 8][rng.random_range(0..4)];
            let place = at - at % width;
            bytes[place..]
                .iter_mut()
                .zip(&word[..width])
                .for_each(|(to, b)| *to = *b);
        }
        _ => bytes[at..(at + block).min(len)].fill(rng.random()),
    }
}
