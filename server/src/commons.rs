//! A scarce resource that many share: places for connections, memory for the bodies of strangers.
//!
//! Decides who must give back when the resource is exhausted: the group with the largest share, and in it the holder
//! that has been idle longest. So a client that wants all of it takes from itself. Does not know the use of a share.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use evidence::PublicKey;
use tokio::sync::Notify;

use crate::block::Block;

/// Holders whose shares are counted together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Group {
    Near(IpAddr),
    Site(IpAddr),
    Key(PublicKey),
}

/// The groups of one holder, the wide one first. A holder without groups counts alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Groups([Option<Group>; 2]);

impl From<Block> for Groups {
    fn from(block: Block) -> Self {
        Self([block.site.map(Group::Site), Some(Group::Near(block.near))])
    }
}

impl From<PublicKey> for Groups {
    fn from(key: PublicKey) -> Self {
        Self([None, Some(Group::Key(key))])
    }
}

/// All shares.
#[derive(Clone)]
pub struct Commons(Arc<Mutex<Table>>);

struct Table {
    most: usize,
    /// The largest share of one group, the wide one first.
    most_of: [usize; 2],
    used: usize,
    ticks: u64,
    holders: BTreeMap<u64, Holder>,
    groups: BTreeMap<Group, usize>,
}

struct Holder {
    groups: Groups,
    amount: usize,
    /// Time when it last became idle or busy.
    since: u64,
    idle: bool,
    /// True if it can no longer be taken away.
    kept: bool,
    lost: Arc<Notify>,
}

/// One holder's share; given back when dropped.
pub struct Share {
    id: u64,
    lost: Arc<Notify>,
    commons: Commons,
}

/// The behaviour when there is not enough.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Short {
    /// Another holder loses its share.
    Another,
    /// The request is refused.
    Refuse,
}

impl Commons {
    /// Makes a resource with `most` in all, `most_of_group` per group, and `most_of_wide` per wide group.
    pub fn new(most: usize, most_of_group: usize, most_of_wide: usize) -> Self {
        Self(Arc::new(Mutex::new(Table {
            most: most.max(1),
            most_of: [most_of_wide.max(1), most_of_group.max(1)],
            used: 0,
            ticks: 0,
            holders: BTreeMap::new(),
            groups: BTreeMap::new(),
        })))
    }

