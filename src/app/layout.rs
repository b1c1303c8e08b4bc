//! Which panels there are and where they stand: what a session saves of them.

use crate::views::{self, AnyView};
use eframe::egui;
use egui_tiles::{Container, Tile, TileId, Tiles, Tree};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Identifies a panel among those of all layouts; 0 is none.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct PanelId(pub u64);

/// A place in a layout, and the view that it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "SavedPanel")]
pub struct Panel {
    pub id: PanelId,
    /// [`Info::id`](views::Info::id) of the view.
    pub view: String,
}

impl Panel {
    /// `None` where a session names a view that this version does not know.
    pub fn view(&self) -> Option<&'static dyn AnyView> {
        views::by_id(&self.view)
    }
    pub fn shows(&self, view: &str) -> bool {
        self.view == view
    }
}

/// A panel in a session file.
#[derive(Deserialize)]
#[serde(untagged)]
enum SavedPanel {
    /// Of a version in which panels had no ids: the view.
    View(String),
    Panel {
        id: PanelId,
        view: String,
    },
}

impl From<SavedPanel> for Panel {
    fn from(saved: SavedPanel) -> Self {
        match saved {
            SavedPanel::Panel { id, view } => Self { id, view },
            SavedPanel::View(view) => Self {
                id: PanelId::default(),
                view,
            },
        }
    }
}

/// The layouts that the program comes with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LayoutName {
    #[default]
    Browse,
    Balance,
    States,
    Seizure,
    Models,
    RateChaos,
}

impl LayoutName {
    pub const ALL: [Self; 6] = [
        Self::Browse,
        Self::Balance,
        Self::States,
        Self::Seizure,
        Self::Models,
        Self::RateChaos,
    ];
    pub fn name(self) -> &'static str {
        match self {
            Self::Browse => "Browse",
            Self::Balance => "Balance",
            Self::States => "States",
            Self::Seizure => "Seizure",
            Self::Models => "Models",
            Self::RateChaos => "Rate chaos",
        }
    }
    pub fn tree(self) -> Tree<Panel> {
        let mut tiles = Tiles::default();
        // Each layout has a hundred ids of its own, all below those of panels added later.
        let mut id = 100 * (self as u64 + 1);
        let mut pane = |view: &str| {
            id += 1;
            let view = view.to_owned();
            tiles.insert_pane(Panel {
                id: PanelId(id),
                view,
            })
        };
        let root = match self {
            Self::Browse => {
                let browse = pane("browse");
                let (plane, ensembles) = (pane("balance-plane"), pane("ensembles"));
                let right = linear(&mut tiles, false, &[(plane, 1.55), (ensembles, 1.0)]);
                linear(&mut tiles, true, &[(browse, 1.35), (right, 1.0)])
            }
            Self::Balance => {
                let (plane, collapse) = (pane("balance-plane"), pane("collapse"));
                let (variance, partition) = (pane("variance"), pane("partition"));
                let left = linear(&mut tiles, false, &[(plane, 1.2), (variance, 1.0)]);
                let right = linear(&mut tiles, false, &[(collapse, 1.2), (partition, 1.0)]);
                linear(&mut tiles, true, &[(left, 1.0), (right, 1.0)])
            }
            Self::States => {
                let (matrix, mncm, deviation) = (pane("matrix"), pane("mncm"), pane("deviation"));
                let left = linear(&mut tiles, false, &[(matrix, 1.0), (deviation, 1.0)]);
                linear(&mut tiles, true, &[(left, 1.0), (mncm, 1.15)])
            }
            // One time axis down the left, where the panels are of one width.
            Self::Seizure => {
                let (coherence, map) = (pane("coherence"), pane("seizure-map"));
                let (raster, trend) = (pane("event-raster"), pane("trend"));
                let trajectory = pane("trajectory");
                let coordination = pane("coordination");
                let down = [(coherence, 1.1), (map, 0.9), (raster, 1.1), (trend, 1.0)];
                let left = linear(&mut tiles, false, &down);
                let down = [(trajectory, 1.25), (coordination, 1.0)];
                let right = linear(&mut tiles, false, &down);
                linear(&mut tiles, true, &[(left, 1.4), (right, 1.0)])
            }
            Self::Models => {
                let (browse, matrix) = (pane("browse"), pane("matrix"));
                let plane = pane("balance-plane");
                let views = [
                    "cross-correlogram",
                    "cell-input",
                    "rate-units",
                    "irregularity",
                    "correlation",
                ];
                let tabs = views.map(pane).to_vec();
                let tabs = tiles.insert_tab_tile(tabs);
                let left = linear(&mut tiles, false, &[(browse, 1.7), (matrix, 1.0)]);
                let right = linear(&mut tiles, false, &[(plane, 1.2), (tabs, 1.0)]);
                linear(&mut tiles, true, &[(left, 1.25), (right, 1.0)])
            }
            Self::RateChaos => {
                let (units, cloud) = (pane("rate-units"), pane("eigenvalue-cloud"));
                let exponents = pane("lyapunov-exponents");
                let tabs = ["mean-field", "rate-limit", "mean-modes"]
                    .map(pane)
                    .to_vec();
                let tabs = tiles.insert_tab_tile(tabs);
                let left = linear(&mut tiles, false, &[(units, 1.0), (tabs, 1.0)]);
                let right = linear(&mut tiles, false, &[(cloud, 1.2), (exponents, 1.0)]);
                linear(&mut tiles, true, &[(left, 1.0), (right, 1.0)])
            }
        };
        Tree::new(
            eframe::egui::Id::unique(("layout", self.name())),
            root,
            tiles,
        )
    }
}

