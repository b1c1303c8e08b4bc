//! Which panels there are and where they stand: what a session saves of them.

use crate::views;
use eframe::egui;
use egui_tiles::{Container, Tile, TileId, Tiles, Tree};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A panel: the view that it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pane(pub String);

/// The layouts that the program comes with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LayoutName {
    #[default]
    Browse,
    Balance,
    States,
    Seizure,
}

impl LayoutName {
    pub const ALL: [Self; 4] = [Self::Browse, Self::Balance, Self::States, Self::Seizure];
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Browse => "Browse",
            Self::Balance => "Balance",
            Self::States => "States",
            Self::Seizure => "Seizure",
        }
    }
    fn tree(self) -> Tree<Pane> {
        let mut tiles = Tiles::default();
        let mut pane = |id: &str| tiles.insert_pane(Pane(id.to_owned()));
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
        };
        Tree::new(
            eframe::egui::Id::unique(("layout", self.name())),
            root,
            tiles,
        )
    }
}

fn linear(tiles: &mut Tiles<Pane>, across: bool, children: &[(TileId, f32)]) -> TileId {
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

/// The layout that shows, and how each was rearranged by hand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layout {
    pub name: LayoutName,
    changed: BTreeMap<LayoutName, Tree<Pane>>,
}

impl Layout {
    pub fn tree_mut(&mut self) -> &mut Tree<Pane> {
        let name = self.name;
        self.changed.entry(name).or_insert_with(|| name.tree())
    }
    /// The layout as it was at first.
    pub fn reset(&mut self) {
        self.changed.remove(&self.name);
    }
    /// Views whose panels are there, whether or not a tab hides them.
    #[must_use]
    pub fn views(&self) -> Vec<&'static dyn views::AnyView> {
        let fresh;
        let tree = if let Some(tree) = self.changed.get(&self.name) {
            tree
        } else {
            fresh = self.name.tree();
            &fresh
        };
        views::all()
            .iter()
            .copied()
            .filter(|v| {
                tree.active_tiles().into_iter().any(
                    |id| matches!(tree.tiles.get(id), Some(Tile::Pane(p)) if p.0 == v.info().id),
                )
            })
            .collect()
    }
    /// Shows a view: brings its panel to the front, or adds one where there is most room.
    pub fn show(&mut self, view: &str) {
        let tree = self.tree_mut();
        let here = tree
            .tiles
            .iter()
            .find_map(|(id, tile)| matches!(tile, Tile::Pane(p) if p.0 == view).then_some(*id));
        if let Some(id) = here {
            tree.make_active(|tile, _| tile == id);
            return;
        }
        let pane = tree.tiles.insert_pane(Pane(view.to_owned()));
        let Some((largest, size)) = largest(tree) else {
            tree.root = Some(pane);
            return;
        };
        // The new panel shares the place of the largest one, which keeps its number and share.
        if let Some(shown) = tree.tiles.remove(largest) {
            let both = vec![tree.tiles.insert_new(shown), pane];
            let shared = if size.y >= 2.0 * LEAST.y {
                Container::new_vertical(both)
            } else if size.x >= 2.0 * LEAST.x {
                Container::new_horizontal(both)
            } else {
                Container::new_tabs(both)
            };
            tree.tiles.insert(largest, Tile::Container(shared));
            tree.make_active(|tile, _| tile == pane);
        }
    }
    pub fn close(&mut self, view: &str) {
        let tree = self.tree_mut();
        let here: Vec<TileId> = tree
            .tiles
            .iter()
            .filter(|(_, tile)| matches!(tile, Tile::Pane(p) if p.0 == view))
            .map(|(id, _)| *id)
            .collect();
        for id in here {
            tree.remove_recursively(id);
        }
    }
}

/// Less than this, in points, and a panel shows little; then it becomes a tab.
const LEAST: egui::Vec2 = egui::vec2(420.0, 260.0);

/// The panel in sight with the largest area, and its size when last drawn (zero before that).
fn largest(tree: &Tree<Pane>) -> Option<(TileId, egui::Vec2)> {
    let size = |id| tree.tiles.rect(id).map_or(egui::Vec2::ZERO, |r| r.size());
    let panels = tree
        .active_tiles()
        .into_iter()
        .filter(|id| matches!(tree.tiles.get(*id), Some(Tile::Pane(_))))
        .map(|id| (id, size(id)));
    panels.reduce(|a, b| if b.1.x * b.1.y > a.1.x * a.1.y { b } else { a })
}
