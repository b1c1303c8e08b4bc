//! Which files make up a session, by their names.

use crate::formats::folder::{folder_of, names_in};
use crate::formats::positional_file::{PositionalFile, name_of};
use crate::formats::{Format, RecordingFile, buzcode, phy};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Entries of a folder that are looked into.
const MOST_FOLDERS: usize = 1 << 10;
/// What the parameters begin with, within so many bytes.
const ROOT: &[u8] = b"<parameters";
const ROOT_WITHIN: u64 = 1 << 12;

/// What a file of a session holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Parameters,
    Times(u32),
    Clusters(u32),
    Features(u32),
    Waveforms(u32),
    /// `.eeg`, `.lfp`, `.dat`.
    Field,
    /// `.sts.REM`.
    States,
    /// `.rip.evt`.
    Events,
}

/// "rat.res.1" is the times of group 1 of "rat".
pub fn split(name: &str) -> Option<(&str, Role)> {
    let (front, last) = name.rsplit_once('.')?;
    let role = match last {
        "xml" => Role::Parameters,
        "eeg" | "lfp" | "dat" => Role::Field,
        "evt" => {
            // The kind of the event stands between, in three letters.
            let base = front
                .rsplit_once('.')
                .filter(|(b, k)| !b.is_empty() && k.len() <= 4);
            return Some((base.map_or(front, |b| b.0), Role::Events));
        }
        _ => {
            let (base, kind) = front.rsplit_once('.')?;
            let group = last.parse();
            let role = match (kind, group) {
                ("res", Ok(group)) => Role::Times(group),
                ("clu", Ok(group)) => Role::Clusters(group),
                ("fet", Ok(group)) => Role::Features(group),
                ("spk", Ok(group)) => Role::Waveforms(group),
                ("sts", _) => Role::States,
                // NeuroScope also takes the kind of the event at the end.
                ("evt", _) => Role::Events,
                _ => return None,
            };
            return (!base.is_empty()).then_some((base, role));
        }
    };
    (!front.is_empty()).then_some((front, role))
}

/// The files of one spike group.
#[derive(Debug, Default)]
pub(super) struct GroupFiles {
    pub times: Option<PathBuf>,
    pub clusters: Option<PathBuf>,
    pub features: Option<PathBuf>,
    pub waveforms: Option<PathBuf>,
}

/// The file with the times of the spikes of a group, in samples.
#[derive(Clone, Debug)]
pub(super) enum Times {
    /// `.res`: one number a spike.
    List(PathBuf),
    /// `.fet`: after the number of features, the features of each spike, the last of which is its
    /// time.
    Features(PathBuf),
}

impl Times {
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::List(path) | Self::Features(path) => path,
        }
    }
}

impl GroupFiles {
    /// `None` where no file has the times.
    pub(super) fn times(&self) -> Option<Times> {
        let list = self.times.clone().map(Times::List);
        list.or_else(|| self.features.clone().map(Times::Features))
    }
}

/// The files of one session.
#[derive(Debug, Default)]
pub(super) struct Session {
    pub base: String,
    pub parameters: Option<PathBuf>,
    pub groups: BTreeMap<u32, GroupFiles>,
    pub fields: Vec<PathBuf>,
    pub states: Vec<PathBuf>,
    pub events: Vec<PathBuf>,
    /// What CellExplorer keeps beside it.
    pub matlab: Vec<PathBuf>,
    /// The only folder beside it that holds a sorting, where it has no clusters itself.
    pub sorting: Option<PathBuf>,
    /// How many other sessions are in the folder that was opened.
    pub others: usize,
}

/// Whether a file holds the parameters of a session.
fn is_parameters(path: &Path) -> bool {
    let head = PositionalFile::open(path).and_then(|i| i.up_to(0, ROOT_WITHIN));
    head.is_ok_and(|h| h.windows(ROOT.len()).any(|w| w == ROOT))
}

/// Whether a file belongs to a session: its parameters lie beside it, or it is spike times with
/// clusters beside them.
pub(super) fn is_part(path: &Path) -> bool {
    let name = name_of(path);
    let Some((base, role)) = split(&name) else {
        return false;
    };
    if is_parameters(&folder_of(path).join(format!("{base}.xml"))) {
        return true;
    }
    let beside = |kind: &str, group: u32| folder_of(path).join(format!("{base}.{kind}.{group}"));
    match role {
        Role::Times(group) | Role::Features(group) => beside("clu", group).is_file(),
        Role::Clusters(group) | Role::Waveforms(group) => {
            beside("res", group).is_file() || beside("fet", group).is_file()
        }
        _ => false,
    }
}

