//! Work over several threads, its results taken in order.

use crate::LinkError;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Does `count` pieces of work on `threads` threads and hands over the results in the order of the pieces, whoever
/// finished first, so that the answer does not depend on the number of threads. Each thread keeps a state of its own.
/// The first error stops all.
pub(crate) fn in_order<S, T: Send>(
    threads: usize,
    count: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> Result<T, LinkError> + Sync,
    take: impl FnMut(usize, T) -> Result<(), LinkError> + Send,
) -> Result<(), LinkError> {
    struct Desk<T, F> {
        waiting: BTreeMap<usize, T>,
        next: usize,
        take: F,
        error: Option<LinkError>,
    }
    let desk = Mutex::new(Desk { waiting: BTreeMap::new(), next: 0, take, error: None });
    let (piece, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let labour = || {
        let mut own = state();
        while !stop.load(Ordering::Relaxed) {
            let index = piece.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                break;
            }
            let result = work(&mut own, index);
            let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
            let desk = &mut *desk;
            match result {
                Ok(result) => {
                    desk.waiting.insert(index, result);
                }
                Err(error) => {
                    desk.error.get_or_insert(error);
                }
            }
            while let Some(result) = desk.waiting.remove(&desk.next) {
                if desk.error.is_none()
                    && let Err(error) = (desk.take)(desk.next, result)
                {
                    desk.error = Some(error);
                }
                desk.next += 1;
            }
            if desk.error.is_some() {
                stop.store(true, Ordering::Relaxed);
            }
        }
    };
    let threads = threads.clamp(1, count.max(1));
    if threads == 1 {
        labour();
    } else {
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(labour);
            }
            labour();
        });
    }
    desk.into_inner().unwrap_or_else(PoisonError::into_inner).error.map_or(Ok(()), Err)
}
