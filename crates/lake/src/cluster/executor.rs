//! An executor: asks the scheduler for pieces of work, does them, and hands out what came of them.

use super::{
    address::{of_scheduler, only_this_machine},
    codec::{LogicalCodec, PhysicalCodec},
    fault,
    own_folder::OwnFolder,
    session,
};
use crate::LakeError;
use ballista_core::{config::TaskSchedulingPolicy, registry::BallistaFunctionRegistry};
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

/// How an executor works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutorOptions {
    /// The scheduler, as `df://host:port`.
    pub scheduler: String,
    /// The port where others fetch what came of its work; any free one if there is nothing here.
    pub port: Option<u16>,
    /// Where it keeps what it shuffles; a folder of its own, removed at the end or by the next executor of this user, if
    /// there is nothing here.
    pub work_folder: Option<PathBuf>,
    /// How many pieces it does at once.
    pub threads: usize,
    /// The memory that all its pieces may take together before they spill to disk; 70 % of the machine's if there is
    /// nothing here.
    pub memory_bytes: Option<u64>,
}

/// How long an executor waits for its scheduler to be there.
const WAIT_FOR_SCHEDULER: Duration = Duration::from_secs(20);

/// Waits until somebody listens where the scheduler should be. Ballista's own waiting never ends.
async fn wait_for(scheduler: SocketAddr) -> Result<(), LakeError> {
    let listening = async {
        while tokio::net::TcpStream::connect(scheduler).await.is_err() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(WAIT_FOR_SCHEDULER, listening).await.map_err(|_| fault::nobody_at(scheduler))
}

/// Works as an executor until the process is asked to stop (Ctrl-C, SIGTERM): then it takes no more work, finishes what
/// it has, and tells the scheduler.
///
/// # Errors
/// [`LakeError::Cluster`] when there is no scheduler, or the executor cannot start or go on.
pub async fn run_executor(options: ExecutorOptions) -> Result<(), LakeError> {
    let failed = |cause: &dyn std::fmt::Display| LakeError::Cluster(format!("the executor cannot go on: {cause}"));
    let scheduler = of_scheduler(&options.scheduler)?;
    let address = only_this_machine(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), options.port.unwrap_or(0)))?;
    // A port that is free now; that it still is in a moment is nearly certain, and otherwise an error.
    let port = std::net::TcpListener::bind(address)
        .and_then(|listener| listener.local_addr())
        .map_err(|cause| LakeError::Cluster(format!("the address {address} cannot be taken: {cause}")))?
        .port();
    let own = OwnFolder::make(&std::env::temp_dir())?;
    for folder in own.remove_left_behind() {
        tracing::warn!(folder = %folder.display(), "what a killed executor left was removed");
    }
    let work_folder = options.work_folder.unwrap_or_else(|| own.work());
    std::fs::create_dir_all(&work_folder).map_err(LakeError::file("make", &work_folder))?;
    let work_folder = work_folder.into_os_string().into_string().map_err(|path| {
        LakeError::Cluster(format!("the path {} is not text: choose another folder", path.display()))
    })?;
    wait_for(scheduler).await?;
    let functions = BallistaFunctionRegistry::from(&session::state(session::config())?);
    let config = ExecutorProcessConfig {
        bind_host: address.ip().to_string(),
        external_host: Some(address.ip().to_string()),
        port,
        scheduler_host: scheduler.ip().to_string(),
        scheduler_port: scheduler.port(),
        vcores: options.threads.max(1),
        task_scheduling_policy: TaskSchedulingPolicy::PullStaged,
        work_dir: Some(work_folder),
        // What jobs left behind goes after an hour, and at the end.
        job_data_ttl_seconds: 3_600,
        job_data_clean_up_interval_seconds: 600,
        grpc_max_decoding_message_size: session::MESSAGE_BYTES,
        grpc_max_encoding_message_size: session::MESSAGE_BYTES,
        memory_pool_size: options.memory_bytes,
        override_function_registry: Some(Arc::new(functions)),
        override_config_producer: Some(Arc::new(session::config)),
        override_logical_codec: Some(Arc::new(LogicalCodec::default())),
        override_physical_codec: Some(Arc::new(PhysicalCodec::default())),
        ..ExecutorProcessConfig::default()
    };
    start_executor_process(Arc::new(config)).await.map_err(|cause| failed(&cause))
}
