//! The few pickles that are read: dictionaries and lists of plain arrays, as pynapple and
//! SpikeInterface keep what they know of units.
//!
//! Nothing is run: a call is looked at by its name, and only that of an array or of a type of
//! numbers means something. Source: `pickletools` of Python, and `ndarray.__reduce__` of NumPy.

use super::header::Number;

/// Values of a pickle that are held: metadata are short.
const MOST: usize = 400_000;

/// Values are referred to by their place in a list, so that none is copied, however often it is used.
type Place = usize;

#[derive(Debug)]
enum Node {
    None,
    Bool(bool),
    Number(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Place>),
    Pairs(Vec<(Place, Place)>),
    /// Module and name of what would be called or made.
    Global(String),
    /// "U4", and its byte order once that is said.
    Type(String, String),
    Array(Option<(Place, Place)>),
    Unknown,
}

/// What a pickle holds.
#[derive(Debug)]
pub(super) struct Pickle {
    nodes: Vec<Node>,
    top: Place,
}

/// The bytes of a pickle, in order.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take_bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }
    /// A little-endian number of so many bytes.
    fn number(&mut self, count: usize) -> Option<u64> {
        let bytes = self.take_bytes(count)?.iter().rev();
        Some(bytes.fold(0, |all, b| all << 8 | u64::from(*b)))
    }
    /// As many bytes as a number of so many bytes says.
    fn counted(&mut self, count: usize) -> Option<&'a [u8]> {
        let length = self.number(count)?.try_into().ok()?;
        self.take_bytes(length)
    }
    fn line(&mut self) -> Option<&'a [u8]> {
        let end = self.0.iter().position(|b| *b == b'\n')?;
        let line = self.take_bytes(end)?;
        self.take_bytes(1)?;
        Some(line)
    }
}

#[derive(Default)]
struct Machine {
    nodes: Vec<Node>,
    stack: Vec<Place>,
    marks: Vec<usize>,
    memo: std::collections::HashMap<u64, Place>,
}

impl Machine {
    fn push(&mut self, node: Node) {
        self.stack.push(self.nodes.len());
        self.nodes.push(node);
    }
    fn since_mark(&mut self) -> Option<Vec<Place>> {
        let mark = self.marks.pop()?;
        (mark <= self.stack.len()).then(|| self.stack.split_off(mark))
    }
    fn tuple(&mut self, count: usize) -> Option<()> {
        let from = self.stack.len().checked_sub(count)?;
        let items = self.stack.split_off(from);
        self.push(Node::List(items));
        Some(())
    }
    fn text(&self, at: Place) -> Option<&str> {
        match self.nodes.get(at)? {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }
    fn items(&self, at: Place) -> &[Place] {
        match self.nodes.get(at) {
            Some(Node::List(items)) => items,
            _ => &[],
        }
    }
    fn append(&mut self, to: Place, items: &[Place]) {
        if let Some(Node::List(list)) = self.nodes.get_mut(to) {
            list.extend(items);
        }
    }
    fn set(&mut self, to: Place, items: &[Place]) {
        if let Some(Node::Pairs(pairs)) = self.nodes.get_mut(to) {
            pairs.extend(items.as_chunks::<2>().0.iter().map(|[k, v]| (*k, *v)));
        }
    }

    /// What a call would give: an array, a type, or nothing that is known.
    fn call(&mut self) -> Option<()> {
        let (arguments, called) = (self.stack.pop()?, self.stack.pop()?);
        let first = self.items(arguments).first().copied();
        let made = match self.nodes.get(called)? {
            Node::Global(name) if name.ends_with("multiarray _reconstruct") => Node::Array(None),
            Node::Global(name) if name == "numpy dtype" => {
                let code = first.and_then(|at| self.text(at)).unwrap_or_default();
                Node::Type(code.to_owned(), String::new())
            }
            _ => Node::Unknown,
        };
        self.push(made);
        Some(())
    }

    /// Fills in what was made by a call.
    fn build(&mut self) -> Option<()> {
        let state = self.stack.pop()?;
        let made = *self.stack.last()?;
        let state = self.items(state).to_vec();
        let order = state
            .get(1)
            .and_then(|at| self.text(*at))
            .map(str::to_owned);
        match (self.nodes.get_mut(made)?, state.as_slice()) {
            (Node::Array(filled), [_, _, kind, _, data]) => *filled = Some((*kind, *data)),
            (Node::Type(_, known), _) => *known = order.unwrap_or_default(),
            _ => {}
        }
        Some(())
    }

    /// Does one step; `Some(false)` at the end.
    fn step(&mut self, input: &mut Input<'_>) -> Option<bool> {
        let text = |bytes: &[u8]| Node::Text(String::from_utf8_lossy(bytes).into_owned());
        match input.take_bytes(1)?.first()? {
            b'.' => return Some(false),
            0x80 => {
                input.take_bytes(1)?;
            }
            0x95 => {
                input.take_bytes(8)?;
            }
            b'N' => self.push(Node::None),
            0x88 => self.push(Node::Bool(true)),
            0x89 => self.push(Node::Bool(false)),
            b'K' => {
                let v = input.number(1)?;
                self.push(Node::Number(v as f64));
            }
            b'M' => {
                let v = input.number(2)?;
                self.push(Node::Number(v as f64));
            }
            b'J' => {
                let v = i32::from_le_bytes(input.take_bytes(4)?.try_into().ok()?);
                self.push(Node::Number(v.into()));
            }
            0x8a => {
                let bytes = input.counted(1)?;
                let sign = bytes.last().is_some_and(|b| *b > 127);
                let mut wide = if sign { [255; 8] } else { [0; 8] };
                wide.get_mut(..bytes.len())?.copy_from_slice(bytes);
                self.push(Node::Number(i64::from_le_bytes(wide) as f64));
            }
            b'G' => {
                let v = f64::from_be_bytes(input.take_bytes(8)?.try_into().ok()?);
                self.push(Node::Number(v));
            }
            0x8c => self.push(text(input.counted(1)?)),
            b'X' => self.push(text(input.counted(4)?)),
            0x8d => self.push(text(input.counted(8)?)),
            b'U' | b'C' => self.push(Node::Bytes(input.counted(1)?.to_vec())),
            b'T' | b'B' => self.push(Node::Bytes(input.counted(4)?.to_vec())),
            0x8e | 0x96 => self.push(Node::Bytes(input.counted(8)?.to_vec())),
            b'c' => {
                let (module, name) = (input.line()?, input.line()?);
                let both = [module, name].map(String::from_utf8_lossy).join(" ");
                self.push(Node::Global(both));
            }
            0x93 => {
                let (name, module) = (self.stack.pop()?, self.stack.pop()?);
                let both = format!("{} {}", self.text(module)?, self.text(name)?);
                self.push(Node::Global(both));
            }
            0x94 => {
                let next = self.memo.len() as u64;
                self.memo.insert(next, *self.stack.last()?);
            }
            b'q' => {
                self.memo.insert(input.number(1)?, *self.stack.last()?);
            }
            b'r' => {
                self.memo.insert(input.number(4)?, *self.stack.last()?);
            }
            b'h' => self.stack.push(*self.memo.get(&input.number(1)?)?),
            b'j' => self.stack.push(*self.memo.get(&input.number(4)?)?),
            b'(' => self.marks.push(self.stack.len()),
            b')' | b']' => self.push(Node::List(Vec::new())),
            b'}' => self.push(Node::Pairs(Vec::new())),
            b't' | b'l' => {
                let items = self.since_mark()?;
                self.push(Node::List(items));
            }
            0x85 => self.tuple(1)?,
            0x86 => self.tuple(2)?,
            0x87 => self.tuple(3)?,
            b'a' => {
                let item = self.stack.pop()?;
                self.append(*self.stack.last()?, &[item]);
            }
            b'e' => {
                let items = self.since_mark()?;
                self.append(*self.stack.last()?, &items);
            }
            b's' => {
                let (value, key) = (self.stack.pop()?, self.stack.pop()?);
                self.set(*self.stack.last()?, &[key, value]);
            }
            b'u' => {
                let items = self.since_mark()?;
                self.set(*self.stack.last()?, &items);
            }
            b'R' => self.call()?,
            b'b' => self.build()?,
            b'0' => {
                self.stack.pop()?;
            }
            _ => return None,
        }
        Some(true)
    }
}

impl Pickle {
    /// `None` where anything in it is not known.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut machine = Machine::default();
        let mut input = Input(bytes);
        while machine.step(&mut input)? {
            if machine.nodes.len() + machine.memo.len() > MOST {
                return None;
            }
        }
        let mut top = machine.stack.pop()?;
        // A lone object stands in an array without axes.
        if let Some(Node::Array(Some((_, data)))) = machine.nodes.get(top)
            && let [one] = machine.items(*data)
            && matches!(machine.nodes.get(*one), Some(Node::Pairs(_)))
        {
            top = *one;
        }
        Some(Self {
            nodes: machine.nodes,
            top,
        })
    }

