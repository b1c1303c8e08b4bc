//! The order of the rooms, and no large circle of files that import one another. Read from the
//! source: `use` trees and the paths in between, re-exports followed to where a thing is defined.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The lowest first; each room may use those before it.
const ROOMS: [&str; 9] = [
    "recording",
    "formats",
    "plot",
    "analysis",
    "models",
    "views",
    "compute",
    "app",
    "cli",
];
/// Files that may import one another in a circle: a folder's `mod.rs` and its children.
const MOST_IN_A_CIRCLE: usize = 4;

type Module = Vec<String>;

/// What a file mentions: paths, each with the name it has here and whether it is only passed on.
struct Mention {
    path: Vec<String>,
    name: String,
    passed_on: bool,
}

type Files = BTreeMap<Module, Vec<Mention>>;

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The parts of a list that no brace holds together.
fn parts(list: &str) -> Vec<&str> {
    let mut depth = 0;
    list.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
    .collect()
}

/// The paths of a `use` tree, each with its name.
fn expand(tree: &str) -> Vec<(Vec<String>, String)> {
    let words = |path: &str| -> Vec<String> {
        let words = path.split("::").map(str::trim).filter(|w| !w.is_empty());
        words.map(str::to_owned).collect()
    };
    if let Some((stem, list)) = tree.split_once('{') {
        let list = list.rsplit_once('}').map_or(list, |(list, _)| list);
        let below = parts(list).into_iter().flat_map(expand);
        return below
            .map(|(path, name)| {
                let is_stem = path == ["self"];
                let path = [words(stem), if is_stem { Vec::new() } else { path }].concat();
                let name = if is_stem {
                    path.last().cloned().unwrap_or_default()
                } else {
                    name
                };
                (path, name)
            })
            .collect();
    }
    let (path, name) = tree.split_once(" as ").unwrap_or((tree, ""));
    let path = words(path);
    let name = match name.trim() {
        "" => path.last().cloned().unwrap_or_default(),
        name => name.to_owned(),
    };
    vec![(path, name)]
}

/// What the text of a file mentions; tests within it do not count.
fn mentions(text: &str, children: &BTreeSet<String>) -> Vec<Mention> {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let code: Vec<&str> = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect();
    let (mut found, mut rest) = (Vec::new(), String::new());
    for statement in code.join("\n").split_inclusive(';') {
        let start = statement.rfind("use ").filter(|at| {
            let tree = &statement[at + 4..statement.len() - 1];
            let begins = statement[..*at]
                .chars()
                .last()
                .is_none_or(char::is_whitespace);
            begins && tree.chars().all(|c| is_word(c) || ":{},* \n".contains(c))
        });
        let Some(at) = start else {
            rest += statement;
            continue;
        };
        let before = statement[..at].trim_end();
        let passed_on = before.ends_with("pub") || before.ends_with(')') && before.contains("pub(");
        rest += before;
        for (path, name) in expand(&statement[at + 4..statement.len() - 1]) {
            found.push(Mention {
                path,
                name,
                passed_on,
            });
        }
    }
    for path in rest.split(|c| !is_word(c) && c != ':') {
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        let first = path[0].as_str();
        if path.len() > 1
            && (["crate", "super", "self"].contains(&first) || children.contains(first))
        {
            let name = String::new();
            found.push(Mention {
                path,
                name,
                passed_on: false,
            });
        }
    }
    found
}

/// The file in which what a path leads to is defined, seen from a module; that module itself for what
/// other crates define.
fn resolve(files: &Files, from: &Module, path: &[String], depth: usize) -> Option<Module> {
    let (mut module, mut path) = (from.clone(), path);
    while let Some((word, rest)) = path.split_first() {
        match word.as_str() {
            "crate" => module.clear(),
            "super" => drop(module.pop()),
            "self" => {}
            _ => break,
        }
        path = rest;
    }
    while let Some((word, rest)) = path.split_first() {
        let below = [module.clone(), vec![word.clone()]].concat();
        if files.contains_key(&below) {
            (module, path) = (below, rest);
            continue;
        }
        let imported = files.get(&module)?.iter().find(|m| m.name == *word);
        let Some(mention) = imported.filter(|_| depth > 0) else {
            break;
        };
        let target = resolve(files, &module, &mention.path, depth - 1)?;
        if rest.is_empty() || mention.path.last() != target.last() {
            return Some(target);
        }
        (module, path) = (target, rest);
    }
    Some(module)
}

fn read(folder: &Path, module: &Module, files: &mut BTreeMap<Module, String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let below = match stem.as_str() {
            "mod" | "lib" => module.clone(),
            _ => [module.clone(), vec![stem.clone()]].concat(),
        };
        if path.is_dir() {
            read(&path, &below, files);
        } else if path.extension().is_some_and(|e| e == "rs") && stem != "main" {
            files.insert(below, std::fs::read_to_string(&path).expect("text"));
        }
    }
}

/// For each file those whose things it uses, and those whose things it passes on.
fn graph() -> BTreeMap<Module, BTreeMap<Module, bool>> {
    let mut texts = BTreeMap::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &Vec::new(),
        &mut texts,
    );
    let children = |module: &Module| {
        let below = texts
            .keys()
            .filter(|m| m.split_last().is_some_and(|(_, up)| up == module));
        below.filter_map(|m| m.last().cloned()).collect()
    };
    let files: Files = texts
        .iter()
        .map(|(module, text)| (module.clone(), mentions(text, &children(module))))
        .collect();
    let mut graph = BTreeMap::new();
    for (module, mentions) in &files {
        let mut targets: BTreeMap<Module, bool> = BTreeMap::new();
        for mention in mentions {
            if let Some(target) = resolve(&files, module, &mention.path, 9).filter(|t| t != module)
            {
                *targets.entry(target).or_default() |= !mention.passed_on;
            }
        }
        graph.insert(module.clone(), targets);
    }
    graph
}

#[test]
fn each_room_uses_only_those_below_it() {
    let rank = |module: &Module| {
        ROOMS
            .iter()
            .position(|room| module.first().is_some_and(|m| m == room))
    };
    let mut edges = 0;
    for (from, targets) in graph() {
        for to in targets.keys() {
            edges += 1;
            if let (Some(a), Some(b)) = (rank(&from), rank(to)) {
                assert!(b <= a, "{} uses {}", from.join("::"), to.join("::"));
            }
        }
        assert!(
            from.is_empty() || rank(&from).is_some(),
            "a new room: {from:?}"
        );
    }
    assert!(edges > 1000, "only {edges} imports were understood");
}

#[test]
fn no_large_circle_of_files() {
    let graph = graph();
    let reach = |from: &Module| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(module) = open.pop() {
            for (to, used) in graph.get(&module).into_iter().flatten() {
                // A folder's own file lists and joins what is in the folder.
                if *used && !to.starts_with(&module) && seen.insert(to.clone()) {
                    open.push(to.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&Module, BTreeSet<Module>> =
        graph.keys().map(|m| (m, reach(m))).collect();
    let mut circles = BTreeSet::new();
    for (module, seen) in &reached {
        let back = |m: &&Module| reached.get(*m).is_some_and(|r| r.contains(*module));
        let circle: BTreeSet<String> = seen.iter().filter(back).map(|m| m.join("::")).collect();
        if circle.len() > MOST_IN_A_CIRCLE {
            circles.insert(circle);
        }
    }
    assert!(
        circles.is_empty(),
        "files that import one another: {circles:#?}"
    );
}
