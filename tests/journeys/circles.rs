//! No circle of files within a crate: a name that a lower file uses is defined in the lower file.
//!
//! Reads `use` items and paths of every source. A re-exported name counts for the file that defines it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// A module's path below the crate; the crate's own face is empty.
type Module = Vec<String>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Returns the folders of all crates of the workspace that have sources.
fn crates() -> Vec<PathBuf> {
    let rooms = |wing: &str| std::fs::read_dir(root().join(wing)).unwrap().flatten().map(|entry| entry.path());
    let held = ["core", "ground", "device", "office"].into_iter().flat_map(rooms);
    let doors = ["cli", "desk", "server", "src-tauri", "verifier", "xtask"].map(|door| root().join(door));
    let mut all: Vec<PathBuf> = held.chain(doors).filter(|folder| folder.join("src").is_dir()).collect();
    all.sort();
    all
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|end| end == "rs") {
            out.push(path);
        }
    }
}

/// The paths of one source without its tests, and the names that it re-exports.
#[derive(Default)]
struct Source {
    named: Vec<Vec<String>>,
    passed_on: Vec<Vec<String>>,
    tests: BTreeSet<String>,
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

impl Source {
    fn tree(&mut self, before: &[String], tree: &syn::UseTree, passes_on: bool) {
        let with = |ident: &syn::Ident| [before, &[ident.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => {
                let before = with(&path.ident);
                self.tree(&before, &path.tree, passes_on);
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(before, tree, passes_on)),
            syn::UseTree::Name(name) => self.leaf(with(&name.ident), passes_on),
            syn::UseTree::Rename(name) => self.leaf(with(&name.ident), passes_on),
            syn::UseTree::Glob(_) => self.leaf(before.to_vec(), passes_on),
        }
    }

    fn leaf(&mut self, path: Vec<String>, passes_on: bool) {
        if passes_on {
            self.passed_on.push(path.clone());
        }
        self.named.push(path);
    }

    /// Collects paths from a macro's input, which is not parsed.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if path.is_empty() || colons == 2 => {
                    path.push(ident.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(ref group) => self.tokens(group.stream()),
                TokenTree::Ident(ref ident) => {
                    self.named.push(std::mem::take(&mut path));
                    path.push(ident.to_string());
                    colons = 0;
                    continue;
                }
                _ => {}
            }
            self.named.push(std::mem::take(&mut path));
            colons = 0;
        }
        self.named.push(path);
    }
}

impl<'ast> Visit<'ast> for Source {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            self.tree(&[], &item.tree, !matches!(item.vis, syn::Visibility::Inherited));
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if is_test(&item.attrs) {
            self.tests.insert(item.ident.to_string());
        } else {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    /// Skips the path in `pub(crate)`, which names no item.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.named.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.tokens(called.tokens.clone());
    }
}

/// The dependencies among the files of one crate.
struct Crate {
    sources: BTreeMap<Module, Source>,
}

