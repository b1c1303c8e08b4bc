//! Tables of NWB: columns as arrays of one group, ragged ones with an index beside them.

use crate::formats::hdf5::write::encode::Kind;
use crate::formats::hdf5::write::{Address, Attributes, Value, Writer};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, Seek, Write};

/// The writer, and object identifiers that are the same for the same recording.
pub(super) struct File<W> {
    pub writer: Writer<W>,
    /// What the names are made from.
    seed: String,
    named: u64,
}

impl<W: Write + Seek> File<W> {
    pub fn new(out: W, seed: String) -> io::Result<Self> {
        Ok(Self {
            writer: Writer::new(out)?,
            seed,
            named: 0,
        })
    }
    /// A new name, in the form of a UUID.
    pub fn object_id(&mut self) -> String {
        self.named += 1;
        let digest = Sha256::digest(format!("{} {}", self.seed, self.named));
        let mut id = String::with_capacity(36);
        for (at, byte) in digest.iter().take(16).enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                id.push('-');
            }
            let byte = match at {
                6 => byte & 0x0f | 0x40,
                8 => byte & 0x3f | 0x80,
                _ => *byte,
            };
            // Writing to a string does not fail.
            let _ = write!(id, "{byte:02x}");
        }
        id
    }
    /// An object of a type of the schema.
    pub fn typed(
        &mut self,
        children: &[(String, Address)],
        kind: (&str, &str),
        more: Attributes<'_>,
    ) -> io::Result<Address> {
        self.typed_with_paths(children, &[], kind, more)
    }
    /// The same, with links to objects elsewhere: name, path.
    pub fn typed_with_paths(
        &mut self,
        children: &[(String, Address)],
        paths: &[(&str, &str)],
        (namespace, kind): (&str, &str),
        more: Attributes<'_>,
    ) -> io::Result<Address> {
        let id = self.object_id();
        let mut attributes = vec![
            ("namespace", Value::Text(namespace)),
            ("neurodata_type", Value::Text(kind)),
            ("object_id", Value::Text(&id)),
        ];
        attributes.extend(more);
        self.writer.group_with_paths(children, paths, attributes)
    }
}

/// Attributes of a column.
fn of_column<'v>(kind: &'v str, id: &'v str, description: &'v str) -> Attributes<'v> {
    vec![
        ("namespace", Value::Text("hdmf-common")),
        ("neurodata_type", Value::Text(kind)),
        ("object_id", Value::Text(id)),
        ("description", Value::Text(description)),
    ]
}

/// A table that is being written.
pub(super) struct Table {
    children: Vec<(String, Address)>,
    names: Vec<String>,
}

impl Table {
    /// With a row for each of `ids`.
    pub fn new<W: Write + Seek>(
        file: &mut File<W>,
        ids: impl ExactSizeIterator<Item = i64>,
    ) -> io::Result<Self> {
        let id = file.object_id();
        let attributes = vec![
            ("namespace", Value::Text("hdmf-common")),
            ("neurodata_type", Value::Text("ElementIdentifiers")),
            ("object_id", Value::Text(&id)),
        ];
        let ids = file.writer.i64s(ids, attributes)?;
        Ok(Self {
            children: vec![("id".into(), ids)],
            names: Vec::new(),
        })
    }
    fn add(&mut self, name: &str, address: Address) {
        self.children.push((name.to_owned(), address));
        self.names.push(name.to_owned());
    }
    /// True when there is such a column already.
    pub fn has(&self, name: &str) -> bool {
        self.children.iter().any(|(n, _)| n == name)
    }
    pub fn texts<W: Write + Seek>(
        &mut self,
        file: &mut File<W>,
        name: &str,
        description: &str,
        texts: &[String],
    ) -> io::Result<()> {
        let id = file.object_id();
        let attributes = of_column("VectorData", &id, description);
        let address = file.writer.texts(texts, attributes)?;
        self.add(name, address);
        Ok(())
    }
    pub fn numbers<W: Write + Seek>(
        &mut self,
        file: &mut File<W>,
        name: &str,
        description: &str,
        numbers: &[f64],
    ) -> io::Result<()> {
        let id = file.object_id();
        let attributes = of_column("VectorData", &id, description);
        let address = file.writer.f64s(numbers, attributes)?;
        self.add(name, address);
        Ok(())
    }
    pub fn references<W: Write + Seek>(
        &mut self,
        file: &mut File<W>,
        name: &str,
        description: &str,
        addresses: &[Address],
    ) -> io::Result<()> {
        let id = file.object_id();
        let attributes = of_column("VectorData", &id, description);
        let address = file.writer.references(addresses, attributes)?;
        self.add(name, address);
        Ok(())
    }
    /// An array whose first axis is the rows; `data` gives its bytes.
    pub fn array<W: Write + Seek>(
        &mut self,
        file: &mut File<W>,
        (name, description): (&str, &str),
        (kind, dims): (Kind, &[u64]),
        more: Attributes<'_>,
        data: impl FnMut(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()>,
    ) -> io::Result<()> {
        let id = file.object_id();
        let mut attributes = of_column("VectorData", &id, description);
        attributes.extend(more);
        let address = file.writer.array(kind, Some(dims), attributes, data)?;
        self.add(name, address);
        Ok(())
    }
    /// Makes column `name`, written before, a ragged one: the end of each row.
    pub fn index<W: Write + Seek>(
        &mut self,
        file: &mut File<W>,
        name: &str,
        ends: &[u64],
    ) -> io::Result<()> {
        let Some((_, target)) = self.children.iter().find(|(n, _)| n == name) else {
            return Err(io::Error::other("an index of a column that is not there"));
        };
        let target = *target;
        let id = file.object_id();
        let description = format!("end of each row in {name}");
        let mut attributes = of_column("VectorIndex", &id, &description);
        attributes.push(("target", Value::Object(target)));
        let address = file.writer.u64s(ends, attributes)?;
        self.children.push((format!("{name}_index"), address));
        Ok(())
    }
    /// Completes the table as an object of a type of the schema.
    pub fn finish<W: Write + Seek>(
        self,
        file: &mut File<W>,
        kind: (&str, &str),
        description: &str,
    ) -> io::Result<Address> {
        let attributes = vec![
            ("colnames", Value::Texts(&self.names)),
            ("description", Value::Text(description)),
        ];
        file.typed(&self.children, kind, attributes)
    }
}
