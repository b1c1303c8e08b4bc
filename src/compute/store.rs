//! Intermediate results that several views need, bounded in bytes.

use super::Cache;
use crate::analysis::Store;
use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Shared = Arc<dyn Any + Send + Sync>;

/// A [`Store`] in which the least recently used make room.
pub struct SharedStore(Mutex<Cache<String, Shared>>);

impl SharedStore {
    pub fn new(limit_bytes: usize) -> Self {
        Self(Mutex::new(Cache::new(limit_bytes)))
    }
    /// Usable whatever happened to a thread that held it: entries are put in whole.
    fn cache(&self) -> MutexGuard<'_, Cache<String, Shared>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for SharedStore {
    fn get(&self, key: &str) -> Option<Shared> {
        self.cache().get(key)
    }
    fn put(&self, key: String, value: Shared, bytes: usize) {
        self.cache().insert(key, value, bytes);
    }
}
