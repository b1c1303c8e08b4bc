//! The lines of a text that is being written: what comes after the last line end is left out.

use std::io::{self, Read};

/// Gives what it reads up to the last line end.
pub(super) struct WholeLines<R> {
    inner: R,
    /// What was read; of it, `given` bytes were handed on and those up to `whole` may be.
    held: Vec<u8>,
    given: usize,
    whole: usize,
}

impl<R: Read> WholeLines<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            held: Vec::new(),
            given: 0,
            whole: 0,
        }
    }
}

impl<R: Read> Read for WholeLines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.whole {
            self.held.drain(..self.whole);
            (self.given, self.whole) = (0, 0);
            let kept = self.held.len();
            self.held.resize(kept + (1 << 16), 0);
            let got = self.inner.read(&mut self.held[kept..]);
            self.held.truncate(kept + *got.as_ref().unwrap_or(&0));
            if got? == 0 {
                return Ok(0);
            }
            let line_end = |from: usize| self.held[from..].iter().rposition(|b| *b == b'\n');
            self.whole = line_end(kept).map_or(0, |at| kept + at + 1);
        }
        let count = out.len().min(self.whole - self.given);
        out[..count].copy_from_slice(&self.held[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
