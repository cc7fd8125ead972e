//! Records that links join, directly or through others.

use super::Link;

/// A forest of records (union by size, halving of paths).
#[derive(Debug, Clone)]
pub(crate) struct Components {
    parent: Vec<u32>,
    size: Vec<u32>,
}

/// Groups of two members or more.
#[derive(Debug, Clone)]
pub(crate) struct MemberGroups {
    starts: Vec<u32>,
    members: Vec<u32>,
    /// For each record its group; `u32::MAX` when it is alone.
    group_of: Vec<u32>,
}

/// Links by group.
#[derive(Debug, Clone)]
pub(crate) struct GroupedLinks {
    starts: Vec<u32>,
    links: Vec<Link>,
}

impl Components {
    pub(crate) fn new(count: usize) -> Self {
        Self { parent: (0..count as u32).collect(), size: vec![1; count] }
    }

    fn root(&mut self, mut record: u32) -> u32 {
        while self.parent[record as usize] != record {
            let grandparent = self.parent[self.parent[record as usize] as usize];
            self.parent[record as usize] = grandparent;
            record = grandparent;
        }
        record
    }

    pub(crate) fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        if one == other {
            return;
        }
        let (small, large) =
            if self.size[one as usize] < self.size[other as usize] { (one, other) } else { (other, one) };
        self.parent[small as usize] = large;
        self.size[large as usize] += self.size[small as usize];
    }

    pub(crate) fn same(&mut self, one: u32, other: u32) -> bool {
        self.root(one) == self.root(other)
    }

    /// How many records are joined to this one, itself among them.
    pub(crate) fn size(&mut self, record: u32) -> u32 {
        let root = self.root(record);
        self.size[root as usize]
    }

    /// All groups of two or more, in the order of their first record.
    pub(crate) fn groups(&mut self) -> MemberGroups {
        let count = self.parent.len();
        let mut group_of = vec![u32::MAX; count];
        let mut of_root = vec![u32::MAX; count];
        let mut starts = vec![0_u32];
        for record in 0..count as u32 {
            let root = self.root(record);
            if self.size[root as usize] < 2 {
                continue;
            }
            if of_root[root as usize] == u32::MAX {
                of_root[root as usize] = starts.len() as u32 - 1;
                starts.push(self.size[root as usize]);
            }
            group_of[record as usize] = of_root[root as usize];
        }
        drop(of_root);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut members = vec![0; starts[starts.len() - 1] as usize];
        for (record, &group) in (0..).zip(&group_of).filter(|(_, group)| **group != u32::MAX) {
            members[next[group as usize] as usize] = record;
            next[group as usize] += 1;
        }
        MemberGroups { starts, members, group_of }
    }

    /// The links of each group.
    pub(crate) fn sort_links<'a>(links: impl Iterator<Item = &'a Link> + Clone, groups: &MemberGroups) -> GroupedLinks {
        let group = |link: &Link| groups.group_of[link.left as usize] as usize;
        let mut starts = vec![0_u32; groups.len() + 1];
        for link in links.clone() {
            starts[group(link) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let empty = Link { left: 0, right: 0, weight: 0.0 };
        let mut sorted = vec![empty; starts[starts.len() - 1] as usize];
        for link in links {
            let at = &mut next[group(link)];
            sorted[*at as usize] = *link;
            *at += 1;
        }
        GroupedLinks { starts, links: sorted }
    }
}

impl MemberGroups {
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(crate) fn members(&self, group: usize) -> &[u32] {
        &self.members[self.starts[group] as usize..self.starts[group + 1] as usize]
    }
}

impl GroupedLinks {
    pub(crate) fn of(&self, group: usize) -> &[Link] {
        &self.links[self.starts[group] as usize..self.starts[group + 1] as usize]
    }
}
