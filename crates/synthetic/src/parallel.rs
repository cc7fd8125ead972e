//! Work over several threads, its results taken in order.

use std::{
    collections::BTreeMap,
    sync::{Condvar, Mutex, PoisonError},
};

struct Desk<T, E, F> {
    given: u64,
    next: u64,
    waiting: BTreeMap<u64, T>,
    take: F,
    error: Option<E>,
}

/// Does `count` pieces of work on `threads` threads and hands over the results in the order of the pieces, whoever
/// finished first: the outcome does not depend on the number of threads. No piece is begun that is more than a few ahead
/// of the one that is taken next, so the memory needed is bounded. The first error stops all.
pub(crate) fn in_order<T: Send, E: Send>(
    threads: usize,
    count: u64,
    work: impl Fn(u64) -> Result<T, E> + Sync,
    take: impl FnMut(u64, T) -> Result<(), E> + Send,
) -> Result<(), E> {
    let ahead = 2 * threads as u64 + 1;
    let desk = Mutex::new(Desk { given: 0, next: 0, waiting: BTreeMap::new(), take, error: None });
    let moved = Condvar::new();
    let labour = || {
        loop {
            let piece = {
                let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
                while desk.error.is_none() && desk.given < count && desk.given >= desk.next + ahead {
                    desk = moved.wait(desk).unwrap_or_else(PoisonError::into_inner);
                }
                if desk.error.is_some() || desk.given >= count {
                    return;
                }
                desk.given += 1;
                desk.given - 1
            };
            let result = work(piece);
            let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
            let desk = &mut *desk;
            match result {
                Ok(result) => {
                    desk.waiting.insert(piece, result);
                }
                Err(error) => {
                    desk.error.get_or_insert(error);
                }
            }
            while desk.error.is_none()
                && let Some(result) = desk.waiting.remove(&desk.next)
            {
                if let Err(error) = (desk.take)(desk.next, result) {
                    desk.error = Some(error);
                }
                desk.next += 1;
            }
            moved.notify_all();
        }
    };
    let threads = threads.clamp(1, usize::try_from(count).unwrap_or(usize::MAX).max(1));
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(labour);
        }
        labour();
    });
    desk.into_inner().unwrap_or_else(PoisonError::into_inner).error.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_errors_stop() {
        for threads in [1, 2, 5] {
            let mut seen = Vec::new();
            let done: Result<(), String> = in_order(
                threads,
                40,
                |piece| Ok(piece * 2),
                |piece, result| {
                    seen.push((piece, result));
                    Ok(())
                },
            );
            assert!(done.is_ok() && seen.iter().copied().eq((0..40).map(|piece| (piece, piece * 2))));
            let failed = in_order(threads, 40, |piece| if piece == 7 { Err("seven") } else { Ok(()) }, |_, ()| Ok(()));
            assert_eq!(failed, Err("seven"));
            let refused = in_order(threads, 40, Ok, |piece, _| if piece == 3 { Err("full") } else { Ok(()) });
            assert_eq!(refused, Err("full"));
        }
    }
}
