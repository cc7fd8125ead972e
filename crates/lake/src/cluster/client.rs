//! The client: sends a question, takes the answer as it comes, and settles the account at its end.

use super::{
    address::of_scheduler,
    fault,
    receipt::{Due, Receipt},
    session,
    table::PinnedTable,
};
use crate::{
    LakeError,
    question::{only_reads, refused},
};
use ballista_core::{
    execution_plans::DistributedQueryExec,
    serde::protobuf::{GetJobMetricsParams, GetJobMetricsResult, scheduler_grpc_client::SchedulerGrpcClient},
    utils::{GrpcClientConfig, create_grpc_client_endpoint},
};
use datafusion::{
    arrow::{array::RecordBatch, datatypes::SchemaRef},
    common::DataFusionError,
    execution::context::SessionContext,
    physical_plan::{ExecutionPlan, execute_stream},
};
use datafusion_proto::protobuf::LogicalPlanNode;
use futures::{Stream, StreamExt, stream::BoxStream};
use std::{
    net::SocketAddr,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// A cluster, by its scheduler. Questions to it are answered as they would be here, or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    scheduler: SocketAddr,
}

/// An answer as it comes.
pub(super) struct Answer {
    /// Its columns.
    pub(super) schema: SchemaRef,
    /// Its rows. After the last batch comes an error if the account does not add up.
    pub(super) batches: BoxStream<'static, Result<RecordBatch, LakeError>>,
    /// The account, once all rows came.
    pub(super) receipt: Arc<OnceLock<Receipt>>,
}

impl Cluster {
    /// The cluster whose scheduler is at an address such as `df://127.0.0.1:50050`. Nothing is sent yet.
    ///
    /// # Errors
    /// [`LakeError::Cluster`] when it is no such address, or not one of this machine.
    pub fn at(address: &str) -> Result<Self, LakeError> {
        Ok(Self { scheduler: of_scheduler(address)? })
    }

    /// Sends a question about these tables, with these settings of the engine.
    pub(super) async fn ask(
        &self,
        tables: Vec<(&str, PinnedTable)>,
        settings: &[(&str, String)],
        question: &str,
    ) -> Result<Answer, LakeError> {
        let mut config = session::config();
        for (setting, value) in settings {
            config.options_mut().set(setting, value)?;
        }
        let context = SessionContext::new_with_state(session::client(config, self.scheduler)?);
        for (name, table) in tables {
            context.register_table(name, Arc::new(table))?;
        }
        let state = context.state();
        let plan = state.create_logical_plan(question).await.map_err(refused)?;
        only_reads(&plan)?;
        let schema = Arc::clone(plan.schema().inner());
        let plan = state.optimize(&plan).map_err(refused)?;
        tracing::debug!(plan = %plan.display_indent(), "a question goes to the cluster");
        let due = Due::of(&plan)?;
        let scheduler = self.scheduler;
        let stopped = move |error: DataFusionError| fault::stopped(&error, scheduler);
        let physical = state.query_planner().create_physical_plan(&plan, &state).await.map_err(refused)?;
        let batches = execute_stream(Arc::clone(&physical), context.task_ctx()).map_err(stopped)?;
        let receipt = Arc::new(OnceLock::new());
        let batches = accounted(batches.map(move |batch| batch.map_err(stopped)), due, scheduler, physical, &receipt);
        Ok(Answer { schema, batches: batches.boxed(), receipt })
    }
}

/// Passes batches on; after the last one settles the account.
fn accounted(
    batches: impl Stream<Item = Result<RecordBatch, LakeError>> + Send + 'static,
    due: Due,
    scheduler: SocketAddr,
    plan: Arc<dyn ExecutionPlan>,
    receipt: &Arc<OnceLock<Receipt>>,
) -> impl Stream<Item = Result<RecordBatch, LakeError>> + Send + 'static {
    let (rows, receipt) = (Arc::new(AtomicU64::new(0)), Arc::clone(receipt));
    let failed = Arc::new(OnceLock::new());
    let (counting, failing) = (Arc::clone(&rows), Arc::clone(&failed));
    let passed = batches.inspect(move |batch| match batch {
        Ok(batch) => {
            counting.fetch_add(batch.num_rows() as u64, Ordering::Relaxed);
        }
        Err(_) => {
            let _ = failing.set(());
        }
    });
    let verdict = futures::stream::once(async move {
        if failed.get().is_some() {
            return None;
        }
        match settle(due, scheduler, &plan, rows.load(Ordering::Relaxed)).await {
            Ok(settled) => {
                tracing::info!(?settled, "the cluster answered");
                let _ = receipt.set(settled);
                None
            }
            Err(error) => Some(Err(error)),
        }
    });
    passed.chain(verdict.filter_map(|verdict| async { verdict }))
}

async fn settle(
    due: Due,
    scheduler: SocketAddr,
    plan: &Arc<dyn ExecutionPlan>,
    rows: u64,
) -> Result<Receipt, LakeError> {
    match plan.downcast_ref::<DistributedQueryExec<LogicalPlanNode>>() {
        Some(query) => {
            let job = query.job_id().ok_or_else(|| {
                LakeError::Cluster("the cluster gave an answer without saying to which question".to_owned())
            })?;
            due.settle(&metrics(scheduler, job.to_string()).await?, rows)
        }
        // Nothing had to be sent: the plan is known to be empty, or explains another.
        None => Ok(Receipt { rows, ..Receipt::default() }),
    }
}

async fn metrics(scheduler: SocketAddr, job_id: String) -> Result<GetJobMetricsResult, LakeError> {
    let failed = |cause: &dyn std::fmt::Display| {
        LakeError::Cluster(format!(
            "the scheduler did not say what was read for the answer, so it cannot be trusted: {cause}"
        ))
    };
    let endpoint = create_grpc_client_endpoint(format!("http://{scheduler}"), Some(&GrpcClientConfig::default()));
    let connection = endpoint.map_err(|cause| failed(&cause))?.connect().await.map_err(|cause| failed(&cause))?;
    let mut client = SchedulerGrpcClient::new(connection).max_decoding_message_size(session::MESSAGE_BYTES as usize);
    let answer = client.get_job_metrics(GetJobMetricsParams { job_id }).await.map_err(|cause| failed(&cause))?;
    Ok(answer.into_inner())
}
