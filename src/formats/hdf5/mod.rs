//! The one place that knows the HDF5 crate: groups, datasets, attributes and windows of them.
//!
//! Sizes declared in a file are never trusted. Whatever is read whole is first charged to an
//! allowance of four times the size of the file (`File::charge`), so that no damaged file makes the
//! reader allocate more. Windows of fields (`Dataset::window`) have bounds of their own.

mod fault;
mod filters;
pub mod values;
pub(super) mod write;

use crate::formats::plain_file;
use hdf5_reader::error::Error;
use hdf5_reader::messages::HdfMessage;
use hdf5_reader::messages::attribute::AttributeMessage;
use hdf5_reader::messages::link::LinkTarget;
use hdf5_reader::{Datatype, Hdf5File, OpenOptions, SliceInfo, SliceInfoElem};
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use values::Wide;

pub(super) use fault::Fault;
pub(super) use values::{Layout, half};

/// Part of the allowance that does not depend on the size of the file.
const SMALL_CHANGE: u64 = 256 << 10;
/// Chunks this small are always decoded; larger ones only when the file is large, too.
const CHUNK_FLOOR: u64 = 1 << 20;
const CHUNK_CEILING: u64 = 256 << 20;

/// An open file.
#[derive(Clone)]
pub(super) struct File {
    inner: Hdf5File,
    shared: Arc<Shared>,
}

struct Shared {
    /// Bytes on the disk.
    bytes: u64,
    /// Bytes that may yet be allocated.
    allowance: AtomicU64,
}

impl File {
    /// Opens a file whose values are read once; `cache_bytes` is for chunks read again and again.
    pub fn open(path: &Path, cache_bytes: usize) -> Result<Self, Error> {
        Self::open_for(path, cache_bytes, None)
    }
    /// As [`Self::open`], with a larger allowance where a person asked for what takes it.
    pub fn open_for(path: &Path, cache_bytes: usize, memory: Option<u64>) -> Result<Self, Error> {
        let bytes = plain_file::open(path)?.metadata()?.len();
        let allowance = bytes.saturating_mul(4).saturating_add(SMALL_CHANGE);
        let allowance = allowance.max(memory.unwrap_or(0));
        let limit = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let chunk = bytes.saturating_mul(4).clamp(CHUNK_FLOOR, CHUNK_CEILING);
        let options = OpenOptions::default()
            .with_filter_registry(filters::registry(limit(chunk)))
            .with_chunk_cache_bytes(cache_bytes)
            .with_max_read_bytes(limit(allowance))
            .with_max_object_header_bytes(limit(allowance.min(64 << 20)))
            .with_max_chunk_bytes(limit(chunk));
        Ok(Self {
            inner: Hdf5File::open_with_options(path, options)?,
            shared: Arc::new(Shared {
                bytes,
                allowance: AtomicU64::new(allowance),
            }),
        })
    }
    /// Bytes on the disk.
    pub fn bytes(&self) -> u64 {
        self.shared.bytes
    }
    pub fn root(&self) -> Result<Group, Fault> {
        let inner = self.inner.root_group().map_err(|e| Fault::read("/", &e))?;
        Ok(Group {
            inner,
            file: self.clone(),
            path: String::new(),
            attributes: Arc::default(),
        })
    }
    /// A dataset by its full path.
    pub fn dataset(&self, path: &str) -> Result<Dataset, Fault> {
        let inner = self
            .inner
            .dataset(path)
            .map_err(|e| Fault::read(path, &e))?;
        Ok(Dataset {
            inner,
            file: self.clone(),
            path: path.to_owned(),
            attributes: Arc::default(),
        })
    }
    /// Takes `bytes` from the allowance, on behalf of `object`.
    pub fn charge(&self, bytes: u64, object: &str) -> Result<(), Fault> {
        self.shared
            .allowance
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(bytes)
            })
            .map(|_| ())
            .map_err(|left| {
                Fault::new(
                    object,
                    format!("at most {left} more bytes in a file of {}", self.bytes()),
                    format!("{bytes} bytes declared"),
                )
            })
    }
    /// Bytes that may yet be charged.
    pub fn left(&self) -> u64 {
        self.shared.allowance.load(Ordering::Relaxed)
    }
    /// Gives back what [`Self::charge`] took, when the values are dropped again.
    pub fn refund(&self, bytes: u64) {
        self.shared.allowance.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// A group, with its path for messages ("" for the root).
#[derive(Clone)]
pub(super) struct Group {
    inner: hdf5_reader::group::Group,
    file: File,
    path: String,
    attributes: Arc<OnceLock<Vec<AttributeMessage>>>,
}

/// True when the error only says that there is no such object.
fn is_absent(error: &Error) -> bool {
    match error {
        Error::GroupNotFound(_) | Error::DatasetNotFound(_) => true,
        Error::Context { source, .. } => is_absent(source),
        _ => false,
    }
}

/// `None` for an object that does not exist.
fn there<T>(found: Result<T, Error>, path: &str) -> Result<Option<T>, Fault> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(e) if is_absent(&e) => Ok(None),
        Err(e) => Err(Fault::read(path, &e)),
    }
}

