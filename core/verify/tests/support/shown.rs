//! Bundles that show single lines of a record.

use std::collections::BTreeMap;

use evidence::bundle::{self, ShownLine};
use evidence::{Digest, PlainPart};
use tlog::{Hash, leaf_hash, tree};

use super::{Files, Scene, lines, sum, with_manifest};

/// Returns the file of single lines of a record part: the lines with these indices, each with its proof.
pub fn shown_lines(part: &PlainPart, places: &[u64]) -> Vec<u8> {
    let all = evidence::lines::split("record", part.content()).unwrap();
    let leaves: Vec<Hash> = all.iter().map(|line| leaf_hash(line)).collect();
    let nodes = tree::append(&BTreeMap::new(), 0, &leaves).unwrap();
    let nodes: BTreeMap<_, _> = nodes.nodes.iter().map(|n| ((n.level, n.index), n.hash)).collect();
    let size = all.len() as u64;
    let shown = places.iter().map(|index| ShownLine {
        index: *index,
        size,
        line: String::from_utf8(all[*index as usize].to_vec()).unwrap(),
        proof: tree::inclusion_proof(&nodes, *index, size)
            .unwrap()
            .iter()
            .map(|h| Digest::from_bytes(*h.as_bytes()))
            .collect(),
    });
    lines(shown)
}

/// Returns the path of the single lines of a record part.
pub fn tree_path(part: &PlainPart) -> String {
    format!("{}{}", bundle::TREES, evidence::lines::root("record", part.content()).unwrap())
}

/// Returns the photo's bundle without its medium and record, and with these lines of the record.
pub fn with_lines_alone(scene: &Scene, places: &[u64]) -> Files {
    let record = scene.photo.record.as_ref().unwrap();
    let mut files = with_manifest(scene.files(), |m| {
        m.items[0].record.as_mut().unwrap().withheld = true;
        m.items[0].media[0].file = None;
        for part in &mut m.items[0].media[0].parts {
            (part.salt, part.size) = (None, None);
        }
    });
    files.remove(&scene.photo.media[0].file);
    files.remove(&format!("records/{}", record.commitment()));
    files.insert(tree_path(record), shown_lines(record, places));
    sum(&mut files);
    files
}