fn linear(tiles: &mut Tiles<Panel>, across: bool, children: &[(TileId, f32)]) -> TileId {
    let direction = if across {
        egui_tiles::LinearDir::Horizontal
    } else {
        egui_tiles::LinearDir::Vertical
    };
    let mut container =
        egui_tiles::Linear::new(direction, children.iter().map(|(id, _)| *id).collect());
    for &(id, share) in children {
        container.shares.set_share(id, share);
    }
    tiles.insert_container(container)
}

/// Ids from here on are those of panels that were added.
const FIRST_ADDED: u64 = 1000;

/// The layout that shows, and how each was rearranged by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    pub name: LayoutName,
    changed: BTreeMap<LayoutName, Tree<Panel>>,
    /// Id of the panel that is added next.
    next: u64,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            name: LayoutName::default(),
            changed: BTreeMap::new(),
            next: FIRST_ADDED,
        }
    }
}

impl Layout {
    pub fn tree_mut(&mut self) -> &mut Tree<Panel> {
        let name = self.name;
        self.changed.entry(name).or_insert_with(|| name.tree())
    }
    /// The layout as it was at first.
    pub fn reset(&mut self) {
        self.changed.remove(&self.name);
    }
    /// Gives panels from a session file their ids, each another one.
    pub fn mend(&mut self) {
        let mut panels: Vec<&mut Panel> = Vec::new();
        for tree in self.changed.values_mut() {
            panels.extend(tree.tiles.tiles_mut().filter_map(|tile| match tile {
                Tile::Pane(panel) => Some(panel),
                Tile::Container(_) => None,
            }));
        }
        let ids = panels.iter().map(|p| p.id.0);
        let mut next = ids.fold(self.next.max(FIRST_ADDED), |next, id| next.max(id + 1));
        let mut taken = BTreeSet::from([PanelId::default()]);
        for panel in panels {
            if !taken.insert(panel.id) {
                panel.id = PanelId(next);
                next += 1;
            }
        }
        self.next = next;
    }
    /// The panels that show, in the order of the list of views; not those behind another one.
    pub fn panels(&self) -> Vec<Panel> {
        let fresh = self.fresh();
        let Some(tree) = fresh.as_ref().or(self.changed.get(&self.name)) else {
            return Vec::new();
        };
        let place = |panel: &Panel| views::all().iter().position(|v| v.info().id == panel.view);
        let active = tree.active_tiles().into_iter();
        let mut panels: Vec<Panel> = active
            .filter_map(|id| match tree.tiles.get(id) {
                Some(Tile::Pane(panel)) if panel.view().is_some() => Some(panel.clone()),
                _ => None,
            })
            .collect();
        panels.sort_by_key(|panel| (place(panel), panel.id));
        panels
    }
    /// The panel with that id, where it shows.
    pub fn panel(&self, id: PanelId) -> Option<Panel> {
        self.panels().into_iter().find(|panel| panel.id == id)
    }
    /// What all panels of the layout are called: the titles of their views, with a number where a
    /// view stands more than once.
    pub fn names(&self) -> BTreeMap<PanelId, String> {
        let mut names = BTreeMap::new();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let fresh = self.fresh();
        let tree = fresh.as_ref().or(self.changed.get(&self.name));
        let tiles = tree.into_iter().flat_map(|tree| tree.tiles.tiles());
        let panels = tiles.filter_map(|tile| match tile {
            Tile::Pane(panel) => Some((panel.id, panel)),
            Tile::Container(_) => None,
        });
        for (id, panel) in panels.collect::<BTreeMap<_, _>>() {
            let count = counts.entry(&panel.view).or_default();
            *count += 1;
            let title = panel.view().map_or(panel.view.as_str(), |v| v.info().title);
            names.insert(
                id,
                match count {
                    1 => title.to_owned(),
                    _ => format!("{title} {count}"),
                },
            );
        }
        names
    }
    /// The layout as it comes with the program, unless it was rearranged.
    fn fresh(&self) -> Option<Tree<Panel>> {
        (!self.changed.contains_key(&self.name)).then(|| self.name.tree())
    }
    /// Shows a view: brings its panel to the front, or adds one where there is most room.
    pub fn show(&mut self, view: &str) {
        let tree = self.tree_mut();
        if let Some(tile) = tile(tree, |panel| panel.view == view) {
            tree.make_active(|id, _| id == tile);
            return;
        }
        let at = largest(tree);
        self.add(view.to_owned(), at, true);
    }
    /// Shows the view of a panel a second time, beside it; gives the id of the new panel.
    pub fn duplicate(&mut self, id: PanelId) -> Option<PanelId> {
        let tree = self.tree_mut();
        let at = tile(tree, |panel| panel.id == id)?;
        let Some(Tile::Pane(panel)) = tree.tiles.get(at) else {
            return None;
        };
        let (view, size) = (panel.view.clone(), size(tree, at));
        Some(self.add(view, Some((at, size)), false))
    }
    /// Adds a panel that shares the place of another one, which keeps its number and share; where
    /// there is little room it may stand in front of it.
    fn add(&mut self, view: String, at: Option<(TileId, egui::Vec2)>, may_hide: bool) -> PanelId {
        let id = PanelId(self.next);
        self.next += 1;
        let tree = self.tree_mut();
        let pane = tree.tiles.insert_pane(Panel { id, view });
        let Some((shared, size)) = at else {
            tree.root = Some(pane);
            return id;
        };
        if let Some(shown) = tree.tiles.remove(shared) {
            let both = vec![tree.tiles.insert_new(shown), pane];
            let container = if size.y >= 2.0 * LEAST.y {
                Container::new_vertical(both)
            } else if size.x >= 2.0 * LEAST.x {
                Container::new_horizontal(both)
            } else if may_hide {
                Container::new_tabs(both)
            } else {
                Container::new_vertical(both)
            };
            tree.tiles.insert(shared, Tile::Container(container));
            tree.make_active(|tile, _| tile == pane);
        }
        id
    }
    pub fn close(&mut self, id: PanelId) {
        let tree = self.tree_mut();
        if let Some(tile) = tile(tree, |panel| panel.id == id) {
            tree.remove_recursively(tile);
        }
    }
}

