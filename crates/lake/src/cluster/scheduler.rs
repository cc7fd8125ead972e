//! The scheduler: takes questions, parts them into stages, and hands out the pieces.

use super::{
    address::only_this_machine,
    codec::{LogicalCodec, PhysicalCodec},
    session,
};
use crate::LakeError;
use ballista_core::config::TaskSchedulingPolicy;
use ballista_scheduler::{
    cluster::BallistaCluster,
    config::{SchedulerConfig, TaskDistributionPolicy},
    scheduler_process::{create_scheduler, start_grpc_service_with_listener},
};
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use std::{future::Future, sync::Arc, time::Duration};
use tokio::net::TcpListener;

/// How a scheduler works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchedulerOptions {
    /// An executor that has not been heard of for so long is taken for lost, and its pieces go to the others. A busy
    /// one is heard of every five seconds.
    pub lost_after: Duration,
}

impl Default for SchedulerOptions {
    fn default() -> Self {
        Self { lost_after: Duration::from_secs(20) }
    }
}

/// How often the scheduler looks for executors that were lost.
const LOOK_EVERY_SECONDS: u64 = 2;

/// Serves as a scheduler until `stopped` resolves.
///
/// # Errors
/// [`LakeError::Cluster`] when the address can be reached from other machines, or the scheduler cannot start.
pub async fn serve_scheduler(
    listener: TcpListener,
    options: SchedulerOptions,
    stopped: impl Future<Output = ()> + Send,
) -> Result<(), LakeError> {
    let failed = |cause: &dyn std::fmt::Display| LakeError::Cluster(format!("the scheduler cannot go on: {cause}"));
    let address = only_this_machine(listener.local_addr().map_err(|cause| failed(&cause))?)?;
    let lost_after = options.lost_after.as_secs();
    let config = SchedulerConfig {
        external_host: address.ip().to_string(),
        bind_host: address.ip().to_string(),
        bind_port: address.port(),
        // Executors ask for work, so that they need no further open port.
        scheduling_policy: TaskSchedulingPolicy::PullStaged,
        task_distribution: TaskDistributionPolicy::RoundRobin,
        executor_timeout_seconds: lost_after,
        expire_dead_executor_interval_seconds: LOOK_EVERY_SECONDS,
        no_executors_grace_period_seconds: lost_after,
        // What was shuffled may be personal: it does not lie about for longer than needed.
        finished_job_data_clean_up_interval_seconds: 60,
        finished_job_state_clean_up_interval_seconds: 600,
        grpc_server_max_decoding_message_size: session::MESSAGE_BYTES,
        grpc_server_max_encoding_message_size: session::MESSAGE_BYTES,
        grpc_client_max_message_size: session::MESSAGE_BYTES,
        override_config_producer: Some(Arc::new(session::config)),
        override_session_builder: Some(Arc::new(session::state)),
        override_logical_codec: Some(Arc::new(LogicalCodec::default())),
        override_physical_codec: Some(Arc::new(PhysicalCodec::default())),
        ..SchedulerConfig::default()
    };
    config.validate().map_err(|cause| failed(&cause))?;
    let cluster = BallistaCluster::new_from_config(&config).await.map_err(|cause| failed(&cause))?;
    let scheduler = create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(config));
    let scheduler = scheduler.await.map_err(|cause| failed(&cause))?;
    tokio::select! {
        ended = start_grpc_service_with_listener(listener, scheduler) => ended.map_err(|cause| failed(&cause)),
        () = stopped => Ok(()),
    }
}
