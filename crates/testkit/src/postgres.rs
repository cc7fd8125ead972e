//! A PostgreSQL server for tests: Debian's own programs in a temporary folder, on a Unix socket, no container.
//!
//! The server ends with the test process, however that ends: a small shell holds the other end of a pipe, and stops
//! the server and removes its folder as soon as the pipe closes.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write as _},
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// How long the server may take to answer. It takes about a second on an idle machine.
const START_TIMEOUT: Duration = Duration::from_mins(2);

/// Runs the server until its standard input closes, then ends it at once: its data goes with it. `$1` is the program,
/// `$2` the folder.
const KEEPER: &str = r#"
"$1" -D "$2/data" -k "$2" -c listen_addresses= -c max_connections=200 -c shared_buffers=32MB \
    -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off >"$2/log" 2>&1 </dev/null &
server=$!
read -r _
kill -QUIT "$server"
wait "$server"
rm -rf "$2"
"#;

/// A running PostgreSQL server that belongs to this process.
#[derive(Debug)]
pub struct PostgresServer {
    folder: PathBuf,
    programs: PathBuf,
    user: Option<User>,
    /// The shell that ends the server when its standard input, the pipe, closes.
    keeper: Child,
}

/// The person of the operating system as whom the server runs, because it refuses to run as root.
#[derive(Debug, Clone, Copy)]
struct User {
    id: u32,
    group: u32,
}

/// Why there is no PostgreSQL server here.
#[derive(Debug, thiserror::Error)]
pub enum PostgresUnavailable {
    /// The programs are not installed.
    #[error("PostgreSQL is not installed (Debian: apt-get install postgresql)")]
    NotInstalled,
    /// This process is root, and there is no other user to run it as.
    #[error("PostgreSQL does not run as root, and there is no user postgres to run it as")]
    NoUser,
    /// A file or program failed.
    #[error("PostgreSQL could not be started: {doing}")]
    Failed {
        /// What was being done.
        doing: String,
        /// Why it failed.
        #[source]
        cause: io::Error,
    },
}

fn failed(doing: impl Into<String>) -> impl FnOnce(io::Error) -> PostgresUnavailable {
    move |cause| PostgresUnavailable::Failed { doing: doing.into(), cause }
}

impl PostgresServer {
    /// The server that this whole process shares; started by the first who asks.
    ///
    /// # Errors
    /// [`PostgresUnavailable`] says why there is none.
    pub fn shared() -> Result<&'static Self, &'static PostgresUnavailable> {
        static SERVER: LazyLock<Result<PostgresServer, PostgresUnavailable>> = LazyLock::new(PostgresServer::start);
        SERVER.as_ref()
    }

