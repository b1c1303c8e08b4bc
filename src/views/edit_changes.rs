//! Changes between two states of a person's [`Edits`]: what a journal keeps, and what several windows
//! tell each other.

use super::Edits;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One change: of a member of a map, of an element of a list, or of a whole value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The part of the edits, as it is called where they are saved.
    pub field: String,
    /// The member of a map, or the element of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Value>,
    /// What it is now: null where it was removed; for an element, whether it is in the list.
    pub value: Value,
}

impl Change {
    /// What `edits` have where this changes something.
    fn found_in(&self, edits: &Map<String, Value>) -> Value {
        let found = edits.get(&self.field).unwrap_or(&Value::Null);
        match (&self.key, found) {
            (None, whole) => whole.clone(),
            (Some(Value::String(name)), Value::Object(map)) => {
                map.get(name).cloned().unwrap_or(Value::Null)
            }
            (Some(element), Value::Array(list)) => Value::Bool(list.contains(element)),
            (Some(Value::String(_)), _) => Value::Null,
            (Some(_), _) => Value::Bool(false),
        }
    }
    fn apply(&self, edits: &mut Map<String, Value>) {
        match &self.key {
            None => {
                edits.insert(self.field.clone(), self.value.clone());
            }
            Some(Value::String(name)) => {
                let map = edits.entry(&self.field).or_insert(Value::Null);
                if !map.is_object() {
                    *map = Value::Object(Map::new());
                }
                if let Some(map) = map.as_object_mut() {
                    if self.value.is_null() {
                        map.remove(name);
                    } else {
                        map.insert(name.clone(), self.value.clone());
                    }
                }
            }
            Some(element) => {
                let list = edits.entry(&self.field).or_insert(Value::Null);
                if !list.is_array() {
                    *list = Value::Array(Vec::new());
                }
                if let Some(list) = list.as_array_mut() {
                    list.retain(|e| e != element);
                    if self.value == Value::Bool(true) {
                        list.push(element.clone());
                    }
                }
            }
        }
    }
    /// In words, for a message: "u12 is inhibitory".
    pub fn words(&self) -> String {
        let name = self.key.as_ref().and_then(Value::as_str).unwrap_or("");
        let label = |of: &Value| of.get("label").and_then(Value::as_str).map(str::to_owned);
        match (self.field.as_str(), &self.value) {
            ("unit_classes", Value::String(class)) => format!("{name} is {class}"),
            ("unit_classes", _) => format!("{name} has no class by hand"),
            ("unit_included", Value::Bool(false)) => format!("{name} is left out"),
            ("unit_included", _) => format!("{name} is included"),
            ("marks", Value::Bool(is_there)) => {
                let label = self.key.as_ref().and_then(label);
                let label = label.map_or_else(String::new, |label| format!(" ({label})"));
                let what = if *is_there { "marked" } else { "removed" };
                format!("an event{label} was {what}")
            }
            ("epochs_set_aside", _) => "an epoch of the file was set aside or brought back".into(),
            _ => "where classes are taken from".into(),
        }
    }
}

fn map_of(edits: &Edits) -> Map<String, Value> {
    // Plain values with text as keys: nothing in it can fail.
    match serde_json::to_value(edits) {
        Ok(Value::Object(map)) => map,
        _ => Map::new(),
    }
}

/// What makes `after` of `before`.
pub fn changes(before: &Edits, after: &Edits) -> Vec<Change> {
    let (before, after) = (map_of(before), map_of(after));
    let mut found = Vec::new();
    for (field, new) in &after {
        let old = before.get(field).unwrap_or(&Value::Null);
        let mut put = |key: Option<Value>, value: Value| {
            let field = field.clone();
            found.push(Change { field, key, value });
        };
        match (old, new) {
            (Value::Object(old), Value::Object(new)) if is_map(field) => {
                for name in old.keys().filter(|name| !new.contains_key(*name)) {
                    put(Some(name.clone().into()), Value::Null);
                }
                for (name, value) in new.iter().filter(|(name, v)| old.get(*name) != Some(v)) {
                    put(Some(name.clone().into()), value.clone());
                }
            }
            (Value::Array(old), Value::Array(new)) if is_list(field) => {
                for element in old.iter().filter(|e| !new.contains(e)) {
                    put(Some(element.clone()), false.into());
                }
                // An element that is put goes to the end: from the first that is not where it was, all
                // are put again, so that their order is kept.
                let mut kept = old.iter().filter(|e| new.contains(e));
                let same = new.iter().take_while(|e| kept.next() == Some(*e)).count();
                for element in &new[same..] {
                    put(Some(element.clone()), true.into());
                }
            }
            (old, new) if old != new => put(None, new.clone()),
            _ => {}
        }
    }
    found
}

fn is_map(field: &str) -> bool {
    matches!(field, "unit_classes" | "unit_included" | "unit_connections")
}

fn is_list(field: &str) -> bool {
    matches!(field, "marks" | "epochs_set_aside")
}

/// The edits after these changes, and how many of them could not be understood: they were written by
/// a later version, or are damaged, and are passed over.
pub fn apply_changes<'a>(
    edits: &Edits,
    changes: impl IntoIterator<Item = &'a Change>,
) -> (Edits, usize) {
    let mut map = map_of(edits);
    for change in changes {
        change.apply(&mut map);
    }
    let whole = Value::Object(map);
    if let Ok(edits) = Edits::deserialize(&whole) {
        return (edits, 0);
    }
    let Value::Object(map) = whole else {
        return (edits.clone(), 0);
    };
    // Part by part, so that one that cannot be read costs that one only.
    let mut readable = Map::new();
    let mut lost = 0;
    let mut keep = |readable: &mut Map<String, Value>, change: &Change| {
        let before = readable.clone();
        change.apply(readable);
        if Edits::deserialize(&Value::Object(readable.clone())).is_err() {
            *readable = before;
            lost += 1;
        }
    };
    for (field, value) in map {
        let one = |key, value| Change {
            field: field.clone(),
            key,
            value,
        };
        match value {
            Value::Object(members) if is_map(&field) => {
                for (name, value) in members {
                    keep(&mut readable, &one(Some(name.into()), value));
                }
            }
            Value::Array(elements) if is_list(&field) => {
                for element in elements {
                    keep(&mut readable, &one(Some(element), true.into()));
                }
            }
            whole => keep(&mut readable, &one(None, whole)),
        }
    }
    let edits = Edits::deserialize(&Value::Object(readable)).unwrap_or_default();
    (edits, lost)
}

/// Those of `own` changes, made by somebody who knew `known`, that others have changed otherwise in
/// `found` meanwhile.
pub fn contradictions<'a>(known: &Edits, found: &Edits, own: &'a [Change]) -> Vec<&'a Change> {
    let (known, found) = (map_of(known), map_of(found));
    let differs = |change: &&Change| {
        let there = change.found_in(&found);
        there != change.found_in(&known) && there != change.value
    };
    own.iter().filter(differs).collect()
}
