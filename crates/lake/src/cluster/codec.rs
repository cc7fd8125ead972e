//! How plans travel: pinned tables and their reading in our own words, all else in Ballista's.

use super::{
    table::PinnedTable,
    whole::{Expected, WholeScan},
};
use ballista_core::serde::{BallistaLogicalExtensionCodec, BallistaPhysicalExtensionCodec};
use datafusion::{
    arrow::datatypes::SchemaRef,
    catalog::TableProvider,
    common::{DataFusionError, Result, TableReference},
    datasource::file_format::FileFormatFactory,
    execution::TaskContext,
    logical_expr::{Extension, LogicalPlan},
    physical_plan::ExecutionPlan,
};
use datafusion_proto::{
    logical_plan::LogicalExtensionCodec,
    physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension},
};
use std::sync::Arc;

/// The first bytes of a pinned table, with the version of its form.
const TABLE: &[u8] = b"wholeplace pinned table 1\n";
/// The first bytes of the reading of one.
const SCAN: &[u8] = b"wholeplace whole scan 1\n";

/// Of logical plans.
#[derive(Debug, Default)]
pub(super) struct LogicalCodec {
    ballista: BallistaLogicalExtensionCodec,
}

impl LogicalExtensionCodec for LogicalCodec {
    fn try_decode(&self, bytes: &[u8], inputs: &[LogicalPlan], context: &TaskContext) -> Result<Extension> {
        self.ballista.try_decode(bytes, inputs, context)
    }

    fn try_encode(&self, node: &Extension, bytes: &mut Vec<u8>) -> Result<()> {
        self.ballista.try_encode(node, bytes)
    }

    fn try_decode_table_provider(
        &self,
        bytes: &[u8],
        table: &TableReference,
        schema: SchemaRef,
        context: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        match bytes.strip_prefix(TABLE) {
            Some(bytes) => Ok(Arc::new(PinnedTable::decode(bytes, &schema)?)),
            None => self.ballista.try_decode_table_provider(bytes, table, schema, context),
        }
    }

    fn try_encode_table_provider(
        &self,
        table: &TableReference,
        provider: Arc<dyn TableProvider>,
        bytes: &mut Vec<u8>,
    ) -> Result<()> {
        match provider.downcast_ref::<PinnedTable>() {
            Some(pinned) => {
                bytes.extend_from_slice(TABLE);
                bytes.extend(pinned.encode()?);
                Ok(())
            }
            None => self.ballista.try_encode_table_provider(table, provider, bytes),
        }
    }

    fn try_decode_file_format(&self, bytes: &[u8], context: &TaskContext) -> Result<Arc<dyn FileFormatFactory>> {
        self.ballista.try_decode_file_format(bytes, context)
    }

    fn try_encode_file_format(&self, bytes: &mut Vec<u8>, format: Arc<dyn FileFormatFactory>) -> Result<()> {
        self.ballista.try_encode_file_format(bytes, format)
    }
}

/// Of physical plans.
#[derive(Debug, Default)]
pub(super) struct PhysicalCodec {
    ballista: BallistaPhysicalExtensionCodec,
}

impl PhysicalExtensionCodec for PhysicalCodec {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let Some(bytes) = bytes.strip_prefix(SCAN) else {
            return self.ballista.try_decode(bytes, inputs, context, converter);
        };
        let expected: Expected =
            serde_json::from_slice(bytes).map_err(|cause| DataFusionError::External(Box::new(cause)))?;
        match inputs {
            [scan] => Ok(Arc::new(WholeScan::new(Arc::clone(scan), expected)?)),
            _ => Err(DataFusionError::Internal("a scan of a pinned table has one child".to_owned())),
        }
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        bytes: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        let Some(whole) = node.downcast_ref::<WholeScan>() else {
            return self.ballista.try_encode(node, bytes, converter);
        };
        bytes.extend_from_slice(SCAN);
        serde_json::to_writer(bytes, whole.expected()).map_err(|cause| DataFusionError::External(Box::new(cause)))
    }
}
