//! The name of a view, where it is kept as data.

use super::{Info, by_id};
use serde::{Deserialize, Deserializer, Serialize};

/// The id of a view that is in the list; reading any other from a file is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ViewId(&'static str);

impl ViewId {
    /// `None` for a view that this version does not know.
    pub fn find(id: &str) -> Option<Self> {
        by_id(id).map(|view| view.info().view_id())
    }
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl Info {
    pub fn view_id(&self) -> ViewId {
        ViewId(self.id)
    }
}

impl<'de> Deserialize<'de> for ViewId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Self::find(&id).ok_or_else(|| {
            serde::de::Error::custom(format!("expected the id of a view, found \"{id}\""))
        })
    }
}
