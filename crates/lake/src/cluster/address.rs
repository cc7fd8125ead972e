//! Where a scheduler is, and why only on this machine.

use crate::LakeError;
use std::net::{IpAddr, SocketAddr};

/// Refuses an address that other machines can reach.
///
/// # Errors
/// [`LakeError::Cluster`] with the reason.
pub(super) fn only_this_machine(address: SocketAddr) -> Result<SocketAddr, LakeError> {
    if address.ip().is_loopback() {
        return Ok(address);
    }
    Err(LakeError::Cluster(format!(
        "{address} can be reached from other machines, and the processes of a cluster cannot tell who asks yet: anybody \
         who reaches one could read whatever this user can read. They keep to this machine: use 127.0.0.1"
    )))
}

/// Reads `df://host:port`.
///
/// # Errors
/// [`LakeError::Cluster`] when it is no such address, or not one of this machine.
pub(super) fn of_scheduler(text: &str) -> Result<SocketAddr, LakeError> {
    let unreadable = || {
        LakeError::Cluster(format!("“{text}” is not the address of a scheduler: write it like df://127.0.0.1:50050"))
    };
    let rest = text.strip_prefix("df://").ok_or_else(unreadable)?.trim_end_matches('/');
    let (host, port) = rest.rsplit_once(':').ok_or_else(unreadable)?;
    let port: u16 = port.parse().map_err(|_| unreadable())?;
    let host = if host == "localhost" { "127.0.0.1" } else { host.trim_matches(['[', ']']) };
    let host: IpAddr = host.parse().map_err(|_| {
        LakeError::Cluster(format!(
            "“{host}” is not an address of this machine, and a cluster keeps to one machine until its processes can tell \
             who asks: write df://127.0.0.1:{port}"
        ))
    })?;
    only_this_machine(SocketAddr::new(host, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_or_refused_with_the_reason() {
        for (text, address) in [
            ("df://127.0.0.1:50050", "127.0.0.1:50050"),
            ("df://localhost:1/", "127.0.0.1:1"),
            ("df://[::1]:50050", "[::1]:50050"),
        ] {
            assert_eq!(of_scheduler(text).unwrap().to_string(), address);
        }
        for (text, reason) in [
            ("http://127.0.0.1:50050", "df://"),
            ("df://127.0.0.1", "df://"),
            ("df://127.0.0.1:many", "df://"),
            ("df://10.0.0.7:50050", "other machines"),
            ("df://0.0.0.0:50050", "other machines"),
            ("df://hub.example:50050", "one machine"),
        ] {
            let error = of_scheduler(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