impl Group {
    pub fn path(&self) -> &str {
        if self.path.is_empty() {
            "/"
        } else {
            &self.path
        }
    }
    pub fn child_path(&self, name: &str) -> String {
        format!("{}/{name}", self.path)
    }
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
    pub fn address(&self) -> u64 {
        self.inner.address()
    }
    /// `None` when there is no such group.
    pub fn group(&self, name: &str) -> Result<Option<Self>, Fault> {
        let path = self.child_path(name);
        let inner = self.inner.group(name);
        Ok(there(inner, &path)?.map(|inner| Self {
            inner,
            file: self.file.clone(),
            path,
            attributes: Arc::default(),
        }))
    }
    /// `None` when there is no such dataset.
    pub fn dataset(&self, name: &str) -> Result<Option<Dataset>, Fault> {
        let path = self.child_path(name);
        let inner = self.inner.dataset(name);
        Ok(there(inner, &path)?.map(|inner| Dataset {
            inner,
            file: self.file.clone(),
            path,
            attributes: Arc::default(),
        }))
    }
    /// Names of the child groups and of the child datasets.
    pub fn children(&self) -> Result<(Vec<String>, Vec<String>), Fault> {
        let (mut groups, mut datasets) = self
            .inner
            .member_names()
            .map_err(|e| Fault::read(self.path(), &e))?;
        groups.sort_unstable();
        datasets.sort_unstable();
        Ok((groups, datasets))
    }
    /// The child groups and datasets themselves, opened in one go, with their addresses: what
    /// object references point to. Those that cannot be opened are left out.
    pub fn members(&self) -> Result<Members, Fault> {
        let (groups, datasets) = self.children()?;
        let mut members = Members::default();
        for name in groups {
            if let Ok(Some(group)) = self.group(&name) {
                members.groups.insert(group.address(), group);
            }
        }
        for name in datasets {
            if let Ok(Some(dataset)) = self.dataset(&name) {
                members.datasets.insert(dataset.inner.address(), dataset);
            }
        }
        Ok(members)
    }
    /// Links to other files among the children: name, file.
    pub fn external_links(&self) -> Vec<(String, String)> {
        let Ok(header) = self.file.inner.get_or_parse_header(self.address()) else {
            return Vec::new();
        };
        header
            .messages
            .iter()
            .filter_map(|message| match message {
                HdfMessage::Link(link) => match &link.target {
                    LinkTarget::External { filename, .. } => {
                        Some((link.name.clone(), filename.clone()))
                    }
                    _ => None,
                },
                _ => None,
            })
            .collect()
    }
}

/// Objects by their addresses, which references hold.
#[derive(Default)]
pub(super) struct Members {
    pub groups: HashMap<u64, Group>,
    pub datasets: HashMap<u64, Dataset>,
}

/// A dataset, with its path for messages.
#[derive(Clone)]
pub(super) struct Dataset {
    inner: hdf5_reader::Dataset,
    file: File,
    path: String,
    attributes: Arc<OnceLock<Vec<AttributeMessage>>>,
}