    /// The shared server; without one, says on standard error that the suite is skipped and why.
    ///
    /// # Panics
    /// Without a server, when `WHOLEPLACE_REQUIRE_POSTGRES=1` says that one is required.
    pub fn shared_or_skip(suite: &str) -> Option<&'static Self> {
        static SKIPPED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
        let error = match Self::shared() {
            Ok(server) => return Some(server),
            Err(error) => error,
        };
        let mut reason = error.to_string();
        if let PostgresUnavailable::Failed { cause, .. } = error {
            reason = format!("{reason}: {cause}");
        }
        assert!(
            std::env::var("WHOLEPLACE_REQUIRE_POSTGRES").as_deref() != Ok("1"),
            "{suite} needs PostgreSQL, which WHOLEPLACE_REQUIRE_POSTGRES=1 requires: {reason}"
        );
        let is_new = SKIPPED.lock().unwrap_or_else(PoisonError::into_inner).insert(suite.to_owned());
        if is_new {
            // Past the test runner, which keeps what a test prints to itself unless it fails.
            let _ = writeln!(io::stderr(), "SKIPPED {suite} on PostgreSQL: {reason}");
        }
        None
    }

    /// Starts a server of its own in a new temporary folder.
    ///
    /// # Errors
    /// [`PostgresUnavailable`] says why there is none.
    pub fn start() -> Result<Self, PostgresUnavailable> {
        let programs = programs().ok_or(PostgresUnavailable::NotInstalled)?;
        let user = other_user()?;
        let folder = tempfile::Builder::new()
            .prefix("wholeplace-postgres-")
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir()
            .map_err(failed("make a temporary folder"))?
            .keep();
        if let Some(user) = user {
            chown(&folder, Some(user.id), Some(user.group)).map_err(failed("give the folder to the server's user"))?;
        }
        let made = as_user(&programs.join("initdb"), user)
            .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])
            .arg(folder.join("data"))
            .current_dir(&folder)
            .output()
            .map_err(failed("run initdb"))?;
        if !made.status.success() {
            let said = String::from_utf8_lossy(&made.stderr).into_owned();
            let _ = fs::remove_dir_all(&folder);
            return Err(failed("initdb")(io::Error::other(said)));
        }
        let keeper = as_user(Path::new("sh"), user)
            .args(["-c", KEEPER, "keeper"])
            .args([&programs.join("postgres"), &folder])
            .current_dir(&folder)
            // An interrupt at the keyboard reaches the tests and not the server, which then ends in order.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed("start the server"))?;
        let server = Self { folder, programs, user, keeper };
        server.wait()?;
        Ok(server)
    }

    /// The address of a database on this server.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?user=postgres&host={}", self.folder.display())
    }

    /// Makes an empty database and gives its address.
    ///
    /// # Errors
    /// When the server refuses, for example because there is one of that name.
    pub fn create_database(&self, name: &str) -> io::Result<String> {
        self.command("createdb", &[name])
    }

    /// Makes a database that is a copy of another, to which nobody is connected, under a name of its own, and gives
    /// its address.
    ///
    /// # Errors
    /// When the server refuses, for example because somebody is connected to the template.
    pub fn copy_of(&self, template: &str) -> io::Result<String> {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("{template}_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.command("createdb", &["--template", template, &name])
    }

    fn command(&self, program: &str, arguments: &[&str]) -> io::Result<String> {
        let done = as_user(&self.programs.join(program), self.user)
            .args(["--username=postgres", "--host"])
            .arg(&self.folder)
            .args(arguments)
            .current_dir(&self.folder)
            .output()?;
        if !done.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&done.stderr).into_owned()));
        }
        Ok(self.url(arguments.last().copied().unwrap_or_default()))
    }

    fn wait(&self) -> Result<(), PostgresUnavailable> {
        let began = Instant::now();
        while began.elapsed() < START_TIMEOUT {
            let ready = as_user(&self.programs.join("pg_isready"), self.user)
                .args(["--quiet", "--username=postgres", "--host"])
                .arg(&self.folder)
                .current_dir(&self.folder)
                .status()
                .map_err(failed("ask whether the server is ready"))?;
            if ready.success() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(failed("it did not answer")(io::Error::new(io::ErrorKind::TimedOut, log)))
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// The newest installed PostgreSQL's programs: Debian's folders first, then the search path.
fn programs() -> Option<PathBuf> {
    let complete = |folder: &PathBuf| {
        ["postgres", "initdb", "createdb", "pg_isready"].iter().all(|program| folder.join(program).is_file())
    };
    let version = |folder: &Path| folder.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    let mut installed: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(complete)
        .collect();
    installed.sort_by_key(|folder| version(folder));
    installed.pop().or_else(|| std::env::split_paths(&std::env::var_os("PATH")?).find(complete))
}

/// The user `postgres`, if this process is root; nobody else otherwise.
fn other_user() -> Result<Option<User>, PostgresUnavailable> {
    let own = fs::metadata("/proc/self").map_err(failed("find out who runs the tests"))?.uid();
    if own != 0 {
        return Ok(None);
    }
    let people = fs::read_to_string("/etc/passwd").map_err(failed("read the list of users"))?;
    people
        .lines()
        .find_map(|line| {
            let mut fields = line.strip_prefix("postgres:")?.split(':').skip(1);
            Some(User { id: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()? })
        })
        .map(Some)
        .ok_or(PostgresUnavailable::NoUser)
}

fn as_user(program: &Path, user: Option<User>) -> Command {
    let mut command = Command::new(program);
    if let Some(user) = user {
        command.uid(user.id).gid(user.group);
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_copies_databases_and_leaves_nothing_behind() {
        let server = match PostgresServer::start() {
            Ok(server) => server,
            Err(error) => {
                assert!(PostgresServer::shared_or_skip("the PostgreSQL server for tests").is_none(), "{error}");
                return;
            }
        };
        server.create_database("original").unwrap();
        assert!(server.create_database("original").is_err());
        assert_ne!(server.copy_of("original").unwrap(), server.copy_of("original").unwrap());
        let folder = server.folder.clone();
        assert!(folder.join("data").exists());
        drop(server);
        assert!(!folder.exists());
    }
}
