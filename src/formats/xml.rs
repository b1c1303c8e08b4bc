//! As much of XML as parameter files need: where the reader stands, and the text there. Attributes
//! and entities are not read.

/// Deeper than this no parameter file goes.
const DEEPEST: usize = 64;

/// Calls `each` with the names from the root to here and the text, for every piece of text, and
/// with `None` where an element begins. Text that is no XML gives nothing or little; nothing fails.
pub(super) fn walk<'a>(text: &'a str, mut each: impl FnMut(&[&'a str], Option<&'a str>)) {
    let mut path: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('<') {
        let words = before.trim();
        if !words.is_empty() {
            each(&path, Some(words));
        }
        if let Some(comment) = tail.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some((tag, after)) = tail.split_once('>') else {
            return;
        };
        rest = after;
        if tag.starts_with(['?', '!']) {
            continue;
        }
        if let Some(closed) = tag.strip_prefix('/') {
            if let Some(at) = path.iter().rposition(|n| *n == closed.trim()) {
                path.truncate(at);
            }
            continue;
        }
        let name = tag.split([' ', '\t', '\r', '\n', '/']).next().unwrap_or("");
        if path.len() >= DEEPEST {
            return;
        }
        path.push(name);
        each(&path, None);
        if tag.ends_with('/') {
            path.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_texts() {
        let text =
            "<?xml version='1.0'?><a x=\"1\"><!-- <b>no</b> --><b>1</b>\n<c/><b> 2 </b></a><d";
        let mut all = Vec::new();
        walk(text, |path, text| all.push((path.join("/"), text)));
        let texts: Vec<_> = all.iter().filter(|(_, t)| t.is_some()).collect();
        assert_eq!(
            texts,
            [
                &("a/b".to_owned(), Some("1")),
                &("a/b".to_owned(), Some("2"))
            ]
        );
        assert_eq!(all.len(), 6);
    }
}
