//! What client, scheduler and executors agree on: settings, functions and codecs.

use super::{
    codec::{LogicalCodec, PhysicalCodec},
    linkage,
};
use crate::LakeError;
use ballista_core::{
    extension::{SessionConfigExt, SessionStateExt},
    utils::default_session_builder,
};
use datafusion::{
    execution::{FunctionRegistry, SessionState},
    prelude::SessionConfig,
};
use std::{net::SocketAddr, sync::Arc};

/// The largest message between processes: plans that name many files are large.
pub(super) const MESSAGE_BYTES: u32 = 256 << 20;

/// The settings of every session.
pub(super) fn config() -> SessionConfig {
    SessionConfig::new_with_ballista()
        // Each partition reads its own files, so that it can be held to what they hold.
        .set_bool("datafusion.execution.enable_file_stream_work_stealing", false)
        .with_information_schema(false)
        // Files are read whole: a part of one could not be counted.
        .with_repartition_file_scans(false)
        // The plan that was made is the plan that runs, so that what it must read is known beforehand.
        .with_ballista_adaptive_query_planner(false)
        .with_ballista_grpc_client_max_message_size(MESSAGE_BYTES as usize)
        .with_ballista_logical_extension_codec(Arc::new(LogicalCodec::default()))
        .with_ballista_physical_extension_codec(Arc::new(PhysicalCodec::default()))
}

/// A session of a scheduler or an executor.
pub(super) fn state(config: SessionConfig) -> datafusion::error::Result<SessionState> {
    let mut state = default_session_builder(config)?;
    register(&mut state)?;
    Ok(state)
}

/// A session of a client, whose questions go to a scheduler.
pub(super) fn client(config: SessionConfig, scheduler: SocketAddr) -> Result<SessionState, LakeError> {
    let mut state = default_session_builder(config)?.upgrade_for_ballista(format!("http://{scheduler}"))?;
    register(&mut state)?;
    Ok(state)
}

fn register(state: &mut SessionState) -> datafusion::error::Result<()> {
    for function in linkage::functions() {
        state.register_udf(Arc::new(function))?;
    }
    Ok(())
}