/// Less than this, in points, and a panel shows little; then it becomes a tab.
const LEAST: egui::Vec2 = egui::vec2(420.0, 260.0);

/// The tile of the first panel of that kind.
fn tile(tree: &Tree<Panel>, is_meant: impl Fn(&Panel) -> bool) -> Option<TileId> {
    let panels = tree.tiles.iter().filter_map(|(tile, shown)| match shown {
        Tile::Pane(panel) if is_meant(panel) => Some((panel.id, *tile)),
        _ => None,
    });
    panels.min_by_key(|(id, _)| *id).map(|(_, tile)| tile)
}

/// How large a tile was when last drawn; zero before that.
fn size(tree: &Tree<Panel>, tile: TileId) -> egui::Vec2 {
    tree.tiles.rect(tile).map_or(egui::Vec2::ZERO, |r| r.size())
}

/// The panel in sight with the largest area, and its size.
fn largest(tree: &Tree<Panel>) -> Option<(TileId, egui::Vec2)> {
    let panels = tree
        .active_tiles()
        .into_iter()
        .filter(|id| matches!(tree.tiles.get(*id), Some(Tile::Pane(_))))
        .map(|id| (id, size(tree, id)));
    panels.reduce(|a, b| if b.1.x * b.1.y > a.1.x * a.1.y { b } else { a })
}
