//! The readable index of a person's own captures: built step by step, so that no caller waits for the whole.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests")]

mod common;

use std::io::Cursor;
use std::sync::Arc;

use common::{Chosen, World, index_all};
use evidence::ItemId;
use evidence::policy::Review;
use vault::{Home, NewItem, OsDisk, Passphrase, Unlocked};

fn pass() -> Passphrase {
    Passphrase::new("correct horse".to_owned()).unwrap()
}

/// Makes a home under review with photos that are not in the index yet, oldest first.
fn reviewed(world: &World, photos: usize) -> (Home, Vec<ItemId>) {
    let home = Home::join(&world.home_path(), &world.invitation(), Some(&pass()), Arc::new(OsDisk), Chosen::new(51));
    let home = home.unwrap();
    let mut photo = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(64, 48).write_to(&mut photo, image::ImageFormat::Jpeg).unwrap();
    let add = |n: usize| {
        let mut bytes = Cursor::new(photo.get_ref());
        home.add_file(&mut bytes, &format!("{n}.jpg"), &NewItem::default(), &mut |_| ()).unwrap().item
    };
    let items = (0..photos).map(add).collect();
    (home, items)
}

/// Returns for each of `items` whether the list shows private facts.
fn shown(home: &Home, vault: &Unlocked, items: &[ItemId]) -> Vec<bool> {
    let listing = home.list(Some(vault), None, 100).unwrap();
    assert_eq!(listing.items.len(), items.len(), "everything is listed, in the index or not");
    let readable = |item: &ItemId| listing.items.iter().find(|l| l.item == *item).unwrap().readable.is_some();
    items.iter().map(readable).collect()
}

#[test]
fn the_index_is_built_in_steps_and_the_list_shows_what_is_in_it_so_far() {
    let world = World::new(Review::Always, true);
    let (home, items) = reviewed(&world, 5);
    let vault = home.unlock(&pass()).unwrap();
    assert_eq!(shown(&home, &vault, &items), [false; 5], "a list waits for no photo");
    assert!(home.refresh(&vault, 1).unwrap());
    assert_eq!(shown(&home, &vault, &items), [true, false, false, false, false]);
    assert!(home.refresh(&vault, 2).unwrap());
    assert_eq!(shown(&home, &vault, &items), [true, true, true, false, false]);
    assert!(!home.refresh(&vault, 2).unwrap(), "the last step says that it is the last");
    assert_eq!(shown(&home, &vault, &items), [true; 5]);
    assert!(items.iter().all(|item| vault.thumbnail(item).unwrap().is_some()));
    assert!(!home.refresh(&vault, 2).unwrap());
}

#[test]
fn indexing_goes_on_where_a_lock_came_between() {
    let world = World::new(Review::Always, true);
    let (home, items) = reviewed(&world, 3);
    let vault = home.unlock(&pass()).unwrap();
    assert!(home.refresh(&vault, 2).unwrap());
    drop(vault);
    let vault = home.unlock(&pass()).unwrap();
    assert_eq!(shown(&home, &vault, &items), [true, true, false], "what was indexed was not kept");
    assert!(!home.refresh(&vault, 1).unwrap(), "one was left");
    assert_eq!(shown(&home, &vault, &items), [true; 3]);
}

#[test]
fn a_damaged_item_stays_listed_and_keeps_no_other_from_being_shown() {
    let world = World::new(Review::Always, true);
    let (home, items) = reviewed(&world, 3);
    let entries = home.entries(0, 100).unwrap();
    let of_second = entries.iter().filter(|e| e.item() == Some(items[1])).flat_map(|e| e.parts());
    let name = of_second.last().unwrap().sealed.sha256.to_string();
    let record = world.home_path().join("parts").join(&name[..2]).join(&name);
    let mut bytes = std::fs::read(&record).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&record, &bytes).unwrap();
    let vault = home.unlock(&pass()).unwrap();
    index_all(&home, &vault);
    assert_eq!(shown(&home, &vault, &items), [true, false, true]);
}

#[test]
fn one_item_is_shown_as_in_the_list_and_no_more_than_the_policy_grants() {
    let mut world = World::new(Review::Always, true);
    let (mut home, items) = reviewed(&world, 1);
    let vault = home.unlock(&pass()).unwrap();
    let readable = |home: &Home| home.progress_of(Some(&vault), &items[0]).unwrap().unwrap().readable;
    assert!(readable(&home).is_none(), "not in the index yet");
    index_all(&home, &vault);
    assert!(readable(&home).unwrap().thumbnail);
    assert!(home.progress_of(None, &items[0]).unwrap().unwrap().readable.is_none());
    world.log.note_all(&mut home);
    assert!(readable(&home).is_some());
    world.next().review = Review::Never;
    home.set_policy(world.sign(&world.policy)).unwrap();
    assert!(readable(&home).is_none(), "shown after review was taken back");
    assert!(!home.refresh(&vault, 1).unwrap());
}
