//! Work on a thread of its own; its result is polled for.

use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

/// Work that runs, or whose result is ready.
#[derive(Debug)]
pub struct Background<T> {
    result: Receiver<T>,
}

/// What [`Background::poll`] finds.
#[derive(Debug, PartialEq, Eq)]
pub enum Poll<T> {
    Running,
    /// Comes once.
    Ready(T),
    /// The work panicked, or its result was already fetched.
    Lost,
}

impl<T: Send + 'static> Background<T> {
    /// Starts a named thread that does `work` and then calls `wake`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        name: &str,
        wake: impl Fn() + Send + 'static,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> std::io::Result<Self> {
        struct Wake<F: Fn()>(F);
        impl<F: Fn()> Drop for Wake<F> {
            fn drop(&mut self) {
                (self.0)();
            }
        }
        let (sender, result) = sync_channel(1);
        std::thread::Builder::new()
            .name(format!("equipoise-{name}"))
            .spawn(move || {
                let _wake = Wake(wake);
                let sender = sender;
                // Nobody listens any more when the window has gone.
                let _ = sender.send(work());
            })?;
        Ok(Self { result })
    }
    pub fn poll(&self) -> Poll<T> {
        match self.result.try_recv() {
            Ok(result) => Poll::Ready(result),
            Err(TryRecvError::Empty) => Poll::Running,
            Err(TryRecvError::Disconnected) => Poll::Lost,
        }
    }
}