impl Dataset {
    pub fn path(&self) -> &str {
        &self.path
    }
    pub fn file(&self) -> &File {
        &self.file
    }
    pub fn shape(&self) -> &[u64] {
        self.inner.shape()
    }
    /// Number of elements.
    pub fn count(&self) -> Result<u64, Fault> {
        self.inner
            .num_elements()
            .map_err(|e| Fault::read(&self.path, &e))
    }
    /// Bytes the file declares for it.
    pub fn declared_bytes(&self) -> Result<u64, Fault> {
        let element = self
            .inner
            .raw_element_size()
            .map_err(|e| Fault::read(&self.path, &e))?;
        Ok(self.count()?.saturating_mul(element as u64))
    }
    /// Sizes of a chunk along each axis; `None` when stored in one piece.
    pub fn chunk(&self) -> Option<Vec<u64>> {
        let chunk = self.inner.chunks()?;
        Some(chunk.into_iter().map(u64::from).collect())
    }
    pub fn is_text(&self) -> bool {
        values::is_text(self.inner.dtype())
    }
    pub fn is_number(&self) -> bool {
        values::is_number(self.inner.dtype())
    }
    /// How its numbers are stored, and whether the first byte is the most significant one.
    pub fn stored(&self) -> Option<(Layout, bool)> {
        values::layout(self.inner.dtype())
    }
    /// True for object references.
    pub fn is_reference(&self) -> bool {
        matches!(self.inner.dtype(), Datatype::Reference { .. })
    }
    /// The bytes as they are stored. The caller has charged for them.
    pub fn raw(&self) -> Result<Vec<u8>, Fault> {
        self.inner
            .read_raw_bytes()
            .map_err(|e| Fault::read(&self.path, &e))
    }
    fn mismatch(&self, expected: &str) -> Fault {
        Fault::new(&self.path, expected, values::name(self.inner.dtype()))
    }
    /// Every number of a list that is stored in one piece as such, without a copy in between;
    /// `None` for all others. The caller has charged for it.
    pub fn in_one_piece(&self) -> Option<Result<Vec<f64>, Fault>> {
        let simple = matches!(self.inner.dtype(), Datatype::FloatingPoint { size: 8, .. });
        if !simple || self.chunk().is_some() {
            return None;
        }
        let count = usize::try_from(self.count().ok()?).ok()?;
        let mut values = vec![0.0; count];
        let read = self.inner.read_into::<f64>(&mut values);
        Some(
            read.map(|()| values)
                .map_err(|e| Fault::read(&self.path, &e)),
        )
    }
    /// Every number, widened, in the order of the file.
    pub fn numbers(&self) -> Result<Vec<f64>, Fault> {
        if !self.is_number() {
            return Err(self.mismatch("numbers"));
        }
        self.file
            .charge(self.count()?.saturating_mul(8), &self.path)?;
        values::numbers(&self.raw()?, self.inner.dtype()).ok_or_else(|| self.mismatch("numbers"))
    }
    /// Every value as text: texts as they are, integers in full, other numbers as short as can be.
    pub fn texts(&self) -> Result<Vec<String>, Fault> {
        let dtype = self.inner.dtype();
        let count = self.count()?;
        self.file
            .charge(count.saturating_mul(size_of::<String>() as u64), &self.path)?;
        let raw = self.raw()?;
        if values::is_integer(dtype) {
            return values::integers_as_text(&raw, dtype).ok_or_else(|| self.mismatch("integers"));
        }
        if let Some(numbers) = values::numbers(&raw, dtype) {
            return Ok(numbers.iter().map(f64::to_string).collect());
        }
        decode_texts(
            &self.file,
            &self.path,
            &raw,
            dtype,
            self.inner.vlen_reference_size(),
            |reference| self.inner.resolve_vlen_reference_bytes(reference, 1),
        )
        .ok_or_else(|| self.mismatch("text"))?
    }
    /// Every object reference, as an address to compare with [`Group::address`].
    pub fn references(&self) -> Result<Vec<u64>, Fault> {
        let expected = "object references";
        self.file
            .charge(self.count()?.saturating_mul(8), &self.path)?;
        values::references(&self.raw()?, self.inner.dtype()).ok_or_else(|| self.mismatch(expected))
    }
    /// The numbers of a hyperslab (one range an axis), in the order of the file. Chunks are
    /// decoded on several threads.
    pub fn window(&self, ranges: &[Range<u64>]) -> Result<Vec<f64>, Fault> {
        if !self.is_number() {
            return Err(self.mismatch("numbers"));
        }
        let selection = SliceInfo {
            selections: ranges
                .iter()
                .map(|r| SliceInfoElem::Slice {
                    start: r.start,
                    end: r.end,
                    step: 1,
                })
                .collect(),
        };
        let fault = |e: Error| Fault::read(&self.path, &e);
        if matches!(self.inner.dtype(), Datatype::FloatingPoint { size: 8, .. }) {
            let array = self
                .inner
                .read_slice_parallel::<f64>(&selection)
                .map_err(fault)?;
            return Ok(array.into_raw_vec_and_offset().0);
        }
        let array = self
            .inner
            .read_slice_parallel::<Wide>(&selection)
            .map_err(fault)?;
        let values = array.into_raw_vec_and_offset().0;
        Ok(values.into_iter().map(|w| w.0).collect())
    }
}

