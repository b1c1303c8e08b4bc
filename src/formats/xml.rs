//! Parameter files in XML, read whole.

use roxmltree::{Document, Node, ParsingOptions};

/// No parameter file is longer.
const LONGEST: usize = 16 << 20;
/// Elements and texts: one in so many bytes, and so many in a file of any length.
const BYTES_A_NODE: usize = 8;
const MOST_NODES: usize = 1 << 19;

/// The document, or what is wrong with it in words.
pub fn parse(text: &str) -> Result<Document<'_>, String> {
    if text.len() > LONGEST {
        return Err(format!("{} bytes, more than 16 MB", text.len()));
    }
    let nodes = (text.len() / BYTES_A_NODE).min(MOST_NODES) + 64;
    let options = ParsingOptions {
        // Definitions of entities could make a short text long.
        allow_dtd: false,
        nodes_limit: nodes as u32,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|why| why.to_string())
}

/// The children of a node that have this name.
pub(super) fn children<'a, 'i>(
    node: Node<'a, 'i>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |n| n.has_tag_name(name))
}

/// All nodes at the end of a path of names that begins below `node`.
pub fn nodes<'a, 'i>(node: Node<'a, 'i>, path: &[&'static str]) -> Vec<Node<'a, 'i>> {
    path.iter().fold(vec![node], |nodes, name| {
        let below = nodes.into_iter().flat_map(|n| children(n, name));
        below.collect()
    })
}

/// The text in a node, without blanks around it.
pub fn text<'a>(node: Node<'a, '_>) -> &'a str {
    node.text().unwrap_or_default().trim()
}