impl Crate {
    fn read(folder: &Path) -> Self {
        let src = folder.join("src");
        let mut found = Vec::new();
        files(&src, &mut found);
        let mut sources: BTreeMap<Module, Source> = BTreeMap::new();
        for file in found {
            let below = file.strip_prefix(&src).unwrap().with_extension("");
            let mut module: Module = below.iter().map(|name| name.to_string_lossy().into_owned()).collect();
            if module.last().is_some_and(|name| name == "mod") || module == ["lib"] || module == ["main"] {
                module.pop();
            }
            let text = std::fs::read_to_string(&file).unwrap();
            let source = sources.entry(module).or_default();
            source.visit_file(&syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display())));
        }
        let tests: BTreeSet<Module> = sources
            .iter()
            .flat_map(|(module, source)| {
                source.tests.iter().map(|name| [module.as_slice(), std::slice::from_ref(name)].concat())
            })
            .collect();
        sources.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
        Self { sources }
    }

    /// Returns the path from the crate's face; none for a path that leads out of the crate.
    fn absolute(&self, at: &Module, path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([at.as_slice(), rest].concat()),
            "super" => self.absolute_above(at, path),
            // A single name is a variable or an item of this file.
            _ if rest.is_empty() => None,
            _ => {
                let child = [at.as_slice(), std::slice::from_ref(first)].concat();
                self.sources.contains_key(&child).then(|| [at.as_slice(), path].concat())
            }
        }
    }

    fn absolute_above(&self, at: &Module, path: &[String]) -> Option<Vec<String>> {
        let up = path.iter().take_while(|name| *name == "super").count();
        Some([at.get(..at.len().checked_sub(up)?)?, path.get(up..)?].concat())
    }

    fn file_of(&self, path: &[String]) -> Module {
        let longest = (0..=path.len()).rev().find(|n| self.sources.contains_key(&path[..*n]));
        path[..longest.unwrap_or(0)].to_vec()
    }

    /// Returns the file that defines a path's name, behind all re-exports.
    fn defines(&self, path: Vec<String>) -> Module {
        let mut path = path;
        for _ in 0..8 {
            let file = self.file_of(&path);
            let Some(name) = path.get(file.len()) else { return file };
            let passed = self.sources[&file].passed_on.iter().filter(|passed| passed.last() == Some(name));
            let Some(further) = passed.filter_map(|passed| self.absolute(&file, passed)).find(|to| *to != path) else {
                return file;
            };
            path = [further, path[file.len() + 1..].to_vec()].concat();
        }
        self.file_of(&path)
    }

    fn arrows(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let of = |(module, source): (&Module, &Source)| {
            let paths = source.named.iter().filter_map(|path| self.absolute(module, path));
            let to = paths.map(|path| self.defines(path)).filter(|to| to != module).collect();
            (module.clone(), to)
        };
        self.sources.iter().map(of).collect()
    }
}

/// Returns the dependencies among files in circles, which are files that lead to themselves.
fn circles(arrows: &BTreeMap<Module, BTreeSet<Module>>) -> Vec<(Module, Module)> {
    let reach = |from: &Module| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(at) = next.pop() {
            next.extend(arrows.get(at).into_iter().flatten().filter(|to| seen.insert((*to).clone())));
        }
        seen
    };
    let reached: BTreeMap<&Module, BTreeSet<Module>> = arrows.keys().map(|from| (from, reach(from))).collect();
    let arrows = arrows.iter().flat_map(|(from, all)| all.iter().map(move |to| (from.clone(), to.clone())));
    arrows.filter(|(from, to)| reached.get(to).is_some_and(|back| back.contains(from))).collect()
}

fn count(arrows: &[(Module, Module)]) -> usize {
    arrows.iter().map(|(from, _)| from).collect::<BTreeSet<_>>().len()
}

fn said(module: &Module) -> String {
    if module.is_empty() { "its face".to_owned() } else { module.join("::") }
}

#[test]
fn files_of_a_crate_stand_in_no_circle() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for folder in crates() {
        let name = folder.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        let held = Crate::read(&folder);
        seen += held.sources.len();
        let found = circles(&held.arrows());
        if !found.is_empty() {
            let arrows: Vec<String> = found.iter().map(|(a, b)| format!("  {} -> {}", said(a), said(b))).collect();
            faults.push(format!("{name}: {} files in circles\n{}", count(&found), arrows.join("\n")));
        }
    }
    assert!(seen > 200, "only {seen} sources were read");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_circle_is_seen_through_a_face_and_within_a_macro() {
    let source = |text: &str| {
        let mut source = Source::default();
        source.visit_file(&syn::parse_file(text).unwrap());
        source
    };
    let module = |name: &str| vec![name.to_owned()];
    let held = |pairs: &[(&str, &str)]| Crate {
        sources: pairs
            .iter()
            .map(|(name, text)| (if name.is_empty() { Vec::new() } else { module(name) }, source(text)))
            .collect(),
    };
    let face = "mod a; mod b; pub use a::A; pub use b::B;";
    let circle = held(&[("", face), ("a", "use crate::B; pub struct A(B);"), ("b", "pub fn f() { vec![crate::A] }")]);
    let (a, b) = (module("a"), module("b"));
    assert_eq!(circles(&circle.arrows()), [(a.clone(), b.clone()), (b, a)]);
    let test = "#[cfg(test)] mod tests { use crate::A; } pub struct B;";
    assert_eq!(circles(&held(&[("", face), ("a", "use crate::B; pub struct A(B);"), ("b", test)]).arrows()), []);
}