/// Texts of variable length are charged for before they are fetched: many references may point to
/// one long text.
fn decode_texts(
    file: &File,
    path: &str,
    raw: &[u8],
    dtype: &Datatype,
    reference_size: usize,
    resolve: impl Fn(&[u8]) -> Result<Vec<u8>, Error>,
) -> Option<Result<Vec<String>, Fault>> {
    values::texts(raw, dtype, reference_size, |reference| {
        let length = reference
            .first_chunk::<4>()
            .map_or(0, |bytes| u32::from_le_bytes(*bytes));
        file.charge(u64::from(length), path)?;
        resolve(reference).map_err(|e| Fault::read(path, &e))
    })
}

/// What groups and datasets have in common: attributes. One that cannot be read counts as absent.
pub(super) trait AttributeOwner {
    fn load(&self) -> &[AttributeMessage];
    fn resolve(&self, reference: &[u8]) -> Result<Vec<u8>, Error>;
    fn owner(&self) -> (&File, &str);

    fn attribute(&self, name: &str) -> Option<&AttributeMessage> {
        self.load().iter().find(|a| a.name == name)
    }
    fn text_attributes(&self, name: &str) -> Vec<String> {
        let (file, path) = self.owner();
        self.attribute(name)
            .and_then(|a| {
                let reference_size = 8 + usize::from(file.inner.superblock().offset_size);
                decode_texts(file, path, &a.raw_data, &a.datatype, reference_size, |r| {
                    self.resolve(r)
                })
            })
            .and_then(Result::ok)
            .unwrap_or_default()
    }
    fn text_attribute(&self, name: &str) -> Option<String> {
        self.text_attributes(name).into_iter().next()
    }
    fn number_attribute(&self, name: &str) -> Option<f64> {
        let a = self.attribute(name)?;
        values::numbers(&a.raw_data, &a.datatype)?.first().copied()
    }
    /// The NWB type the object says it is.
    fn neurodata_type(&self) -> String {
        self.text_attribute("neurodata_type").unwrap_or_default()
    }
}

fn messages(raw: Result<Vec<hdf5_reader::RawAttribute>, Error>) -> Vec<AttributeMessage> {
    raw.unwrap_or_default()
        .into_iter()
        .map(|a| a.into_parts().0)
        .collect()
}

impl AttributeOwner for Group {
    fn load(&self) -> &[AttributeMessage] {
        self.attributes
            .get_or_init(|| messages(self.inner.raw_attributes()))
    }
    fn resolve(&self, reference: &[u8]) -> Result<Vec<u8>, Error> {
        self.inner.resolve_vlen_reference_bytes(reference, 1)
    }
    fn owner(&self) -> (&File, &str) {
        (&self.file, self.path())
    }
}

impl AttributeOwner for Dataset {
    fn load(&self) -> &[AttributeMessage] {
        self.attributes
            .get_or_init(|| messages(self.inner.raw_attributes()))
    }
    fn resolve(&self, reference: &[u8]) -> Result<Vec<u8>, Error> {
        self.inner.resolve_vlen_reference_bytes(reference, 1)
    }
    fn owner(&self) -> (&File, &str) {
        (&self.file, &self.path)
    }
}
