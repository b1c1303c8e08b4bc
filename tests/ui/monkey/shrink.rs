//! The shortest list of actions that still fails (delta debugging).

use std::time::{Duration, Instant};

/// Leaves out pieces, first large and then small ones, as long as what is left still fails and there
/// is time.
pub fn shrunken<T: Clone>(
    mut list: Vec<T>,
    time: Duration,
    mut fails: impl FnMut(&[T]) -> bool,
) -> Vec<T> {
    let began = Instant::now();
    let mut piece = list.len().div_ceil(2);
    while piece > 0 {
        let mut from = 0;
        let before = list.len();
        while from < list.len() {
            if began.elapsed() > time {
                return list;
            }
            let to = (from + piece).min(list.len());
            let rest = [&list[..from], &list[to..]].concat();
            if fails(&rest) {
                list = rest;
            } else {
                from = to;
            }
        }
        if piece == 1 && list.len() == before {
            break;
        }
        piece = if piece == 1 { 1 } else { piece / 2 };
    }
    list
}

#[test]
fn what_a_failure_needs_is_left() {
    let list: Vec<usize> = (0..200).collect();
    let needs = |l: &[usize]| l.contains(&17) && l.contains(&140) && l.contains(&141);
    let least = shrunken(list, Duration::from_mins(1), needs);
    assert_eq!(least, [17, 140, 141]);
}
