//! The background engine: latest request wins, progress, cancel, memory-bounded cache.
