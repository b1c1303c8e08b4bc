//! A list that grows at its end. Its pieces are shared by all that hold them; they are put together
//! where all of it is asked for at once.

use std::sync::{Arc, OnceLock};

/// What can be cut into pieces.
pub(super) trait Piece: Sized {
    /// How much it holds; an empty one counts as nothing.
    fn size(&self) -> usize;
    /// Two or more, one after the other.
    fn join(pieces: &[Arc<Self>]) -> Self;
}

#[derive(Clone, Debug)]
pub(super) struct Pieces<T> {
    pieces: Vec<Arc<T>>,
    /// All of them as one, once that was asked for.
    joined: OnceLock<Arc<T>>,
}

impl<T: Piece> Pieces<T> {
    pub fn new(only: T) -> Self {
        Self {
            pieces: vec![Arc::new(only)],
            joined: OnceLock::new(),
        }
    }
    /// All of it at once: made the first time it is asked for.
    pub fn all(&self) -> &T {
        match &self.pieces[..] {
            [only] => only,
            pieces => self.joined.get_or_init(|| Arc::new(T::join(pieces))),
        }
    }
    /// The only piece, where nothing else holds it.
    pub fn only_mut(&mut self) -> Option<&mut T> {
        match &mut self.pieces[..] {
            [only] => Arc::get_mut(only),
            _ => None,
        }
    }
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.pieces.iter().map(|piece| &**piece)
    }
    /// Those held, with what was put together.
    pub fn held(&self) -> impl Iterator<Item = &T> {
        let joined = self.joined.get();
        self.iter().chain(joined.map(|joined| &**joined))
    }
    /// The same with one more at its end. What was put together is one piece from now on, and small
    /// neighbours are put together as the digits of a number that is counted up: however often it
    /// grows, there are few pieces, and each is copied a few times in all.
    #[must_use]
    pub fn grown(&self, more: T) -> Self {
        let mut pieces = match self.joined.get() {
            Some(joined) => vec![Arc::clone(joined)],
            None => self.pieces.clone(),
        };
        if more.size() > 0 {
            pieces.push(Arc::new(more));
        }
        while let [.., before, last] = &pieces[..]
            && before.size() <= 2 * last.size()
        {
            let both = Arc::new(T::join(&pieces[pieces.len() - 2..]));
            pieces.truncate(pieces.len() - 2);
            pieces.push(both);
        }
        Self {
            pieces,
            joined: OnceLock::new(),
        }
    }
}