/// The names of the sessions in a folder that holds these names: those with parameters and
/// something else, or with spike times and clusters.
pub(super) fn sessions(folder: &Path, names: &[String]) -> Vec<String> {
    let mut roles = BTreeMap::<&str, Vec<Role>>::new();
    for name in names {
        if let Some((base, role)) = split(name) {
            roles.entry(base).or_default().push(role);
        }
    }
    let holds = |roles: &[Role]| {
        let is_times = |r: &Role| matches!(r, Role::Times(_) | Role::Features(_));
        let times = roles.iter().any(is_times);
        let clusters = roles.iter().any(|r| matches!(r, Role::Clusters(_)));
        let field = roles.contains(&Role::Field);
        (
            times && clusters,
            roles.contains(&Role::Parameters) && (times || field),
        )
    };
    roles
        .iter()
        .filter(|(base, roles)| {
            let (spikes, described) = holds(roles);
            spikes || described && is_parameters(&folder.join(format!("{base}.xml")))
        })
        .map(|(base, _)| (*base).to_owned())
        .collect()
}

impl Session {
    /// The session that a path stands for: that of the file, or of a folder the one of its name,
    /// else the first.
    pub(super) fn from_path(path: &Path) -> Option<Self> {
        let is_folder = path.is_dir();
        let folder = if is_folder { path } else { folder_of(path) };
        let names = names_in(folder).unwrap_or_default();
        let mut others = 0;
        let base = if is_folder {
            let all = sessions(folder, &names);
            others = all.len().saturating_sub(1);
            let own = all.iter().find(|b| **b == name_of(path));
            own.or(all.first())?.clone()
        } else {
            split(&name_of(path))?.0.to_owned()
        };
        // The only session of a folder may have another name in MATLAB.
        let all = if is_folder && others == 0 {
            &names[..]
        } else {
            &[]
        };
        let mut session = Self {
            base: base.clone(),
            matlab: buzcode::session_files_or_only(folder, &base, all),
            others,
            ..Self::default()
        };
        for name in &names {
            let path = folder.join(name);
            // The kind of an event may be a word of any length.
            let rest = name.strip_prefix(base.as_str());
            let is_event =
                rest.is_some_and(|r| r.starts_with('.') && r.rsplit('.').next() == Some("evt"));
            match split(name) {
                Some((b, role)) if (b == base || is_event) && path.is_file() => {
                    session.add(role, path);
                }
                _ => {}
            }
        }
        if session.groups.is_empty() {
            let folders = names.iter().map(|n| folder.join(n)).take(MOST_FOLDERS);
            let mut sortings = folders.filter(|p| p.is_dir() && phy::is_sorting(p));
            let first = sortings.next();
            session.sorting = first.filter(|_| sortings.next().is_none());
        }
        if session
            .parameters
            .as_deref()
            .is_some_and(|p| !is_parameters(p))
        {
            session.parameters = None;
        }
        if session.parameters.is_none() {
            let xml = |n: &&String| {
                Path::new(n.as_str())
                    .extension()
                    .is_some_and(|e| e == "xml")
            };
            let all = names.iter().filter(xml).map(|n| folder.join(n));
            let mut all = all.take(MOST_FOLDERS).filter(|p| is_parameters(p));
            session.parameters = all.next().filter(|_| all.next().is_none());
        }
        Some(session)
    }

    fn add(&mut self, role: Role, path: PathBuf) {
        match role {
            Role::Parameters => self.parameters = Some(path),
            Role::Times(group) => self.groups.entry(group).or_default().times = Some(path),
            Role::Clusters(group) => self.groups.entry(group).or_default().clusters = Some(path),
            Role::Features(group) => self.groups.entry(group).or_default().features = Some(path),
            Role::Waveforms(group) => self.groups.entry(group).or_default().waveforms = Some(path),
            Role::Field => self.fields.push(path),
            Role::States => self.states.push(path),
            Role::Events => self.events.push(path),
        }
    }

    pub(super) fn files(&self) -> Vec<RecordingFile> {
        // Features are read only where they stand for the times.
        let spikes = self.groups.values().flat_map(|g| {
            let times = g.times.as_ref().or(g.features.as_ref());
            [times, g.clusters.as_ref()]
        });
        let whole = spikes
            .flatten()
            .chain(&self.parameters)
            .chain(&self.states)
            .chain(&self.events)
            .chain(&self.matlab)
            .map(|p| (p, false));
        let raw = self
            .fields
            .iter()
            .chain(self.groups.values().flat_map(|g| &g.waveforms));
        let own = whole.chain(raw.map(|p| (p, true)));
        let own = own.map(|(path, is_raw)| RecordingFile {
            path: path.clone(),
            is_raw,
        });
        let sorting = self.sorting.iter().flat_map(|p| phy::Phy.files(p));
        own.chain(sorting).collect()
    }
}