    /// Adds a new holder, without a share and idle.
    pub fn enter(&self, groups: Groups) -> Share {
        let mut table = self.lock();
        let (id, lost) = (table.tick(), Arc::new(Notify::new()));
        let holder = Holder { groups, amount: 0, since: id, idle: true, kept: false, lost: Arc::clone(&lost) };
        table.holders.insert(id, holder);
        Share { id, lost, commons: self.clone() }
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Share {
    /// Takes `amount` more; returns false if it cannot be had, or if this holder has lost its share.
    pub fn take(&self, amount: usize, short: Short) -> bool {
        let mut table = self.commons.lock();
        let Some(groups) = table.add(self.id, amount) else { return false };
        loop {
            let over = groups.0.iter().zip(table.most_of).find_map(|(group, most)| {
                group.filter(|group| table.groups.get(group).is_some_and(|count| *count > most))
            });
            if over.is_none() && table.used <= table.most {
                return true;
            }
            let victim = if short == Short::Another { table.victim(self.id, over) } else { None };
            match victim {
                Some(victim) => table.take_away(victim),
                None => {
                    table.subtract(self.id, amount);
                    return false;
                }
            }
        }
    }

    /// Marks this share as idle or busy.
    pub fn idle(&self, idle: bool) {
        let mut table = self.commons.lock();
        let since = table.tick();
        if let Some(holder) = table.holders.get_mut(&self.id) {
            (holder.idle, holder.since) = (idle, since);
        }
    }

    /// Protects this share from being taken away.
    pub fn keep(&self) {
        if let Some(holder) = self.commons.lock().holders.get_mut(&self.id) {
            holder.kept = true;
        }
    }

    /// Completes once the share was taken away.
    pub fn lost(&self) -> impl Future<Output = ()> + Send + use<> {
        let lost = Arc::clone(&self.lost);
        async move { lost.notified().await }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.commons.lock().remove(self.id);
    }
}

impl Table {
    fn tick(&mut self) -> u64 {
        self.ticks += 1;
        self.ticks
    }

    fn add(&mut self, id: u64, amount: usize) -> Option<Groups> {
        let holder = self.holders.get_mut(&id)?;
        holder.amount += amount;
        self.used += amount;
        let groups = holder.groups;
        for group in groups.0.into_iter().flatten() {
            *self.groups.entry(group).or_default() += amount;
        }
        Some(groups)
    }

    fn subtract(&mut self, id: u64, amount: usize) {
        let Some(holder) = self.holders.get_mut(&id) else { return };
        holder.amount = holder.amount.saturating_sub(amount);
        self.used = self.used.saturating_sub(amount);
        for group in holder.groups.0.into_iter().flatten() {
            let left = self.groups.get(&group).map_or(0, |count| count.saturating_sub(amount));
            match left {
                0 => self.groups.remove(&group),
                _ => self.groups.insert(group, left),
            };
        }
    }

    fn remove(&mut self, id: u64) {
        if let Some(amount) = self.holders.get(&id).map(|holder| holder.amount) {
            self.subtract(id, amount);
            self.holders.remove(&id);
        }
    }

    fn take_away(&mut self, id: u64) {
        if let Some(holder) = self.holders.get(&id) {
            holder.lost.notify_one();
        }
        self.remove(id);
    }

    /// Returns the totals of a holder's groups, the wide one first.
    fn weight(&self, holder: &Holder) -> [usize; 2] {
        let count = |group: Group| self.groups.get(&group).copied().unwrap_or(0);
        let [wide, near] = holder.groups.0.map(|group| group.map(count));
        let near = near.unwrap_or(holder.amount);
        [wide.unwrap_or(near), near]
    }

    /// Returns the holder that has to give back for `asker`; `None` if the asker's own groups have more than any other.
    /// If one group has too much (`over`), only its idle holders are chosen, so that clients behind one address do not
    /// cut each other off.
    fn victim(&self, asker: u64, over: Option<Group>) -> Option<u64> {
        let asking = self.weight(self.holders.get(&asker)?);
        let open = |(id, holder): &(&u64, &Holder)| {
            let within = over.is_none_or(|over| holder.idle && holder.groups.0.contains(&Some(over)));
            **id != asker && holder.amount > 0 && !holder.kept && within
        };
        let others = self.holders.iter().filter(open).map(|(id, holder)| (self.weight(holder), holder, *id));
        let heaviest = others.max_by_key(|(weight, holder, _)| (*weight, holder.idle, Reverse(holder.since)));
        heaviest.filter(|(weight, ..)| over.is_some() || *weight >= asking).map(|(_, _, id)| id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Groups {
        Block::of(text.parse().unwrap()).into()
    }

    fn lost(share: &Share) -> bool {
        !share.commons.lock().holders.contains_key(&share.id)
    }

    fn place(commons: &Commons, from: &str) -> Option<Share> {
        let share = commons.enter(at(from));
        share.take(1, Short::Another).then_some(share)
    }

    #[test]
    fn when_all_is_taken_the_block_that_has_most_loses_what_is_idle_longest() {
        let commons = Commons::new(5, 9, 9);
        let own = place(&commons, "192.0.2.1").unwrap();
        let many: Vec<Share> = (0..4).map(|_| place(&commons, "192.0.2.9").unwrap()).collect();
        many[0].idle(false);
        many[1].idle(false);
        many[1].idle(true);
        let new = place(&commons, "192.0.2.2").unwrap();
        assert_eq!(many.iter().map(lost).collect::<Vec<_>>(), [false, false, true, false]);
        // A flood from that address takes only from itself.
        let flood: Vec<Option<Share>> = (0..50).map(|_| place(&commons, "192.0.2.9")).collect();
        assert!(flood.iter().all(Option::is_some) && !lost(&own) && !lost(&new));
    }

    #[test]
    fn sixty_four_bits_are_cheap_so_a_whole_48_counts_as_one_asker() {
        let commons = Commons::new(8, 9, 9);
        let own = place(&commons, "2001:db8:1::1").unwrap();
        let flood: Vec<_> = (0..30).map(|n| place(&commons, &format!("2001:db8:2:{n}::1"))).collect();
        assert!(!lost(&own), "thirty /64 of one /48 are thirty askers");
        assert_eq!(flood.iter().flatten().filter(|share| !lost(share)).count(), 7);
    }

    #[test]
    fn a_block_has_its_limit_and_only_what_is_idle_makes_room_in_it() {
        let commons = Commons::new(100, 2, 3);
        let first = [place(&commons, "2001:db8::1").unwrap(), place(&commons, "2001:db8::2").unwrap()];
        first.iter().for_each(|share| share.idle(false));
        assert!(place(&commons, "2001:db8::3").is_none(), "a third one of the /64 cuts off requests under way");
        first[1].idle(true);
        let third = place(&commons, "2001:db8::3").unwrap();
        assert_eq!(first.iter().map(lost).collect::<Vec<_>>(), [false, true]);
        let other = place(&commons, "2001:db8:0:1::1").unwrap();
        other.idle(false);
        third.idle(false);
        assert!(place(&commons, "2001:db8:0:2::1").is_none(), "a fourth one of the /48");
        assert!(place(&commons, "2001:db8:1::1").is_some());
    }

    #[test]
    fn where_nothing_is_idle_the_newcomer_still_gets_in_unless_its_own_block_has_most() {
        let commons = Commons::new(4, 9, 9);
        let held: Vec<Share> = (1..=4).map(|n| place(&commons, &format!("192.0.2.{n}")).unwrap()).collect();
        held.iter().for_each(|share| share.idle(false));
        let new = place(&commons, "192.0.2.5").unwrap();
        assert!(lost(&held[0]) && !held[1..].iter().any(lost));
        // A holder that wants more than any other has is refused, and no other one loses its share.
        assert!(!new.take(3, Short::Another));
        assert!(!held[1..].iter().any(lost) && !lost(&new));
    }

    #[test]
    fn what_is_kept_is_not_taken_and_everything_is_given_back() {
        let commons = Commons::new(2, 9, 9);
        let kept: Vec<Share> = (1..=2).map(|n| place(&commons, &format!("192.0.2.{n}")).unwrap()).collect();
        kept.iter().for_each(Share::keep);
        assert!(place(&commons, "192.0.2.3").is_none());
        let stays = commons.enter(Groups::default());
        assert!(!stays.take(1, Short::Refuse) && stays.take(0, Short::Refuse));
        drop((kept, stays));
        let table = commons.lock();
        assert!(table.holders.is_empty() && table.groups.is_empty() && table.used == 0);
    }

    #[tokio::test]
    async fn whoever_loses_a_share_hears_of_it() {
        let commons = Commons::new(1, 9, 9);
        let old = place(&commons, "192.0.2.1").unwrap();
        let hears = old.lost();
        let _new = place(&commons, "192.0.2.2").unwrap();
        hears.await;
        assert!(!old.take(1, Short::Another), "a share that was lost cannot grow");
    }
}
