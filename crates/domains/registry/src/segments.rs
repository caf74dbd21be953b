//! Merging of the index's segments while and after an import writes them.
//!
//! Every search and look-up pays for each segment. A commit makes one for each writing thread; they are
//! merged straight to their final size, so that an import of any size writes each entry twice.

use std::collections::HashSet;

use tantivy::index::SegmentId;
use tantivy::{Index, IndexWriter, SegmentMeta};

use crate::problem::Error;

/// Entries of a segment that is not merged any further.
const FULL: u32 = 1_250_000;
/// Entries of a segment that is being made, at most.
const LARGEST: u32 = 2_500_000;
/// Small segments during an import after which they are merged meanwhile.
const MANY: usize = 24;
/// Small segments that an import leaves behind as they are: daily changes need not rewrite a million
/// entries every day.
const FEW: usize = 4;

#[derive(Default)]
pub(crate) struct Segments {
    /// Segments whose merge was asked for.
    merging: HashSet<SegmentId>,
    running: Vec<tantivy::FutureResult<Option<SegmentMeta>>>,
}

impl Segments {
    /// During an import: begins to merge as many small segments as make a full one, and goes on.
    pub(crate) fn merge_full_group(
        &mut self,
        index: &Index,
        writer: &mut IndexWriter,
    ) -> Result<(), Error> {
        let small = self.small(index)?;
        let entries: u64 = small.iter().map(|meta| u64::from(meta.num_docs())).sum();
        if small.len() >= MANY || entries >= u64::from(LARGEST) {
            for group in groups(small) {
                self.begin(&group, writer);
            }
        }
        Ok(())
    }

    /// After an import: leaves few segments, and none that is mostly deleted.
    pub(crate) fn tidy(&mut self, index: &Index, writer: &mut IndexWriter) -> Result<(), Error> {
        self.wait()?;
        let small = self.small(index)?;
        let has_waste = |meta: &SegmentMeta| meta.num_deleted_docs() > meta.max_doc() / 5;
        if small.len() > FEW || small.iter().any(has_waste) {
            for group in groups(small) {
                self.begin(&group, writer);
            }
        }
        for large in self.searchable(index)? {
            if large.num_docs() >= FULL && has_waste(&large) {
                self.begin(&[large], writer);
            }
        }
        self.wait()
    }

    fn begin(&mut self, group: &[SegmentMeta], writer: &mut IndexWriter) {
        let ids: Vec<SegmentId> = group.iter().map(SegmentMeta::id).collect();
        self.running.push(writer.merge(&ids));
        self.merging.extend(ids);
    }

    fn wait(&mut self) -> Result<(), Error> {
        for merge in self.running.drain(..) {
            merge.wait()?;
        }
        self.merging.clear();
        Ok(())
    }

    fn searchable(&self, index: &Index) -> Result<Vec<SegmentMeta>, Error> {
        let mut all = index.searchable_segment_metas()?;
        all.retain(|meta| !self.merging.contains(&meta.id()));
        Ok(all)
    }

    fn small(&self, index: &Index) -> Result<Vec<SegmentMeta>, Error> {
        let mut small = self.searchable(index)?;
        small.retain(|meta| meta.num_docs() < FULL);
        Ok(small)
    }
}

/// Segments put together so that no group is larger than [`LARGEST`], small ones first.
fn groups(mut small: Vec<SegmentMeta>) -> Vec<Vec<SegmentMeta>> {
    small.sort_by_key(SegmentMeta::num_docs);
    let mut groups: Vec<Vec<SegmentMeta>> = Vec::new();
    let mut entries = LARGEST;
    for meta in small {
        if entries.saturating_add(meta.num_docs()) > LARGEST {
            groups.push(Vec::new());
            entries = 0;
        }
        entries += meta.num_docs();
        if let Some(group) = groups.last_mut() {
            group.push(meta);
        }
    }
    // A group of one that has nothing to drop would only be copied.
    groups.retain(|group| group.len() > 1 || group.iter().any(SegmentMeta::has_deletes));
    groups
}