    /// The lists of a dictionary by their names, each entry as a text; and the names of those that
    /// are something else.
    pub(super) fn columns(&self, length: usize) -> (Vec<(String, Vec<String>)>, Vec<String>) {
        let (mut columns, mut others) = (Vec::new(), Vec::new());
        if let Some(Node::Pairs(pairs)) = self.nodes.get(self.top) {
            for (key, value) in pairs {
                let name = self.label(*key).unwrap_or_default();
                match self.labels(*value, length) {
                    Some(cells) => columns.push((name, cells)),
                    None => others.push(name),
                }
            }
        }
        (columns, others)
    }

    /// The entries of the list of this length that it is as a whole.
    pub(super) fn list(&self, length: usize) -> Option<Vec<String>> {
        self.labels(self.top, length)
    }

    fn label(&self, at: Place) -> Option<String> {
        Some(match self.nodes.get(at)? {
            Node::None => String::new(),
            Node::Bool(v) => v.to_string(),
            Node::Number(v) => v.to_string(),
            Node::Text(text) => text.clone(),
            _ => return None,
        })
    }

    /// The entries of a list or array of this length.
    fn labels(&self, at: Place, length: usize) -> Option<Vec<String>> {
        let (kind, data) = match self.nodes.get(at)? {
            Node::Array(Some((kind, data))) => (Some(*kind), *data),
            _ => (None, at),
        };
        match (self.nodes.get(data)?, kind.and_then(|k| self.nodes.get(k))) {
            (Node::List(items), _) if items.len() == length => {
                items.iter().map(|i| self.label(*i)).collect()
            }
            (Node::Bytes(bytes), Some(Node::Type(code, order))) => {
                let number = Number::parse(&format!("{}{code}", order.replace('|', "<")))?;
                if bytes.len() as u64 != number.size.checked_mul(length as u64)? {
                    return None;
                }
                if number.is_text() {
                    return Some(number.texts(bytes));
                }
                let mut all = Vec::with_capacity(length);
                number.decode(bytes, &mut |v| all.push(v.to_string()));
                Some(all)
            }
            _ => None,
        }
    }
}
